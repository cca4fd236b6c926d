// Menus are <details>: they open without us; we close them, and walk them with the arrows.

const openMenus = () => document.querySelectorAll("details[data-fb-menu][open]");

document.addEventListener("toggle", (event) => {
  const menu = event.target;
  if (!menu.open || !menu.matches?.("details[data-fb-menu]")) return;
  openMenus().forEach((other) => { if (other !== menu && !other.contains(menu)) other.open = false; });
}, true);

document.addEventListener("click", (event) => {
  openMenus().forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
});

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("details[data-fb-menu][open]");
  if (!menu) return;
  if (event.key === "Escape") {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
  if ((event.key !== "ArrowDown" && event.key !== "ArrowUp") || event.target.matches("input[type=text],input[type=search],select,textarea")) return;
  const items = [...menu.querySelectorAll(".fb-menu-list :is(a,button,input,summary)")].filter((el) => el.offsetParent);
  const here = items.indexOf(document.activeElement);
  event.preventDefault();
  items.at((here + (event.key === "ArrowDown" ? 1 : -1) + (here < 0 && event.key === "ArrowUp" ? 1 : 0)) % items.length)?.focus();
});

// A menu that fetches its inside takes the focus with it, or the keyboard would fall out of it.
document.addEventListener("htmx:afterSwap", (event) => {
  const menu = event.target.closest?.("details[data-fb-menu][open]");
  menu?.querySelector(".fb-menu-list :is(summary,input:not([type=hidden]),select,button)")?.focus();
});

// The rail on a phone.
const rail = document.getElementById("fb-rail");
function showRail(open) {
  rail.classList.toggle("is-open", open);
  document.querySelector(".fb-veil")?.remove();
  if (!open) return void document.querySelector("[data-fb-rail-open]")?.focus();
  const veil = document.createElement("button");
  veil.className = "fb-veil";
  veil.setAttribute("aria-label", "Close the menu");
  veil.addEventListener("click", () => showRail(false));
  document.body.append(veil);
  rail.querySelector("a,button")?.focus();
}
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-fb-rail-open]")) {
    event.preventDefault();
    showRail(true);
  } else if (event.target.closest("[data-fb-rail-close]")) {
    if (location.hash === "#fb-rail") history.replaceState(null, "", location.pathname + location.search);
    showRail(false);
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && rail?.classList.contains("is-open")) showRail(false);
});
