// Questions that depend on others: shown while the other is answered so. What is hidden is not sent; the server asks
// itself all the same.

const answers = (form, name) => {
  const found = [];
  for (const it of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
    if (it.disabled) continue;
    if (it.type === "radio" || it.type === "checkbox") { if (it.checked) found.push(it.value); }
    else if (it.value.trim()) found.push(it.value.trim());
  }
  return found;
};

const look = (part) => {
  for (const it of part.querySelectorAll("[data-fb-when]")) {
    const given = answers(part, it.dataset.fbWhen);
    const are = JSON.parse(it.dataset.fbAre || "[]");
    const asked = given.length > 0 && (!are.length || given.some((one) => are.includes(one)));
    it.hidden = !asked;
    for (const box of it.querySelectorAll("input, select, textarea")) box.disabled = !asked;
  }
};

const lookAll = () => document.querySelectorAll("[data-fb-asks]").forEach(look);
for (const name of ["change", "input"]) {
  document.addEventListener(name, (event) => {
    const part = event.target.closest?.("[data-fb-asks]");
    if (part) look(part);
  });
}
document.addEventListener("htmx:afterSwap", (event) => {
  lookAll();
  if (event.target.id === "fb-build") document.body.dispatchEvent(new CustomEvent("fb:built"));
});

// A card of the builder shows the answers to choose from where there are some, and its condition where it has one.
const CHOSEN = ["choice", "many"];
const dress = () => document.querySelectorAll(".fb-build-card").forEach((card) => {
  card.querySelector(".fb-build-choices").hidden = !CHOSEN.includes(card.querySelector("[name$='-kind']").value);
  card.querySelector(".fb-build-are").hidden = !card.querySelector("[name$='-when']").value;
});
document.addEventListener("change", (event) => {
  if (!event.target.closest?.(".fb-build-card")) return;
  dress();
  document.body.dispatchEvent(new CustomEvent("fb:built"));
});
document.addEventListener("htmx:afterSwap", dress);
lookAll();
dress();

// Who must say yes: only the box that the choice above wants.
const steps = () => document.querySelectorAll("[data-fb-step]").forEach((step) => {
  const whose = step.querySelector("[name$='-whose']").value;
  for (const it of step.querySelectorAll("[data-fb-whose]")) it.hidden = !it.dataset.fbWhose.split(" ").includes(whose);
});
document.addEventListener("change", (event) => event.target.closest?.("[data-fb-step]") && steps());
steps();

// A rule: what it would have done is looked at again after every change of it.
document.addEventListener("change", (event) => {
  if (event.target.closest?.("[data-fb-rule]")) document.body.dispatchEvent(new CustomEvent("fb:built"));
});
