// The camera page: reads continuously, says what it found by sound and touch, and keeps the camera open.
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";

const FORMATS = ["QRCode", "Code128", "DataMatrix", "EAN13", "EAN8", "UPCA", "Code39", "ITF"];
const AGAIN = 2500; // the same label is not read twice while the hand moves away
const PAUSE = 90;

const frame = document.querySelector("[data-fb-scanner]");
const video = frame?.querySelector("video");
const say = (text) => { frame.querySelector("[data-fb-scan-say]").textContent = text; };
let stream = null;
let cameras = [];
let last = { text: "", at: 0 };
let sound = null;

function beep() {
  try {
    sound ??= new AudioContext();
    const tone = sound.createOscillator();
    const loud = sound.createGain();
    loud.gain.value = 0.08;
    tone.frequency.value = 1320;
    tone.connect(loud).connect(sound.destination);
    tone.start();
    tone.stop(sound.currentTime + 0.07);
  } catch { /* a page that was never touched may not make a sound */ }
  navigator.vibrate?.(60);
}

async function show(text) {
  const url = `${frame.dataset.fbScanner}?q=${encodeURIComponent(text)}`;
  try {
    const answer = await fetch(url, { headers: { "HX-Request": "true" } });
    const place = document.getElementById("fb-scan-result");
    if (answer.headers.get("HX-Redirect")) return void location.assign(answer.headers.get("HX-Redirect"));
    if (answer.redirected) return void location.assign(answer.url);
    if (!answer.ok) return void say("That code was not understood");
    place.innerHTML = await answer.text();
    place.scrollIntoView({ block: "nearest" });
  } catch {
    say("No answer from the server. Is the Wi-Fi there?");
  }
}

function found(text) {
  const now = Date.now();
  if (text === last.text && now - last.at < AGAIN) return void (last.at = now);
  last = { text, at: now };
  beep();
  frame.classList.add("is-hit");
  setTimeout(() => frame.classList.remove("is-hit"), 350);
  say(text.length > 40 ? `…${text.slice(-36)}` : text);
  show(text);
}

async function look(canvas, ink) {
  if (video.readyState >= 2 && !document.hidden) {
    const scale = Math.min(1, 1280 / video.videoWidth);
    canvas.width = video.videoWidth * scale;
    canvas.height = video.videoHeight * scale;
    ink.drawImage(video, 0, 0, canvas.width, canvas.height);
    const picture = ink.getImageData(0, 0, canvas.width, canvas.height);
    const codes = await readBarcodes(picture, { formats: FORMATS, tryHarder: true, maxNumberOfSymbols: 1 });
    const code = codes.find((one) => one.isValid && one.text);
    if (code) found(code.text);
  }
  setTimeout(look, PAUSE, canvas, ink);
}

async function open(deviceId) {
  stream?.getTracks().forEach((track) => track.stop());
  const wish = deviceId ? { deviceId: { exact: deviceId } } : { facingMode: { ideal: "environment" } };
  stream = await navigator.mediaDevices.getUserMedia({ video: { ...wish, width: { ideal: 1280 }, height: { ideal: 960 } } });
  video.srcObject = stream;
  await video.play();
  const track = stream.getVideoTracks()[0];
  const torch = frame.querySelector("[data-fb-torch]");
  torch.hidden = !track.getCapabilities?.().torch;
  torch.onclick = () => {
    const on = torch.getAttribute("aria-pressed") !== "true";
    torch.setAttribute("aria-pressed", String(on));
    track.applyConstraints({ advanced: [{ torch: on }] });
  };
  cameras = (await navigator.mediaDevices.enumerateDevices()).filter((one) => one.kind === "videoinput");
  const flip = frame.querySelector("[data-fb-flip]");
  flip.hidden = cameras.length < 2;
  flip.onclick = () => {
    const here = cameras.findIndex((one) => one.deviceId === track.getSettings().deviceId);
    open(cameras[(here + 1) % cameras.length].deviceId);
  };
}

const REASONS = {
  NotAllowedError: "The camera is not allowed here. Allow it beside the address, or type the code below.",
  NotFoundError: "This machine has no camera. Type the code below, or use a scanner that types.",
  NotReadableError: "Another program has the camera. Close it, or type the code below.",
};

async function start() {
  if (!navigator.mediaDevices) return void say("The camera needs HTTPS. Type the code below.");
  try {
    prepareZXingModule({ overrides: { locateFile: (path, prefix) => (path.endsWith(".wasm") ? frame.dataset.wasm : prefix + path) } });
    await open();
    say("Hold a label in the frame");
    const canvas = document.createElement("canvas");
    look(canvas, canvas.getContext("2d", { willReadFrequently: true }));
  } catch (problem) {
    say(REASONS[problem.name] ?? "The camera did not start. Type the code below.");
  }
}

if (frame) {
  document.addEventListener("fb:scan", (event) => {
    event.preventDefault();
    found(event.detail);
  });
  document.querySelector("[data-fb-scan-form]")?.addEventListener("submit", (event) => {
    event.preventDefault();
    const input = event.target.querySelector("input[name=q]");
    if (input.value.trim()) show(input.value.trim());
    input.select();
  });
  start();
}
