// A word in the corner. Good news leaves by itself; a problem stays until it is read.

const STAYS = 6000;
const place = () => document.getElementById("fb-toasts");

function leave(toast) {
  if (toast.matches(":hover, :focus-within")) return void setTimeout(leave, 1500, toast);
  toast.remove();
}

const watch = (toast) => { if (!toast.classList.contains("fb-toast-bad")) setTimeout(leave, STAYS, toast); };

export function toast(text, kind = "ok") {
  const line = document.createElement("div");
  line.className = `fb-toast fb-toast-${kind}`;
  const words = document.createElement("p");
  words.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.dataset.fbClose = "";
  close.setAttribute("aria-label", "Close");
  close.textContent = "×";
  line.append(words, close);
  place()?.append(line);
  watch(line);
}

document.querySelectorAll("[data-fb-toast]").forEach(watch);
document.addEventListener("click", (event) => event.target.closest("[data-fb-close]")?.closest(".fb-toast")?.remove());
document.addEventListener("fb:toast", (event) => toast(event.detail.text ?? event.detail.value, event.detail.kind));
document.addEventListener("htmx:responseError", (event) => toast(event.detail.xhr.getResponseHeader("X-Refusal") || "That did not go through. Reload the page and try again.", "bad"));
document.addEventListener("htmx:sendError", () => toast("No answer from the server. Is the network there?", "bad"));
// What a browser answers when a passkey is asked for in vain.
const KEYS = {
  NotAllowedError: "The passkey was not used: you turned back, or this device keeps none for here.",
  InvalidStateError: "This key is added already.",
};
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  toast(KEYS[event.detail.exception?.name] ?? "The passkey did not work. Reload the page and try again.", "bad");
});
