// The ribbon's now, and every "4 min ago", kept true while the page stays open. Evenings leave the line alone.

function minuteIn(zone) {
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", year: "numeric", month: "2-digit", day: "2-digit", hourCycle: "h23" }).formatToParts(new Date());
  const part = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
  return { day: `${part.year}-${part.month}-${part.day}`, minute: Number(part.hour) * 60 + Number(part.minute), clock: `${part.hour}:${part.minute}` };
}

// Where a minute lies, in percent: by what the folded columns say, else in proportion.
function shareOf(minute, { first, last, scale }) {
  if (!scale) return (100 * (minute - first)) / (last - first);
  const stops = scale.split(",").map((stop) => stop.split(":").map(Number));
  const at = stops.findIndex(([from], n) => n + 1 < stops.length && minute >= from && minute < stops[n + 1][0]);
  if (at < 0) return -9;
  const [[from, left], [to, right]] = [stops[at], stops[at + 1]];
  return left + ((right - left) * (minute - from)) / (to - from);
}

function moveNow(ribbon) {
  const { first, last, zone, day } = ribbon.dataset;
  const now = minuteIn(zone);
  const running = now.day === day && now.minute >= first && now.minute < last;
  ribbon.classList.toggle("is-off", !running);
  if (now.day !== day) return;
  // CSSOM, not a style attribute: the content policy lets scripts set properties.
  ribbon.style.setProperty("--now", `${shareOf(now.minute, ribbon.dataset)}%`);
  const pill = ribbon.querySelector(".fb-now em");
  if (pill) pill.textContent = now.clock;
  ribbon.querySelectorAll(".fb-p, .fb-c").forEach((cell) => {
    const [from, to] = [Number(cell.dataset.first), Number(cell.dataset.last)];
    const isNow = now.minute >= from && now.minute < to;
    cell.classList.toggle("is-past", to <= now.minute);
    cell.classList.toggle("is-now", isNow);
    const right = isNow && now.minute * 2 < from + to;
    cell.classList.toggle(pill ? "is-right" : "is-left", right);
    if (ribbon.dataset.scale && isNow && cell.matches(".fb-p")) {
      ribbon.style.setProperty("--in", `${(100 * (now.minute - from)) / (to - from)}%`);
      ribbon.classList.toggle("is-early", right);
    }
  });
  keepClear(ribbon, pill);
}

// The pill never crosses words: a cell too narrow for both hides its words while now is in it.
function keepClear(ribbon, pill) {
  ribbon.querySelectorAll(".is-bare").forEach((cell) => cell.classList.remove("is-bare"));
  if (!pill || ribbon.classList.contains("is-off")) return;
  const over = pill.getBoundingClientRect();
  ribbon.querySelectorAll(".fb-p").forEach((cell) => {
    const words = [...cell.children].filter((el) => el.textContent).map((el) => el.getBoundingClientRect());
    if (words.some((box) => box.width && box.left < over.right + 2 && box.right > over.left - 2)) cell.classList.add("is-bare");
  });
}

function ago(el) {
  const seconds = (Date.now() - new Date(el.dateTime)) / 1000;
  if (seconds < 60) el.textContent = "just now";
  else if (seconds < 3600) el.textContent = `${Math.floor(seconds / 60)} min ago`;
  else if (seconds < 86400) el.textContent = `${Math.floor(seconds / 3600)} h ago`;
}

export function tick(root = document) {
  root.querySelectorAll("[data-fb-ribbon]").forEach(moveNow);
  root.querySelectorAll("time[data-fb-ago]").forEach(ago);
}

tick();
document.fonts?.ready.then(() => tick());
setInterval(tick, 30000);
addEventListener("resize", () => tick());
document.addEventListener("visibilitychange", () => { if (!document.hidden) tick(); });
