// One listener for every key. A scanner types faster than any hand and ends with Enter, so single keys wait a moment:
// what turns out to be a scan never fires a shortcut, and a scan works wherever the page is.

const PAUSE = 50; // a hand is slower between two keys, a scanner is not
const SHORTEST = 4;
const typing = (el) => el?.closest?.("input:not([type=checkbox],[type=radio],[type=button],[type=submit]),textarea,select,[contenteditable=true]");

let pending = [];
let timer = 0;
let last = 0;
let gWaits = 0;

export const keysOn = () => localStorage.getItem("fb-keys") !== "off";

function flush() {
  const keys = pending;
  pending = [];
  if (keys.length < SHORTEST) keys.forEach((key) => press(key));
}

function press(key) {
  if (!keysOn() || document.querySelector("dialog[open]")) return;
  if (Date.now() - gWaits < 1500 && goTo(key)) return;
  gWaits = key === "g" ? Date.now() : 0;
  if (key === "g") return;
  if (key === "/") return void openFind();
  if (key === "?") return void showKeys();
  const handled = document.dispatchEvent(new CustomEvent("fb:key", { detail: key, cancelable: true }));
  if (handled) pressMarked(key);
}

function goTo(letter) {
  const link = document.querySelector(`[data-g="${CSS.escape(letter)}"]`);
  gWaits = 0;
  link?.click();
  return Boolean(link);
}

function pressMarked(key) {
  const target = [...document.querySelectorAll(`[data-fb-key="${CSS.escape(key)}"]`)].find((el) => !el.closest("[hidden]"));
  if (!target) return;
  if (target.tagName === "DETAILS") {
    target.open = true;
    target.querySelector(".fb-menu-list :is(a,button,input,select,summary)")?.focus();
  } else target.click();
}

export function openFind() {
  const box = document.querySelector("[data-fb-find]");
  box?.classList.add("is-open");
  const input = box?.querySelector("input");
  const close = box?.querySelector("[data-fb-find-close]");
  if (close) close.hidden = !matchMedia("(max-width:700px)").matches;
  input?.focus();
  input?.select();
}

function showKeys() {
  const sheet = document.getElementById("fb-keys");
  const lines = sheet?.querySelector(".fb-keys");
  if (!lines) return;
  lines.querySelectorAll("[data-from-rail]").forEach((line) => line.remove());
  document.querySelectorAll("[data-g]:not([data-g=''])").forEach((link) => {
    const line = document.createElement("div");
    line.dataset.fromRail = "";
    const name = document.createElement("span");
    name.textContent = link.querySelector("span").textContent;
    const keys = document.createElement("span");
    for (const letter of ["g", link.dataset.g]) {
      const cap = document.createElement("kbd");
      cap.textContent = letter;
      keys.append(cap, " ");
    }
    line.append(name, keys);
    lines.append(line);
  });
  sheet.showModal();
}

function scanned(code) {
  const taken = !document.dispatchEvent(new CustomEvent("fb:scan", { detail: code, cancelable: true }));
  if (!taken) location.assign(`${document.body.dataset.scanUrl || "/scan/"}?q=${encodeURIComponent(code)}`);
}

function inField(event) {
  // A burst into a form fills that field; its Enter must not send a half-filled form.
  const now = event.timeStamp;
  const field = event.target;
  if (event.key === "Enter") {
    const burst = field.fbBurst >= SHORTEST && now - last < PAUSE;
    field.fbBurst = 0;
    if (burst && field.tagName === "INPUT" && field.closest("[data-fb-form]") && !field.hasAttribute("data-fb-scan")) {
      event.preventDefault();
      const fields = [...field.form.elements].filter((el) => el.type !== "hidden" && el.tabIndex >= 0);
      fields[fields.indexOf(field) + 1]?.focus();
    }
  } else if (event.key.length === 1) field.fbBurst = now - last < PAUSE ? (field.fbBurst || 1) + 1 : 1;
  last = now;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (typing(event.target)) return void inField(event);
  if (event.key === "Enter" && pending.length >= SHORTEST) {
    const code = pending.join("");
    pending = [];
    clearTimeout(timer);
    event.preventDefault();
    event.stopPropagation();
    return void scanned(code);
  }
  const onControl = event.target.closest?.("a,button,summary,input,label");
  if (event.key === "Enter" && !onControl) return void document.dispatchEvent(new CustomEvent("fb:key", { detail: "Enter" }));
  if (event.key.length !== 1 || (event.key === " " && onControl)) return;
  if (event.key === "/" || event.key === "?") event.preventDefault();
  // No code begins with a slash, and the hand that pressed it types on at once.
  if (event.repeat || (event.key === "/" && !pending.length)) return void press(event.key);
  pending.push(event.key);
  clearTimeout(timer);
  timer = setTimeout(flush, PAUSE);
}, true);

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-fb-keys]")) showKeys();
  if (event.target.closest("[data-fb-new]")) {
    event.preventDefault();
    document.getElementById("fb-new")?.showModal();
  }
});

const toggle = document.querySelector("[data-fb-keys-on]");
if (toggle) {
  toggle.checked = keysOn();
  toggle.addEventListener("change", () => localStorage.setItem("fb-keys", toggle.checked ? "on" : "off"));
}
