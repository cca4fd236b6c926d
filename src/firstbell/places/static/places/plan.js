// Arranging a floor's plan: drag a mark, or move it with the arrow keys; each place is kept as it is reached.
const plan = document.querySelector("[data-plan]");
const arrange = document.querySelector("[data-plan-arrange]");
const help = document.querySelector("[data-plan-help]");
const says = document.querySelector("[data-plan-says]");
const token = plan?.querySelector("[name=csrfmiddlewaretoken]")?.value;
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const waiting = new Map();
let held = null;

const arranging = () => plan.classList.contains("is-arranging");
const within = (value) => Math.max(0, Math.min(1000, Math.round(value)));
const place = (mark) => {
  const style = getComputedStyle(mark);
  return [Number(style.getPropertyValue("--x")), Number(style.getPropertyValue("--y"))];
};

function put(mark, x, y) {
  mark.style.setProperty("--x", within(x));
  mark.style.setProperty("--y", within(y));
}

async function keep(mark) {
  const [x, y] = place(mark);
  const name = mark.textContent.trim();
  const answer = await fetch(mark.dataset.move, {
    method: "POST",
    headers: { "X-CSRFToken": token, "X-Plan": "1" },
    body: new URLSearchParams({ x, y }),
  }).catch(() => null);
  says.textContent = answer?.ok
    ? `${name} stands ${Math.round(x / 10)} across and ${Math.round(y / 10)} down.`
    : `${name} could not be moved. Load the page again and try once more.`;
}

function keepSoon(mark) {
  clearTimeout(waiting.get(mark));
  waiting.set(mark, setTimeout(() => keep(mark), 350));
}

arrange?.addEventListener("click", () => {
  const on = plan.classList.toggle("is-arranging");
  arrange.setAttribute("aria-pressed", String(on));
  help.hidden = !on;
  if (on) plan.querySelector("[data-move] > a")?.focus();
});

plan?.addEventListener("pointerdown", (event) => {
  const mark = event.target.closest("[data-move]");
  if (!mark || !arranging()) return;
  event.preventDefault();
  const [x, y] = place(mark);
  held = { mark, x, y, fromX: event.clientX, fromY: event.clientY, moved: false };
  mark.classList.add("is-held");
  mark.querySelector("a").focus();
  plan.setPointerCapture(event.pointerId);
});

plan?.addEventListener("pointermove", (event) => {
  if (!held) return;
  const box = plan.getBoundingClientRect();
  const across = ((event.clientX - held.fromX) / box.width) * 1000;
  const down = ((event.clientY - held.fromY) / box.height) * 1000;
  held.moved ||= Math.abs(across) + Math.abs(down) > 2;
  put(held.mark, held.x + across, held.y + down);
});

function drop() {
  if (!held) return;
  held.mark.classList.remove("is-held");
  if (held.moved) keep(held.mark);
  held = null;
}
plan?.addEventListener("pointerup", drop);
plan?.addEventListener("pointercancel", drop);
plan?.addEventListener("dragstart", (event) => arranging() && event.preventDefault());
plan?.addEventListener("click", (event) => arranging() && event.preventDefault());

plan?.addEventListener("keydown", (event) => {
  const mark = event.target.closest("[data-move]");
  const step = STEPS[event.key];
  if (!mark || !step || !arranging()) return;
  event.preventDefault();
  event.stopPropagation();
  const size = event.shiftKey ? 50 : 10;
  const [x, y] = place(mark);
  put(mark, x + step[0] * size, y + step[1] * size);
  keepSoon(mark);
});
