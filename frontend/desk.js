// The loan desk: every scan is put in a line with an id of its own and sent one after the other, again if need be;
// the server counts each id once. What comes back is the parts of the page that changed, and a tone.
import { cameraIn } from "./scanning/camera.js";
import { tone } from "./scanning/tones.js";
import { signing } from "./js/signing.js";

const desk = document.querySelector("[data-fb-desk]");
const box = desk.querySelector("[data-fb-desk-form]");
const input = box.querySelector("input[name=code]");
const frame = desk.querySelector(".fb-desk-camera");
const button = box.querySelector("[data-fb-desk-camera]");
const KEPT = `fb-desk ${desk.dataset.fbDesk}`;
const AGAIN = 1500;

let waiting = JSON.parse(sessionStorage.getItem(KEPT) || "[]");
let busy = false;

const token = () => box.querySelector("[name=csrfmiddlewaretoken]").value;
// crypto.randomUUID wants HTTPS; a desk on the school's own network may have none.
const newId = () => "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) =>
  (Number(c) ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (Number(c) / 4)))).toString(16));

function show(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  for (const part of holder.content.querySelectorAll("[data-fb-part]")) {
    const old = document.querySelector(`[data-fb-part="${part.dataset.fbPart}"]`);
    // What somebody is signing stays until what they sign for is another.
    if (old?.dataset.fbSame && old.dataset.fbSame === part.dataset.fbSame) continue;
    const focused = old?.contains(document.activeElement) && document.activeElement.getAttribute("aria-label");
    old?.replaceWith(part);
    if (focused) part.querySelector(`[aria-label="${CSS.escape(focused)}"]`)?.focus();
  }
  const how = document.querySelector("[data-fb-part=answer]")?.dataset.fbTone;
  if (how) tone(how);
}

function complain(title, text) {
  const answer = document.querySelector("[data-fb-part=answer]");
  answer.className = "fb-desk-answer is-bad";
  answer.hidden = false;
  answer.textContent = "";
  const words = document.createElement("div");
  const first = document.createElement("p");
  first.className = "fb-desk-said";
  first.textContent = title;
  const second = document.createElement("p");
  second.textContent = text;
  words.append(first, second);
  answer.append(words);
}

async function post(url, words) {
  const body = new FormData();
  Object.entries(words).forEach(([name, value]) => body.append(name, value));
  const answer = await fetch(url, { method: "POST", body, headers: { "HX-Request": "true", "X-CSRFToken": token() } });
  if (answer.redirected) return void location.assign(answer.url);
  if (answer.status >= 500) throw new Error("away");
  const text = await answer.text();
  if (text.includes("data-fb-part")) show(text);
  else complain("The desk has moved on", "Load the page again. Nothing that was scanned is lost.");
}

const keep = () => sessionStorage.setItem(KEPT, JSON.stringify(waiting));

// In order, one at a time; what was not answered stays first in the line, with the same id.
async function send() {
  if (busy || !waiting.length) return;
  busy = true;
  try {
    await post(desk.dataset.fbDesk, { code: waiting[0].code, scan_id: waiting[0].id });
    waiting.shift();
    keep();
  } catch {
    const more = waiting.length === 1 ? "This scan is" : `These ${waiting.length} scans are`;
    complain("No answer from the server", `${more} kept here, and sent as soon as it is back. Go on scanning.`);
    await new Promise((done) => { setTimeout(done, AGAIN); });
  }
  busy = false;
  send();
}

function scanned(code) {
  waiting.push({ id: newId(), code });
  keep();
  send();
}

const camera = cameraIn(frame, scanned);

function toggleCamera() {
  const on = frame.hidden;
  frame.hidden = !on;
  button.setAttribute("aria-pressed", String(on));
  if (on) camera.open();
  else camera.close();
}

document.addEventListener("fb:scan", (event) => {
  event.preventDefault();
  scanned(event.detail);
});
box.addEventListener("submit", (event) => {
  event.preventDefault();
  const code = input.value.trim();
  input.value = "";
  if (code) scanned(code);
});
button.addEventListener("click", toggleCamera);

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-fb-desk-finish]")) form.querySelector("[data-fb-signature]").value = signing.picture();
  if (!form.matches("[data-fb-desk-act]")) return;
  event.preventDefault();
  const words = Object.fromEntries(new FormData(form));
  form.fbId ??= newId();
  post(form.action, { scan_id: form.fbId, ...words }).catch(() => complain("No answer from the server", "Press it again when the Wi-Fi is back."));
});
document.addEventListener("change", (event) => {
  event.target.closest("[data-fb-desk-auto]")?.requestSubmit();
});
document.addEventListener("click", (event) => {
  const less = event.target.closest("[data-fb-less]");
  const step = less ?? event.target.closest("[data-fb-one-more]");
  if (!step) return;
  const number = step.form.querySelector("[name=quantity]");
  number.value = String(Math.max(0, Number.parseInt(number.value || "0", 10) + (less ? -1 : 1)));
  step.form.requestSubmit();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "F1") input.focus();
  else if (event.key === "F2") document.querySelector("[data-fb-desk-undo]")?.form.requestSubmit();
  else return;
  event.preventDefault();
});

send();
