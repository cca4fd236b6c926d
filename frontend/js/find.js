// Search as you type: 120 ms after the last key, one request in the air, arrows to choose, an exact code opens.
import { openFind } from "./keys.js";

const box = document.querySelector("[data-fb-find]");
if (box) {
  const input = box.querySelector("input");
  const list = box.querySelector(".fb-hits");
  const say = box.querySelector("[data-fb-find-say]");
  let timer = 0;
  let air = null;
  let asked = "";

  const hits = () => [...list.querySelectorAll(".fb-hit")];
  const current = () => list.querySelector(".fb-hit.is-cur");

  const choose = (hit) => {
    current()?.classList.remove("is-cur");
    hit?.classList.add("is-cur");
    hit?.scrollIntoView({ block: "nearest" });
    if (hit) input.setAttribute("aria-activedescendant", hit.id);
    else input.removeAttribute("aria-activedescendant");
  };

  const show = (open) => {
    list.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
    if (!open) choose(null);
  };

  const ask = async () => {
    const words = input.value.trim();
    air?.abort();
    if (words.length < 2) return void show(false);
    air = new AbortController();
    try {
      const url = `${box.dataset.fbFind}?q=${encodeURIComponent(words)}`;
      const answer = await fetch(url, { signal: air.signal, headers: { "HX-Request": "true" } });
      if (!answer.ok) return;
      list.innerHTML = await answer.text();
      asked = words;
      show(true);
      say.textContent = hits().length ? `${hits().length} found` : "Nothing found";
    } catch (problem) {
      if (problem.name !== "AbortError") say.textContent = "The search did not answer";
    }
  };

  const close = () => {
    show(false);
    box.classList.remove("is-open");
    box.querySelector("[data-fb-find-close]").hidden = true;
    input.blur();
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 120);
  });
  input.addEventListener("focus", () => { if (list.childElementCount && input.value.trim() === asked) show(true); });
  input.addEventListener("keydown", async (event) => {
    if (event.key === "Escape") return void close();
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const all = hits();
      if (!all.length) return;
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      const here = all.indexOf(current());
      return void choose(all.at(here < 0 && step < 0 ? -1 : (here + step) % all.length));
    }
    if (event.key !== "Enter") return;
    event.preventDefault();
    const chosen = current();
    if (chosen) return void chosen.click();
    // Enter before the answer came: wait for it, so that a typed or scanned tag still opens at once.
    clearTimeout(timer);
    if (asked !== input.value.trim()) await ask();
    const exact = list.querySelector("[data-exact]") || (hits().length === 1 ? hits()[0] : null);
    if (exact) exact.click();
    else input.form.submit();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-fb-find-open]")) {
      event.preventDefault();
      return void openFind();
    }
    if (event.target.closest("[data-fb-find-close]")) return void close();
    if (!box.contains(event.target)) show(false);
  });
}
