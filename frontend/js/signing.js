// A signature drawn with a finger, a pen or a mouse, on whichever [data-fb-sign] is on the page now.
const INK = "#191a1f";
let pen = null;

const spot = (canvas, event) => {
  const box = canvas.getBoundingClientRect();
  return [((event.clientX - box.left) * canvas.width) / box.width, ((event.clientY - box.top) * canvas.height) / box.height];
};
const canvasOf = (event) => (event.target.matches?.("[data-fb-sign]") ? event.target : null);
const again = () => document.querySelector("[data-fb-sign-again]");

document.addEventListener("pointerdown", (event) => {
  const canvas = canvasOf(event);
  if (!canvas) return;
  event.preventDefault();
  canvas.setPointerCapture(event.pointerId);
  pen = canvas.getContext("2d");
  Object.assign(pen, { strokeStyle: INK, fillStyle: INK, lineWidth: 3.2, lineCap: "round", lineJoin: "round" });
  const [x, y] = spot(canvas, event);
  pen.beginPath();
  pen.arc(x, y, 1.6, 0, 7);
  pen.fill();
  pen.beginPath();
  pen.moveTo(x, y);
  canvas.dataset.fbDrawn = "";
  if (again()) again().hidden = false;
});
document.addEventListener("pointermove", (event) => {
  const canvas = canvasOf(event);
  if (!canvas || !pen) return;
  for (const step of event.getCoalescedEvents?.() ?? [event]) pen.lineTo(...spot(canvas, step));
  pen.stroke();
});
document.addEventListener("pointerup", () => { pen = null; });
document.addEventListener("pointercancel", () => { pen = null; });
document.addEventListener("click", (event) => {
  if (!event.target.closest?.("[data-fb-sign-again]")) return;
  const canvas = document.querySelector("[data-fb-sign]");
  canvas.getContext("2d").clearRect(0, 0, canvas.width, canvas.height);
  delete canvas.dataset.fbDrawn;
  again().hidden = true;
});

export const signing = {
  // The picture as a data URL; empty while nothing was drawn.
  picture() {
    const canvas = document.querySelector("[data-fb-sign]");
    return canvas && "fbDrawn" in canvas.dataset ? canvas.toDataURL("image/png") : "";
  },
};
