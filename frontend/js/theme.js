// Light, dark or as the machine has it; the form works without us, we only save it the reload.

document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-fb-theme]");
  if (!form) return;
  event.preventDefault();
  const chosen = event.submitter.value;
  if (chosen) document.documentElement.dataset.bsTheme = chosen;
  else delete document.documentElement.dataset.bsTheme;
  form.querySelectorAll("button").forEach((button) => button.setAttribute("aria-pressed", String(button === event.submitter)));
  const words = new FormData(form);
  words.set("theme", chosen);
  fetch(form.action, { method: "POST", body: words, redirect: "manual" });
});
