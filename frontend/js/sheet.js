// A sheet of boxes: Enter goes down a column, and a block copied from a spreadsheet fills it from where one stands.

const cellOf = (el) => el.closest?.("[data-fb-sheet] tbody td");
const boxIn = (row, column) => row?.cells[column]?.querySelector("input:not([type=hidden]), select, textarea");

function go(cell, by) {
  const row = cell.parentElement;
  const box = boxIn(by > 0 ? row.nextElementSibling : row.previousElementSibling, cell.cellIndex);
  box?.focus();
  box?.select?.();
}

document.addEventListener("keydown", (event) => {
  const cell = cellOf(event.target);
  if (!cell || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key !== "Enter" || event.target.getAttribute("aria-expanded") === "true") return;
  event.preventDefault();
  go(cell, event.shiftKey ? -1 : 1);
});

function put(box, text) {
  if (!box || box.getAttribute("role") === "combobox") return;
  if (box.tagName === "SELECT") {
    const wanted = text.trim().toLowerCase();
    const option = [...box.options].find((one) => one.text.toLowerCase() === wanted);
    if (option) box.value = option.value;
  } else if (box.type === "date") {
    const day = text.trim().match(/^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/);
    box.value = day ? `${day[3]}-${day[2].padStart(2, "0")}-${day[1].padStart(2, "0")}` : text.trim();
  } else {
    box.value = text;
  }
  box.dispatchEvent(new Event("change", { bubbles: true }));
}

document.addEventListener("paste", (event) => {
  const cell = cellOf(event.target);
  const text = event.clipboardData?.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "") ?? "";
  if (!cell || !/[\t\n]/.test(text)) return;
  event.preventDefault();
  let row = cell.parentElement;
  for (const line of text.split("\n")) {
    line.split("\t").forEach((part, n) => put(boxIn(row, cell.cellIndex + n), part));
    row = row?.nextElementSibling;
  }
});
