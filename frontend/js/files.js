// Files by drop, paste or choice, shown before they go and followed while they do.

const sizes = (bytes) => (bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

function list(zone) {
  const input = zone.querySelector("input[type=file]");
  const shown = zone.querySelector(".fb-drop-files");
  shown.replaceChildren(...[...input.files].map((file) => {
    const line = document.createElement("li");
    if (file.type.startsWith("image/")) {
      const picture = new Image();
      picture.alt = "";
      picture.src = URL.createObjectURL(file);
      picture.addEventListener("load", () => URL.revokeObjectURL(picture.src));
      line.append(picture);
    }
    const name = document.createElement("span");
    name.className = "fb-grow fb-el";
    name.textContent = file.name;
    const size = document.createElement("span");
    size.className = "fb-m fb-t12";
    size.textContent = sizes(file.size);
    line.append(name, size);
    return line;
  }));
  shown.hidden = !input.files.length;
  if (input.files.length && input.hasAttribute("data-fb-at-once")) input.form.requestSubmit();
}

function give(zone, files) {
  const input = zone.querySelector("input[type=file]");
  const bag = new DataTransfer();
  [...files].slice(0, input.multiple ? undefined : 1).forEach((file) => bag.items.add(file));
  if (!bag.files.length) return;
  input.files = bag.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

const zoneOf = (event) => event.target.closest?.("[data-fb-drop]");
document.addEventListener("change", (event) => {
  const zone = zoneOf(event);
  if (zone && event.target.type === "file") list(zone);
});
for (const name of ["dragenter", "dragover"]) {
  document.addEventListener(name, (event) => {
    if (!event.dataTransfer?.types.includes("Files") || !document.querySelector("[data-fb-drop]")) return;
    event.preventDefault(); // a file let go beside the zone must not replace the page
    zoneOf(event)?.classList.add("is-over");
  });
}
document.addEventListener("dragleave", (event) => zoneOf(event)?.classList.remove("is-over"));
document.addEventListener("drop", (event) => {
  const zone = zoneOf(event) ?? document.querySelector("[data-fb-drop]");
  if (!zone || !event.dataTransfer?.files.length) return;
  event.preventDefault();
  zone.classList.remove("is-over");
  give(zone, event.dataTransfer.files);
});
document.addEventListener("paste", (event) => {
  const zone = document.querySelector("[data-fb-drop]");
  if (zone && event.clipboardData?.files.length) {
    event.preventDefault();
    give(zone, event.clipboardData.files);
  }
});

// Forms with files go by XMLHttpRequest, because only that tells how far they are.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches?.("form[data-fb-upload]") || event.defaultPrevented) return;
  if (![...form.querySelectorAll("input[type=file]")].some((input) => input.files.length)) return;
  event.preventDefault();
  const bar = form.querySelector("[data-fb-up]");
  const words = new FormData(form, event.submitter);
  const request = new XMLHttpRequest();
  const say = (text) => { if (bar) bar.querySelector("span").textContent = text; };
  request.open("POST", form.action || location.href);
  request.upload.addEventListener("progress", (step) => {
    if (!bar) return;
    bar.hidden = false;
    bar.querySelector("progress").value = (100 * step.loaded) / step.total;
    say(step.loaded < step.total ? `${sizes(step.loaded)} of ${sizes(step.total)}` : "Reading it");
  });
  request.addEventListener("load", () => {
    if (request.status >= 200 && request.status < 400 && new URL(request.responseURL).pathname !== location.pathname) return void location.assign(request.responseURL);
    const answer = new DOMParser().parseFromString(request.responseText, "text/html");
    const main = answer.getElementById("fb-main");
    if (!main) return void say("That did not go through. Reload the page and try again.");
    document.getElementById("fb-main").replaceWith(main);
    main.querySelector("[data-fb-focus]")?.focus();
  });
  request.addEventListener("error", () => say("No answer from the server. The file is still here; try again."));
  request.send(words);
});
