// A picture of what was scanned: made small enough for a phone to keep and for a slow line, and kept before it says so.
import { dropPhoto, photoOf, photosOf, savePhoto } from "./keep.js";

const SIDE = 1600;

// Drawn anew it is upright and says nothing of where it was taken. What cannot be drawn here goes as it is.
async function smaller(file) {
  try {
    const seen = await createImageBitmap(file);
    const by = Math.min(1, SIDE / Math.max(seen.width, seen.height));
    const paper = document.createElement("canvas");
    paper.width = Math.max(1, Math.round(seen.width * by));
    paper.height = Math.max(1, Math.round(seen.height * by));
    paper.getContext("2d").drawImage(seen, 0, 0, paper.width, paper.height);
    seen.close();
    const made = await new Promise((resolve) => { paper.toBlob(resolve, "image/jpeg", 0.85); });
    return made ?? file;
  } catch {
    return file;
  }
}

export class Photos {
  // `desk` is the page, as for Sync.
  constructor(desk, url) {
    this.desk = desk;
    this.url = url;
    this.waiting = [];
  }

  async begin() {
    this.waiting = await photosOf(this.desk.uid);
  }

  // Those that go by themselves; the others were refused, and wait for whoever took them.
  get going() {
    return this.waiting.filter((photo) => !photo.refused);
  }

  get refused() {
    return this.waiting.find((photo) => photo.refused);
  }

  async take(said, file, words) {
    const picture = await smaller(file);
    // Bytes, not a file: some browsers lose what a file stands for when they are closed.
    const bytes = await picture.arrayBuffer();
    const photo = { id: crypto.randomUUID(), count: this.desk.uid, scan: said.id, item: said.item?.uid ?? "", words, at: Date.now(), name: said.code || "photo", bytes };
    await savePhoto(photo);
    this.waiting.push({ ...photo, bytes: null });
  }

  // One after the other, each after its scan; false where there is no more to do now.
  async send() {
    const { desk } = this;
    const photo = this.going.find((one) => !desk.waiting.some((scan) => scan.id === one.scan));
    if (!photo) return false;
    const kept = await photoOf(photo.id);
    if (kept) {
      const body = new FormData();
      for (const key of ["id", "scan", "words"]) body.set(key, kept[key]);
      body.set("photo", new Blob([kept.bytes]), `${kept.name}.jpg`);
      const answer = await fetch(this.url, { method: "POST", headers: { Authorization: `Count ${desk.row.token}` }, body, credentials: "omit", cache: "no-store" });
      if (!answer.ok) return void (await this.notTaken(kept, answer));
      await dropPhoto(photo.id);
    }
    this.waiting = this.waiting.filter((one) => one !== photo);
    desk.changed();
    return true;
  }

  // A fault, or a phone that was sent away: it stays and goes later. What will never be taken in is told, and stays, too.
  async notTaken(kept, answer) {
    if (![400, 413, 422].includes(answer.status)) return;
    const { problem } = await answer.json().catch(() => ({ problem: "It is too large for the way to the server." }));
    await savePhoto({ ...kept, refused: problem });
    this.waiting.find((one) => one.id === kept.id).refused = problem;
    this.desk.changed();
  }

  async drop(photo) {
    await dropPhoto(photo.id);
    this.waiting = this.waiting.filter((one) => one.id !== photo.id);
    this.desk.changed();
  }
}
