// Sends what waits, hears what others found. The same batch may go twice: every scan carries its own id.
import { dropScans, saveCount } from "./keep.js";

const BATCH = 200;
const EVERY = 15_000;
const SOON = 500;

export class Sync {
  // `desk` is the page: it has `row`, `book` and `waiting`, and is told by `changed()`.
  constructor(desk, url) {
    this.desk = desk;
    this.url = url;
    this.busy = false;
    this.online = navigator.onLine;
    this.problem = "";
    this.lost = false;
    addEventListener("online", () => this.go());
    addEventListener("offline", () => this.says(false));
    document.addEventListener("visibilitychange", () => document.hidden || this.go());
    setInterval(() => document.hidden || this.go(), EVERY);
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.go(), SOON);
  }

  says(online) {
    const before = this.online;
    this.online = online;
    if (before !== online) this.desk.changed();
  }

  async ask(method, body) {
    const headers = { Authorization: `Count ${this.desk.row.token}` };
    if (body) headers["Content-Type"] = "application/json";
    const answer = await fetch(this.url, { method, headers, credentials: "omit", cache: "no-store", body: body && JSON.stringify(body) });
    if (answer.status >= 500) {
      this.problem = "The server has a fault. What you scan is kept on this phone, and is sent again by itself.";
      return null;
    }
    const told = await answer.json();
    if (answer.ok) return told;
    this.problem = told.problem ?? "The server did not understand this phone.";
    this.lost = answer.status === 403;
    return null;
  }

  // The list again: labels that were printed meanwhile, and what the others found.
  async list() {
    const told = await this.ask("GET");
    if (told) this.problem = "";
    return told;
  }

  async go() {
    if (this.busy || !this.desk.row?.token || this.lost) return;
    this.busy = true;
    try {
      let more = true;
      while (more) more = await this.batch();
      // Photos are large: what is scanned while one goes does not wait for the next.
      while (!this.problem && (await this.desk.photos.send())) if (this.desk.waiting.length) await this.batch();
      this.says(true);
    } catch {
      this.says(false);
    } finally {
      this.busy = false;
      this.desk.changed();
    }
  }

  async batch() {
    const { desk } = this;
    const scans = desk.waiting.slice(0, BATCH);
    const told = await this.ask("POST", {
      now: Date.now(), cursor: desk.row.cursor ?? 0,
      scans: scans.map(({ id, kind, code, room, ref, wish, seq, at }) => ({ id, kind, code, room, ref, wish, seq, at })),
    });
    if (!told) return false;
    this.problem = "";
    desk.book.hear(told.lines);
    desk.row.cursor = told.cursor;
    desk.row.found = desk.book.kept();
    desk.row.list.count = told.count;
    for (const scan of scans) desk.outcome(scan, told.done[scan.id]);
    const done = scans.filter((scan) => told.done[scan.id]).map((scan) => scan.id);
    await (done.length ? dropScans(done, desk.row) : saveCount(desk.row));
    desk.waiting = desk.waiting.filter((scan) => !told.done[scan.id]);
    desk.changed();
    return done.length > 0 && desk.waiting.length > 0;
  }
}
