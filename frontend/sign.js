// A page that asks for a signature and nothing else: what was drawn goes along with its form.
import { signing } from "./js/signing.js";

for (const part of document.querySelectorAll("[data-fb-needs-script]")) part.hidden = false;
document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-fb-signs]");
  if (form) form.querySelector("[data-fb-signature]").value = signing.picture();
});
