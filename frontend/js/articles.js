// An article beside a ticket goes into the answer where the cursor stands; the answer is then to the requester.

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-fb-insert]");
  const box = document.querySelector("[data-fb-reply] textarea[name=body]");
  if (!button || !box) return;
  const { selectionStart: from, selectionEnd: to, value } = box;
  const before = value.slice(0, from);
  const words = (before && !before.endsWith("\n") ? "\n" : "") + button.dataset.fbInsert + "\n";
  box.value = before + words + value.slice(to);
  box.form.querySelector("[name=to][value=public]").checked = true;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
  box.setSelectionRange(from + words.length, from + words.length);
});
