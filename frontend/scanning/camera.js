// The camera as a reader: it reads continuously, and keeps the picture open after a find.
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";

const FORMATS = ["QRCode", "Code128", "DataMatrix", "EAN13", "EAN8", "UPCA", "Code39", "ITF"];
const AGAIN = 2500; // the same label is not read twice while the hand moves away
const PAUSE = 90;

const REASONS = {
  NotAllowedError: "The camera is not allowed here. Allow it beside the address, or type the code below.",
  NotFoundError: "This machine has no camera. Type the code below, or use a scanner that types.",
  NotReadableError: "Another program has the camera. Close it, or type the code below.",
};

// `frame` is a `.fb-scan` with a video, [data-fb-torch], [data-fb-flip] and [data-fb-scan-say]; its data-wasm is the
// address of the reader. `found(text)` is called for each label. What comes back has `open`, `close`, `say` and `hit`.
export function cameraIn(frame, found) {
  const video = frame.querySelector("video");
  const torch = frame.querySelector("[data-fb-torch]");
  const flip = frame.querySelector("[data-fb-flip]");
  const canvas = document.createElement("canvas");
  let ink = null;
  let stream = null;
  let cameras = [];
  let last = { text: "", at: 0 };
  let turn = 0;

  const say = (text) => { frame.querySelector("[data-fb-scan-say]").textContent = text; };

  // Also for what comes from a scanner that types, or from the keyboard: one label is one find.
  function hit(text) {
    const now = Date.now();
    if (text === last.text && now - last.at < AGAIN) return void (last.at = now);
    last = { text, at: now };
    frame.classList.add("is-hit");
    setTimeout(() => frame.classList.remove("is-hit"), 350);
    say(text.length > 40 ? `…${text.slice(-36)}` : text);
    found(text);
  }

  async function look(mine) {
    if (mine !== turn) return;
    if (video.readyState >= 2 && !document.hidden) {
      const scale = Math.min(1, 1280 / video.videoWidth);
      canvas.width = video.videoWidth * scale;
      canvas.height = video.videoHeight * scale;
      ink ??= canvas.getContext("2d", { willReadFrequently: true });
      ink.drawImage(video, 0, 0, canvas.width, canvas.height);
      const picture = ink.getImageData(0, 0, canvas.width, canvas.height);
      const codes = await readBarcodes(picture, { formats: FORMATS, tryHarder: true, maxNumberOfSymbols: 1 });
      const code = codes.find((one) => one.isValid && one.text);
      if (code && mine === turn) hit(code.text);
    }
    setTimeout(look, PAUSE, mine);
  }

  async function show(deviceId) {
    stop();
    const wish = deviceId ? { deviceId: { exact: deviceId } } : { facingMode: { ideal: "environment" } };
    stream = await navigator.mediaDevices.getUserMedia({ video: { ...wish, width: { ideal: 1280 }, height: { ideal: 960 } } });
    video.srcObject = stream;
    await video.play();
    const track = stream.getVideoTracks()[0];
    torch.hidden = !track.getCapabilities?.().torch;
    torch.onclick = () => {
      const on = torch.getAttribute("aria-pressed") !== "true";
      torch.setAttribute("aria-pressed", String(on));
      track.applyConstraints({ advanced: [{ torch: on }] });
    };
    cameras = (await navigator.mediaDevices.enumerateDevices()).filter((one) => one.kind === "videoinput");
    flip.hidden = cameras.length < 2;
    flip.onclick = () => {
      const here = cameras.findIndex((one) => one.deviceId === track.getSettings().deviceId);
      show(cameras[(here + 1) % cameras.length].deviceId);
    };
  }

  function stop() {
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
  }

  function close() {
    turn += 1;
    stop();
  }

  async function open() {
    if (!navigator.mediaDevices) return void say("The camera needs HTTPS. Type the code below.");
    try {
      prepareZXingModule({ overrides: { locateFile: (path, prefix) => (path.endsWith(".wasm") ? frame.dataset.wasm : prefix + path) } });
      await show();
      say("Hold a label in the frame");
      turn += 1;
      look(turn);
    } catch (problem) {
      say(REASONS[problem.name] ?? "The camera did not start. Type the code below.");
    }
  }

  return { open, close, say, hit };
}
