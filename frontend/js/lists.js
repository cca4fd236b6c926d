// A list in the hand: j k move, x picks, Enter opens, e changes, shift picks a stretch, "all 214" means all 214.

const list = () => document.querySelector("[data-fb-list]");
const rows = () => [...(list()?.querySelectorAll("tbody tr[data-url]") ?? [])];
const open = (row) => {
  const url = row.dataset.url || row.querySelector(".fb-fz > a")?.href;
  if (url) location.assign(url);
};
const boxOf = (row) => row?.querySelector("input[name=pick]");
const current = () => list()?.querySelector("tr.is-cur");
let lastPicked = null;

function moveTo(row) {
  if (!row) return;
  current()?.classList.remove("is-cur");
  row.classList.add("is-cur");
  row.scrollIntoView({ block: "nearest" });
  // The reader follows: focus rests on the name of the row.
  row.querySelector("td:not(.fb-ck) a")?.focus({ preventScroll: true });
}

function step(by) {
  const all = rows();
  const here = all.indexOf(current());
  moveTo(all[Math.max(0, Math.min(all.length - 1, here < 0 ? 0 : here + by))]);
}

function pick(row, on) {
  const box = boxOf(row);
  if (!box) return;
  box.checked = on ?? !box.checked;
  showPicked();
}

function showPicked() {
  const form = list();
  const bar = form?.querySelector("[data-fb-bulk]");
  if (!bar) return;
  const all = rows();
  const picked = all.filter((row) => boxOf(row)?.checked);
  const everything = form.querySelector("[data-fb-all]");
  if (everything && picked.length < all.length) everything.value = "";
  all.forEach((row) => row.classList.toggle("is-sel", Boolean(boxOf(row)?.checked)));
  const page = form.querySelector("[data-fb-pick-page]");
  page.checked = picked.length === all.length && all.length > 0;
  page.indeterminate = picked.length > 0 && !page.checked;
  bar.hidden = !picked.length;
  const more = bar.querySelector("[data-fb-pick-all]");
  const whole = everything?.value === "1";
  const total = more?.dataset.total;
  bar.querySelector("[data-fb-picked]").textContent = whole ? `All ${total} matching are selected` : `${picked.length} selected`;
  if (!more) return; // a page that shows all there is
  more.textContent = whole ? `Only the ${all.length} on this page` : `Select all ${total} matching`;
  more.hidden = !whole && picked.length === all.length && total === String(all.length);
}

document.addEventListener("fb:key", (event) => {
  if (!list()) return;
  const row = current();
  const acts = {
    j: () => step(1),
    k: () => step(-1),
    x: () => pick(row ?? rows()[0]),
    Enter: () => row && open(row),
    e: row?.dataset.edit && (() => location.assign(row.dataset.edit)),
  };
  const known = acts[event.detail];
  if (known && rows().length) {
    event.preventDefault();
    return void known();
  }
  // A key of the bulk bar means the picked rows, or the one at hand when none is picked.
  const bar = list().querySelector("[data-fb-bulk]");
  const act = bar?.querySelector(`[data-fb-bulk-key="${CSS.escape(event.detail)}"]`);
  if (act && (row || !bar.hidden)) {
    event.preventDefault();
    if (bar.hidden) pick(row, true);
    act.click();
  }
});

document.addEventListener("click", (event) => {
  const form = event.target.closest("[data-fb-list]");
  if (!form) return;
  const box = event.target.closest("input[name=pick]");
  if (box) {
    const all = rows();
    const row = box.closest("tr");
    if (event.shiftKey && lastPicked && all.includes(lastPicked)) {
      const [a, b] = [all.indexOf(lastPicked), all.indexOf(row)].sort((x, y) => x - y);
      all.slice(a, b + 1).forEach((between) => { boxOf(between).checked = box.checked; });
    }
    lastPicked = row;
    return void showPicked();
  }
  if (event.target.closest("[data-fb-pick-page]")) {
    const on = event.target.closest("[data-fb-pick-page]").checked;
    rows().forEach((row) => { boxOf(row).checked = on; });
    return void showPicked();
  }
  if (event.target.closest("[data-fb-pick-all]")) {
    const everything = form.querySelector("[data-fb-all]");
    everything.value = everything.value ? "" : "1";
    rows().forEach((row) => { boxOf(row).checked = true; });
    return void showPicked();
  }
  if (event.target.closest("[data-fb-pick-none]")) {
    const everything = form.querySelector("[data-fb-all]");
    if (everything) everything.value = "";
    rows().forEach((row) => { boxOf(row).checked = false; });
    return void showPicked();
  }
  // Anywhere on a row opens it, as a hand expects; marked text and modifier keys are left alone.
  const row = event.target.closest("tr[data-url]");
  if (row && !event.target.closest("a,button,input,label") && !String(getSelection()) && !event.ctrlKey && !event.metaKey) {
    open(row);
  }
});

// The name that stays in sight gets an edge while columns are under it.
document.addEventListener("scroll", ({ target }) => {
  if (target instanceof Element && target.matches(".fb-scroll")) target.classList.toggle("is-aside", target.scrollLeft > 0);
}, { capture: true, passive: true });

addEventListener("pageshow", showPicked);
document.addEventListener("htmx:afterSwap", showPicked);
