// Small manners: copy, ask first, send on change, go back, focus what needs reading.
import { toast } from "./toasts.js";

document.addEventListener("click", async (event) => {
  const copy = event.target.closest("[data-fb-copy]");
  if (copy) {
    try {
      await navigator.clipboard.writeText(copy.dataset.fbCopy);
      copy.classList.add("is-done");
      setTimeout(() => copy.classList.remove("is-done"), 1500);
      toast(`Copied ${copy.dataset.fbCopy}`);
    } catch {
      toast("This browser does not let pages copy here", "warn");
    }
  }
  if (event.target.closest("[data-fb-back]")) history.back();
  const asks = event.target.closest("button[data-fb-confirm], a[data-fb-confirm]");
  if (asks && !confirm(asks.dataset.fbConfirm)) event.preventDefault();
});
document.addEventListener("submit", (event) => {
  const asks = event.target.dataset.fbConfirm;
  if (asks && !confirm(asks)) return void event.preventDefault();
  // One press is one act, also on a slow morning.
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("data-fb-upload") || form.hasAttribute("data-fb-list")) return;
  if (form.fbSent && Date.now() - form.fbSent < 3000) event.preventDefault();
  form.fbSent = Date.now();
});
document.addEventListener("change", (event) => event.target.closest("[data-fb-autosubmit]")?.form?.requestSubmit());

// Each once: what comes later is not kept from it by what came before.
const focusWanted = () => {
  const wanted = [...document.querySelectorAll("[data-fb-focus]")].find((it) => !it.fbHadIt);
  if (!wanted) return;
  wanted.fbHadIt = true;
  wanted.focus();
};
document.addEventListener("htmx:afterSwap", focusWanted);
focusWanted();

// What was looked at does not wait behind the Back button.
addEventListener("pagehide", () => {
  document.querySelectorAll("[data-fb-secret]").forEach((it) => it.parentElement.replaceChildren("••••••••"));
});

// The hairline at the top, only for what takes longer than it should.
const wait = document.getElementById("fb-wait");
let inAir = 0;
const count = (by) => {
  inAir = Math.max(0, inAir + by);
  wait?.classList.toggle("is-on", inAir > 0);
};
document.addEventListener("htmx:beforeRequest", (event) => { if (!event.target.matches?.(".fb-prog")) count(1); });
document.addEventListener("htmx:afterRequest", () => count(-1));
