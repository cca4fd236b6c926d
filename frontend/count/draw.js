// Pieces of the page: elements without markup in strings, icons from the sprite, times as a clock shows them.

export function el(name, words = {}, ...inside) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(words)) {
    if (value === false || value === null || value === undefined) continue;
    if (key === "on") made.addEventListener("click", value);
    else if (key === "class") made.className = value;
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...inside.flat(2).filter((one) => one !== null && one !== undefined && one !== false && one !== ""));
  return made;
}

const SVG = "http://www.w3.org/2000/svg";
export const sprite = { url: "" };

export function icon(name, more = "") {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("class", `fb-i ${more}`);
  drawing.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${sprite.url}#i-${name}`);
  drawing.append(use);
  return drawing;
}

// As the house draws it: a number is an attribute, so the content policy has nothing against it.
export function bar(value, most, words) {
  const drawing = document.createElementNS(SVG, "svg");
  for (const [key, said] of Object.entries({ class: "fb-meter fb-meter-ok fb-meter-wide", viewBox: "0 0 100 6", preserveAspectRatio: "none", role: "img", "aria-label": words })) {
    drawing.setAttribute(key, said);
  }
  const filled = document.createElementNS(SVG, "rect");
  filled.setAttribute("width", String(most ? (100 * value) / most : 0));
  filled.setAttribute("height", "6");
  drawing.append(filled);
  return drawing;
}

export const status = (kind, word, drawing, more = "") =>
  el("span", { class: `fb-st fb-st-${kind} ${more}` }, icon(drawing), el("span", {}, word));

// Where the icon stands alone its word is for who reads by ear.
export const mark = (kind, word, drawing) =>
  el("span", { class: `fb-st fb-st-${kind}` }, icon(drawing), el("span", { class: "fb-sr" }, word));

export const clock = (at) => new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

export const number = (n, one, many) => `${n.toLocaleString("en-GB")} ${n === 1 ? one : many}`;
