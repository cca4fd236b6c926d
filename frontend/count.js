// Counting with a phone: it opens without a network, keeps every scan before it says so, and sends them when it can.
import { Book, cut, written } from "./count/book.js";
import { clock, sprite } from "./count/draw.js";
import { countOf, saveCount, saveScan, scansOf } from "./count/keep.js";
import { Photos } from "./count/photo.js";
import { Screen } from "./count/screen.js";
import { Sync } from "./count/sync.js";
import { cameraIn } from "./scanning/camera.js";
import { tone } from "./scanning/tones.js";

const root = document.querySelector("[data-fb-count]");
const ODD = {
  unclaimed: "a label of ours that is on nothing yet", other: "not equipment of this school", ended: "out of the register",
  quantity: "kept by quantity", late: "the count was closed", unknown: "nobody knows this code",
};

class Desk {
  constructor() {
    this.uid = root.dataset.fbCount;
    this.home = root.dataset.home;
    this.row = null;
    this.book = null;
    this.waiting = [];
    this.last = null;
    this.screen = new Screen(this, root);
    this.sync = new Sync(this, root.dataset.sync);
    this.photos = new Photos(this, root.dataset.photo);
    this.picker = root.querySelector("[data-fb-count-photo]");
    this.picker.addEventListener("change", () => this.pictured());
  }

  async begin() {
    this.row = (await countOf(this.uid)) ?? { uid: this.uid, token: "", seq: 0, cursor: 0, room: "", odd: [] };
    this.waiting = await scansOf(this.uid);
    await this.photos.begin();
    if (this.row.list) this.open(this.row.list, this.row.found ?? []);
    try {
      if (!this.row.token) await this.join();
      await this.fetchList();
    } catch {
      this.sync.online = false;
      if (!this.row.list) return void this.sorry("There is no network, and this count was never opened on this phone. Open it once where there is Wi-Fi.");
    }
    this.changed();
    this.sync.go();
  }

  async join() {
    const body = new URLSearchParams({ device: named(), csrfmiddlewaretoken: root.dataset.csrf });
    const answer = await fetch(root.dataset.join, { method: "POST", body, redirect: "manual" });
    if (answer.type === "opaqueredirect") return void location.reload();
    const told = await answer.json();
    if (!answer.ok) throw this.sorry(told.problem);
    Object.assign(this.row, { token: told.token, device: told.device });
    await saveCount(this.row);
  }

  async joinAgain() {
    this.row.token = "";
    this.sync.lost = false;
    this.sync.problem = "";
    await saveCount(this.row);
    location.reload();
  }

  async fetchList() {
    const told = await this.sync.list();
    if (!told) return void (this.row.list || this.sorry(this.sync.problem));
    this.row.list = { count: told.count, rooms: told.rooms, items: told.items, kinds: told.kinds };
    this.row.cursor = told.cursor;
    this.open(this.row.list, told.lines);
    this.row.found = this.book.kept();
    this.sync.online = true;
    await saveCount(this.row);
  }

  open(list, lines) {
    this.book = new Book(list);
    this.book.hear(lines);
    this.book.retell(this.waiting);
  }

  sorry(words) {
    const place = root.querySelector("[data-fb-count-wait]");
    if (place) place.textContent = words;
    return new Error(words);
  }

  changed() {
    if (!this.book) return;
    this.book.retell(this.waiting);
    this.screen.draw();
    root.dataset.waiting = String(this.waiting.length);
    root.dataset.photos = String(this.photos.waiting.length);
    root.dataset.online = String(this.sync.online);
  }

  goTo(room) {
    this.row.room = room;
    this.screen.tab = "due";
    saveCount(this.row);
    this.changed();
  }

  // One act: kept first, then said.
  async act(words) {
    this.row.seq += 1;
    const scan = { id: crypto.randomUUID(), count: this.uid, seq: this.row.seq, kind: "found", code: "", item: "", room: this.row.room || null, ref: null, wish: "", at: Date.now(), ...words };
    await saveScan(scan, this.row);
    this.waiting.push(scan);
    this.sync.soon();
    return scan;
  }

  // One after the other, however fast they come.
  scanned(text) {
    this.turn = (this.turn ?? Promise.resolve()).then(() => this.read(text)).catch(() => this.notKept(text));
    return this.turn;
  }

  // Nothing is said to be counted that is not kept.
  notKept(text) {
    this.last = { kind: "bad", icon: "alert-octagon", title: "That was not kept", code: cut(written(text), 40), words: "this phone has no room left. Free some, and do it again." };
    tone("bad");
    this.changed();
  }

  async read(text) {
    const found = this.book.read(text);
    if (!found && /[\s,;]/.test(text.trim()) && text.trim().split(/[\s,;]+/).length > 1) {
      for (const part of text.trim().split(/[\s,;]+/)) await this.read(part);
      return;
    }
    if (found?.room) return void this.inRoom(found.room);
    if (!found) return void (await this.unknown(text));
    const before = this.book.say(found.item);
    const scan = await this.act({ code: cut(text, 300), item: found.item.uid });
    this.book.retell(this.waiting);
    this.told(found.item, before, scan);
    this.changed();
  }

  inRoom(room) {
    this.last = { kind: "live", icon: "door", title: room.name, code: "", words: "You are counting here now." };
    tone("good");
    this.goTo(room.uid);
  }

  async unknown(text) {
    const code = cut(written(text), 300);
    const scan = await this.act({ code: cut(text, 300) });
    this.row.odd = [...(this.row.odd ?? []), { id: scan.id, code, room: this.row.room, at: scan.at }];
    await saveCount(this.row);
    this.last = { id: scan.id, kind: "bad", icon: "help-octagon", title: "Nobody knows this code", code: cut(code, 40), words: "kept, and listed in the count" };
    tone("bad");
    this.changed();
  }

  told(item, before, scan) {
    const say = this.book.say(item);
    const due = this.book.roomByUid.get(item.due)?.name ?? "no room";
    const base = { id: scan.id, item, code: item.tag, title: item.what, verdict: say.verdict };
    if (before.at && before.room === (scan.room ?? "")) {
      const who = before.mine ? "" : before.who ? ` by ${before.who}` : " by another phone";
      this.last = { ...base, verdict: "", kind: "warn", icon: "history", words: `was scanned already, ${clock(before.at)}${who}` };
    } else if (say.verdict === "elsewhere") {
      this.last = { ...base, kind: "warn", icon: "door", words: `belongs in ${due}` };
    } else if (say.verdict === "unexpected") {
      this.last = { ...base, kind: "live", icon: "plus", words: "was not on the list; it is now" };
    } else {
      this.last = { ...base, kind: "ok", icon: "circle-check", words: `found, ${clock(scan.at)}` };
    }
    tone(this.last.kind === "ok" ? "good" : "careful");
  }

  async undo() {
    const said = this.last;
    if (!said?.id) return;
    await this.act({ kind: "undo", ref: said.id, item: said.item?.uid ?? "", room: null });
    this.row.odd = (this.row.odd ?? []).filter((one) => one.id !== said.id);
    await saveCount(this.row);
    this.last = { kind: "quiet", icon: "arrow-back-up", title: said.title, code: said.code, words: "taken back" };
    tone("careful");
    this.changed();
  }

  // What is to be seen is said before the picture is taken, while a thumb is there.
  askPhoto(asks) {
    this.last = { ...this.last, asks };
    this.changed();
  }

  openCamera(words) {
    this.asked = { said: this.last, words };
    this.picker.value = "";
    this.picker.click();
  }

  async pictured() {
    const [file] = this.picker.files;
    const { said, words } = this.asked ?? {};
    if (!file || !said) return;
    try {
      await this.photos.take(said, file, words);
    } catch {
      return void this.notKept(said.code);
    }
    const pictures = (said.pictures ?? 0) + 1;
    if (this.last?.id === said.id) this.last = { ...said, asks: false, pictures };
    tone("good");
    this.changed();
    this.sync.soon();
  }

  async absent(item) {
    const scan = await this.act({ kind: "absent", code: item.tag, item: item.uid });
    this.last = { id: scan.id, item, kind: "warn", icon: "zoom-question", title: item.what, code: item.tag, words: "is not here" };
    this.changed();
  }

  async wish(item, wish) {
    await this.act({ kind: "wish", code: item.tag, item: item.uid, wish });
    const here = this.book.roomByUid.get(this.row.room)?.name ?? "this room";
    const words = wish === "move" ? `will be moved to ${here} when the count closes` : "goes back to where it belongs";
    this.last = { item, wish, kind: "ok", icon: "circle-check", title: item.what, code: item.tag, words };
    this.changed();
  }

  // What the server made of a scan; a code that was new to this phone may be known there.
  outcome(scan, word) {
    const odd = this.row.odd?.find((one) => one.id === scan.id);
    if (!odd || !word) return;
    if (word === "counted" || word === "again") this.row.odd = this.row.odd.filter((one) => one !== odd);
    else odd.words = ODD[word] ?? odd.words;
  }
}

function named() {
  const agent = navigator.userAgent;
  const kind = /iPhone|iPad/.exec(agent)?.[0] ?? (/Android/.test(agent) ? "Android phone" : "Computer");
  return `${kind}, ${new Date().toLocaleDateString("en-GB", { day: "numeric", month: "short" })}`;
}

async function keepPage() {
  if (!navigator.serviceWorker) return;
  const { worker, scope, wasm } = root.dataset;
  await navigator.serviceWorker.register(worker, { scope });
  const { active } = await navigator.serviceWorker.ready;
  await document.fonts.ready;
  const drawn = [...document.querySelectorAll("link[rel=stylesheet],link[rel=icon]")].map((one) => one.href);
  drawn.push(...[...document.scripts].map((one) => one.src), sprite.url, wasm);
  drawn.push(...performance.getEntriesByType("resource").map((one) => one.name).filter((url) => url.includes("/static/")));
  navigator.serviceWorker.addEventListener("message", (event) => { root.dataset.kept = String(Boolean(event.data?.kept)); });
  active.postMessage({ page: location.pathname, urls: [...new Set(drawn.filter(Boolean).map((url) => new URL(url, location).href))] });
  navigator.storage?.persist?.();
}

function start() {
  sprite.url = root.dataset.icons;
  const desk = new Desk();
  const frame = root.querySelector(".fb-scan");
  const camera = cameraIn(frame, (text) => desk.scanned(text));
  const open = root.querySelector("[data-fb-count-scan]");
  const form = root.querySelector("[data-fb-count-type]");
  const input = form.querySelector("input");
  open.addEventListener("click", () => {
    frame.hidden = !frame.hidden;
    open.setAttribute("aria-pressed", String(!frame.hidden));
    if (frame.hidden) camera.close();
    else camera.open();
  });
  root.querySelector("[data-fb-count-typing]").addEventListener("click", () => {
    form.hidden = !form.hidden;
    if (!form.hidden) input.focus();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (input.value.trim() && desk.book) desk.scanned(input.value.trim());
    input.value = "";
    input.focus();
  });
  document.addEventListener("fb:scan", (event) => {
    event.preventDefault();
    // A scanner reads once for each pull of its trigger; only a camera sees the same label again and again.
    if (desk.book) desk.scanned(event.detail);
  });
  desk.begin();
  keepPage().catch(() => {});
}

if (root) start();
