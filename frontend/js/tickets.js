// Tickets by the keyboard: t takes the one at hand in the queue; on a ticket s solves, Ctrl+i switches who reads the
// answer, Ctrl+Enter sends it.

const reply = () => document.querySelector("[data-fb-reply]");
const box = () => reply()?.querySelector("textarea[name=body]");

// While some are picked nothing is drawn anew under the hand.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.id === "fb-queue" && event.target.querySelector("input[name=pick]:checked")) event.preventDefault();
});

// The one at hand in the queue is taken at once; of those that are picked the bar does it.
document.addEventListener("fb:key", (event) => {
  const row = document.querySelector("#fb-queue tr.is-cur[data-take]");
  if (event.detail !== "t" || !row || document.querySelector("#fb-queue input[name=pick]:checked")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const form = document.createElement("form");
  form.method = "post";
  form.action = row.dataset.take;
  const words = { csrfmiddlewaretoken: document.querySelector("[name=csrfmiddlewaretoken]").value, then: "queue" };
  for (const [name, value] of Object.entries(words)) {
    const field = document.createElement("input");
    [field.type, field.name, field.value] = ["hidden", name, value];
    form.append(field);
  }
  document.body.append(form);
  form.submit();
});

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-fb-solve]")) return;
  const form = reply();
  form.querySelector("[name=to][value=public]").checked = true;
  form.querySelector("[data-fb-solving]").classList.add("fb-btn-primary");
  box().placeholder = "How was it solved? They read this.";
  box().focus();
});

// The key that writes must not press a textarea, it must stand in it.
document.addEventListener("click", (event) => {
  if (event.target.matches?.("textarea[data-fb-key]")) event.target.focus();
});

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.target !== box()) return;
  if (event.key === "i") {
    event.preventDefault();
    const [one, other] = reply().querySelectorAll("[name=to]");
    (one.checked ? other : one).checked = true;
  }
  if (event.key === "Enter") {
    event.preventDefault();
    reply().requestSubmit();
  }
});

// What is typed is kept on the server a moment after the hand rests, and others see that somebody writes.
let resting = 0;
document.addEventListener("input", (event) => {
  if (event.target !== box()) return;
  reply().querySelector("[data-fb-typed]").value = "1";
  clearTimeout(resting);
  resting = setTimeout(() => document.body.dispatchEvent(new CustomEvent("fb:typed")), 1200);
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.target.id === "tk-present") reply().querySelector("[data-fb-typed]").value = "0";
});

// A mail in its frame is as tall as it is, also after somebody unfolds what it quotes.
const fit = (frame) => {
  const body = frame.contentDocument?.body;
  if (!body || frame.dataset.fbFrame) return;
  frame.dataset.fbFrame = "fits";
  const measure = () => { frame.style.height = `${Math.min(Math.ceil(body.getBoundingClientRect().height) + 6, 20000)}px`; };
  new ResizeObserver(measure).observe(body);
  measure();
};
document.addEventListener("load", (event) => {
  if (!event.target.matches?.("iframe[data-fb-frame]")) return;
  event.target.dataset.fbFrame = "";
  fit(event.target);
}, true);
document.querySelectorAll("iframe[data-fb-frame]").forEach((frame) => {
  if (frame.contentDocument?.readyState === "complete" && frame.contentDocument.body?.childNodes.length) fit(frame);
});
