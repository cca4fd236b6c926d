// The camera page: a label leads to its thing, with what can be done to it; the camera stays open.
import { cameraIn } from "./scanning/camera.js";
import { tone } from "./scanning/tones.js";

const frame = document.querySelector("[data-fb-scanner]");

async function show(text) {
  const url = `${frame.dataset.fbScanner}?q=${encodeURIComponent(text)}`;
  try {
    const answer = await fetch(url, { headers: { "HX-Request": "true" } });
    const place = document.getElementById("fb-scan-result");
    if (answer.headers.get("HX-Redirect")) return void location.assign(answer.headers.get("HX-Redirect"));
    if (answer.redirected) return void location.assign(answer.url);
    if (!answer.ok) return void camera.say("That code was not understood");
    place.innerHTML = await answer.text();
    place.scrollIntoView({ block: "nearest" });
  } catch {
    camera.say("No answer from the server. Is the Wi-Fi there?");
  }
}

const camera = frame && cameraIn(frame, (text) => {
  tone("good");
  show(text);
});

if (frame) {
  document.addEventListener("fb:scan", (event) => {
    event.preventDefault();
    camera.hit(event.detail);
  });
  document.querySelector("[data-fb-scan-form]")?.addEventListener("submit", (event) => {
    event.preventDefault();
    const input = event.target.querySelector("input[name=q]");
    if (input.value.trim()) show(input.value.trim());
    input.select();
  });
  camera.open();
}
