// The board: a card that is dragged to another column gets its status; to the last one it goes with a solution.

let held = null;

document.addEventListener("dragstart", (event) => {
  held = event.target.closest?.(".fb-card[draggable]") ?? null;
  if (!held) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", held.dataset.number);
  held.classList.add("is-held");
});

document.addEventListener("dragend", () => {
  held?.classList.remove("is-held");
  document.querySelectorAll(".fb-board-col.is-over").forEach((one) => one.classList.remove("is-over"));
  held = null;
});

const column = (event) => held && event.target.closest?.(".fb-board-col[data-status], .fb-board-col[data-solve]");

document.addEventListener("dragover", (event) => {
  const over = column(event);
  document.querySelectorAll(".fb-board-col.is-over").forEach((one) => one.classList.toggle("is-over", one === over));
  if (!over) return;
  event.preventDefault();
  over.classList.add("is-over");
});

document.addEventListener("drop", (event) => {
  const over = column(event);
  if (!over || over.contains(held)) return;
  event.preventDefault();
  if (over.hasAttribute("data-solve")) {
    location.assign(`${held.dataset.page}#reply`);
    return;
  }
  const form = document.getElementById("fb-board-move");
  form.action = held.dataset.at;
  form.elements.status.value = over.dataset.status;
  form.requestSubmit();
});
