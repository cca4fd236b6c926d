// A combobox after ARIA 1.2: focus stays in the box, the list is asked of the server, the hidden value is a uid.

const parts = (el) => {
  const box = el.closest?.("[data-fb-lookup]");
  return box && {
    box,
    input: box.querySelector("[role=combobox]"),
    value: box.querySelector("[data-fb-lookup-value]"),
    list: box.querySelector("[role=listbox]"),
    clear: box.querySelector("[data-fb-lookup-clear]"),
  };
};
const options = (p) => [...p.list.querySelectorAll("[role=option]")];
const marked = (p) => p.list.querySelector("[aria-selected=true]");

function show(p, open) {
  p.list.hidden = !open;
  p.input.setAttribute("aria-expanded", String(open));
  if (!open) p.input.removeAttribute("aria-activedescendant");
}

function mark(p, option) {
  marked(p)?.setAttribute("aria-selected", "false");
  if (!option) return;
  option.setAttribute("aria-selected", "true");
  option.id ||= `${p.list.id}_${options(p).indexOf(option)}`;
  p.input.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

function take(p, option) {
  p.value.value = option?.dataset.value ?? "";
  p.input.value = option?.dataset.label ?? "";
  p.box.fbLabel = p.input.value;
  p.clear.hidden = !option;
  show(p, false);
  p.value.dispatchEvent(new Event("change", { bubbles: true }));
}

async function ask(p) {
  p.box.fbAir?.abort();
  p.box.fbAir = new AbortController();
  const url = new URL(p.box.dataset.fbLookup, location.href);
  url.searchParams.set("q", p.input.value === p.box.fbLabel ? "" : p.input.value.trim());
  try {
    const answer = await fetch(url, { signal: p.box.fbAir.signal, headers: { "HX-Request": "true" } });
    if (!answer.ok) return;
    p.list.innerHTML = await answer.text();
    options(p).forEach((option, n) => { option.id = `${p.list.id}_${n}`; });
    show(p, true);
    if (p.input.value && p.input.value !== p.box.fbLabel) mark(p, options(p)[0]);
  } catch (problem) {
    if (problem.name !== "AbortError") show(p, false);
  }
}

document.addEventListener("focusin", (event) => {
  const p = parts(event.target);
  if (p && event.target === p.input) p.box.fbLabel ??= p.input.value;
});
document.addEventListener("input", (event) => {
  const p = parts(event.target);
  if (!p || event.target !== p.input) return;
  p.value.value = "";
  clearTimeout(p.box.fbTimer);
  p.box.fbTimer = setTimeout(ask, 120, p);
});
document.addEventListener("keydown", (event) => {
  const p = parts(event.target);
  if (!p || event.target !== p.input) return;
  const all = options(p);
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (p.list.hidden) return void ask(p);
    const here = all.indexOf(marked(p));
    const step = event.key === "ArrowDown" ? 1 : -1;
    mark(p, all.at(here < 0 && step < 0 ? -1 : (here + step) % all.length));
  } else if (event.key === "Enter" && !p.list.hidden) {
    event.preventDefault();
    if (marked(p)) take(p, marked(p));
  } else if (event.key === "Escape" && !p.list.hidden) {
    event.stopPropagation();
    show(p, false);
  }
});
document.addEventListener("pointerdown", (event) => {
  const p = parts(event.target);
  const option = event.target.closest?.("[role=option]");
  if (p && option && p.list.contains(option)) {
    event.preventDefault(); // focus stays in the box
    take(p, option);
  }
});
document.addEventListener("click", (event) => {
  const p = parts(event.target);
  if (!p) return;
  if (event.target.closest("[data-fb-lookup-clear]")) {
    take(p, null);
    p.input.focus();
  } else if (event.target === p.input && p.list.hidden) ask(p);
});
document.addEventListener("focusout", (event) => {
  const p = parts(event.target);
  if (!p || event.target !== p.input) return;
  p.box.fbAir?.abort();
  clearTimeout(p.box.fbTimer);
  show(p, false);
  // Words that chose nothing would look chosen: an emptied box empties, a half-typed one returns.
  if (!p.value.value && p.input.value.trim() && p.box.fbLabel === p.input.value) return;
  if (!p.value.value && !p.input.value.trim()) take(p, null);
});
