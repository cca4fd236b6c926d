// The box of an answer: "/" at the start of a line offers ready answers, "@" in a note names somebody of the team.
// Focus stays in the box; arrows choose, Enter or Tab takes, Escape lets it be.

const form = () => document.querySelector("[data-fb-reply][data-fb-ready]");
const box = () => form()?.querySelector("textarea[name=body]");
const list = () => document.getElementById("tk-offered");
const KINDS = {
  ready: /(?:^|\n)(\/([^\n/]{0,40}))$/,
  people: /(?:^|[\s(])(@([^\s@]{0,30}(?: [^\s@]{1,30})?))$/,
};
let air = null;
let open = null;

const options = () => [...list().querySelectorAll("[role=option]:not([aria-disabled])")];
const marked = () => list().querySelector("[aria-selected=true]");

function close() {
  air?.abort();
  open = null;
  if (!list()) return;
  list().hidden = true;
  box()?.removeAttribute("aria-activedescendant");
}

function mark(option) {
  marked()?.setAttribute("aria-selected", "false");
  if (!option) return;
  option.setAttribute("aria-selected", "true");
  box().setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

function wanted() {
  const before = box().value.slice(0, box().selectionStart);
  const kinds = form().querySelector("[name=to][value=team]").checked ? ["ready", "people"] : ["ready"];
  for (const kind of kinds) {
    const found = KINDS[kind].exec(before);
    if (found) return { kind, from: before.length - found[1].length, to: before.length, words: found[2] };
  }
  return null;
}

async function look() {
  const here = wanted();
  if (!here) return void close();
  air?.abort();
  air = new AbortController();
  const url = new URL(here.kind === "ready" ? form().dataset.fbReady : form().dataset.fbPeople, location.href);
  url.searchParams.set("q", here.words);
  try {
    const answer = await fetch(url, { signal: air.signal, headers: { "HX-Request": "true" } });
    if (!answer.ok) return void close();
    list().innerHTML = await answer.text();
    if (here.kind === "people" && !options().length && here.words.includes(" ")) return void close();
    options().forEach((option, n) => { option.id = `tk-offered-${n}`; });
    open = here;
    list().hidden = false;
    mark(options()[0]);
  } catch (problem) {
    if (problem.name !== "AbortError") close();
  }
}

function write(words, from, to) {
  const it = box();
  it.setRangeText(words, from, to, "end");
  it.dispatchEvent(new Event("input", { bubbles: true }));
  it.focus();
}

async function take(option) {
  const here = open;
  close();
  if (!option || !here) return;
  if (here.kind === "people") return void write(`@${option.dataset.value} `, here.from, here.to);
  const token = form().querySelector("[name=csrfmiddlewaretoken]").value;
  const answer = await fetch(`${form().dataset.fbReady}${option.dataset.value}/`, { method: "POST", headers: { "X-CSRFToken": token } });
  if (!answer.ok) return;
  const found = await answer.json();
  write(found.body, here.from, here.to);
  close();
  form().querySelector(`[name=to][value=${found.public ? "public" : "team"}]`).checked = true;
  if (found.minutes) form().querySelector("[name=minutes]").value = found.minutes;
  if (found.activity) form().querySelector("[name=activity]").value = found.activity;
  document.getElementById("tk-macro").innerHTML = found.strip;
  const tray = document.getElementById("fb-tray");
  tray.outerHTML = found.tray;
  window.htmx?.process(document.getElementById("fb-tray"));
}

let resting = 0;
document.addEventListener("input", (event) => {
  if (!event.isTrusted || event.target !== box()) return;
  clearTimeout(resting);
  resting = setTimeout(look, 90);
});
document.addEventListener("keydown", (event) => {
  if (event.target !== box() || list()?.hidden !== false) return;
  const all = options();
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && all.length) {
    event.preventDefault();
    mark(all.at((all.indexOf(marked()) + step) % all.length));
  } else if ((event.key === "Enter" || event.key === "Tab") && marked() && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    event.stopImmediatePropagation();
    take(marked());
  } else if (event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    close();
  }
}, true);
document.addEventListener("pointerdown", (event) => {
  const option = event.target.closest?.("#tk-offered [role=option]:not([aria-disabled])");
  if (!option) return;
  event.preventDefault(); // focus stays in the box
  take(option);
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-fb-macro-off]")) return void document.getElementById("tk-macro").replaceChildren();
  if (!event.target.closest("[data-fb-ready-open]")) return;
  const it = box();
  it.focus();
  const before = it.value.slice(0, it.selectionStart);
  it.setRangeText(before && !before.endsWith("\n") ? "\n/" : "/", it.selectionStart, it.selectionEnd, "end");
  look();
});
document.addEventListener("focusout", (event) => { if (event.target === box()) close(); });
