// An article beside a ticket goes into the answer where the cursor stands; the answer is then to the requester.

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-fb-insert]");
  const box = document.querySelector("[data-fb-reply] textarea[name=body]");
  if (!button || !box) return;
  const { selectionStart: from, selectionEnd: to, value } = box;
  const before = value.slice(0, from);
  const words = (before && !before.endsWith("\n") ? "\n" : "") + button.dataset.fbInsert + "\n";
  box.value = before + words + value.slice(to);
  box.form.querySelector("[name=to][value=public]").checked = true;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
  box.setSelectionRange(from + words.length, from + words.length);
});

// Pictures that are pasted, dropped on the words of an article or chosen are kept with it, and stand where the cursor is.
const chooser = () => document.querySelector("[data-fb-pictures]");
const words = () => document.getElementById("id_body");

async function illustrate(files) {
  const say = document.querySelector("[data-fb-pictures-say]");
  const form = new FormData();
  [...files].forEach((file) => form.append("files", file));
  const headers = { "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value };
  say.hidden = true;
  let found = { names: [], problem: "They could not be sent. Try again." };
  try {
    const answer = await fetch(chooser().dataset.fbPictures, { method: "POST", body: form, headers });
    if (answer.ok) found = await answer.json();
  } catch { /* said below */ }
  say.textContent = found.problem;
  say.hidden = !found.problem;
  const it = words();
  for (const name of found.names) {
    const before = it.value.slice(0, it.selectionStart);
    it.setRangeText(`${before && !before.endsWith("\n") ? "\n\n" : ""}![What it shows](${name})\n`, it.selectionStart, it.selectionEnd, "end");
  }
  if (!found.names.length) return;
  it.dispatchEvent(new Event("input", { bubbles: true }));
  it.focus();
}

document.addEventListener("paste", (event) => {
  if (!chooser() || event.target !== words() || !event.clipboardData?.files.length) return;
  event.preventDefault();
  illustrate(event.clipboardData.files);
});
document.addEventListener("dragover", (event) => {
  if (chooser() && event.dataTransfer?.types.includes("Files")) event.preventDefault();
});
document.addEventListener("drop", (event) => {
  if (!chooser() || !event.dataTransfer?.files.length) return;
  event.preventDefault();
  illustrate(event.dataTransfer.files);
});
document.addEventListener("change", (event) => {
  if (event.target !== chooser() || !event.target.files.length) return;
  illustrate(event.target.files);
});
