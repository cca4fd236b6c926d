// The list of a count on this phone: what a code leads to, and what is known of each thing now.
// An item is [uid, tag, kind, room, expected, lent, spot, codes]; a room is [uid, name, number, codes].

const trimmed = (text) => text.trim().toLowerCase().replace(/\s+/g, " ").replace(/\d+/g, (digits) => digits.replace(/^0+(?=\d)/, ""));
const plain = (text) => text.toUpperCase().replace(/[\s:\-._]+/g, "");
const unread = (text) => plain(text).replace(/O/g, "0").replace(/[IL]/g, "1");

// Our labels say an address; what counts is what stands after /c/.
export function written(text) {
  const found = /^https?:\/\/[^/]+(?:\/[^/]+)*?\/c\/([^/?#]+)/i.exec(text.trim());
  return found ? decodeURIComponent(found[1]) : text.trim();
}

// By whole characters: half of one is nothing that a server keeps.
export const cut = (text, most) => [...text].slice(0, most).join("");

export class Book {
  constructor({ rooms, items, kinds }) {
    this.rooms = rooms.map(([uid, name, number, codes]) => ({ uid, name, number, codes }));
    this.items = items.map(([uid, tag, kind, room, expected, lent, spot, codes]) => ({
      uid, tag, what: kinds[kind], due: this.rooms[room]?.uid ?? "", expected: Boolean(expected), lent, spot, codes,
    }));
    this.byUid = new Map(this.items.map((item) => [item.uid, item]));
    this.roomByUid = new Map(this.rooms.map((room) => [room.uid, room]));
    this.index();
    this.truth = new Map();
    this.now = new Map();
  }

  index() {
    this.codes = new Map();
    this.tags = new Map();
    const put = (code, thing) => this.codes.set(plain(code), thing);
    for (const item of this.items) {
      this.tags.set(trimmed(item.tag), { item });
      for (const code of item.codes) put(code, { item });
    }
    for (const room of this.rooms) {
      this.tags.set(trimmed(room.name), { room });
      for (const code of room.codes) put(code, { room });
    }
  }

  // What a scanned text leads to: { item }, { room }, or nothing.
  read(text) {
    const code = written(text);
    return this.codes.get(plain(code)) ?? this.codes.get(unread(code)) ?? this.tags.get(trimmed(code)) ?? null;
  }

  // What the server said of things, as far as this phone has heard; names of helpers are not kept.
  hear(lines) {
    for (const [uid, verdict, room, at, who, twice, looked, wish] of lines) {
      if (verdict) this.truth.set(uid, { verdict, room, at, who, twice, looked, wish });
      else this.truth.delete(uid);
    }
  }

  kept() {
    return [...this.truth].map(([uid, say]) => [uid, say.verdict, say.room, say.at, "", say.twice, say.looked, say.wish]);
  }

  // What is known now: what the server said, and on it what this phone did since.
  retell(waiting) {
    this.now = new Map(this.truth);
    const undone = new Set(waiting.filter((act) => act.kind === "undo").map((act) => act.ref));
    for (const act of waiting) {
      const item = act.item && this.byUid.get(act.item);
      if (!item) continue;
      if (act.kind === "undo" && !waiting.some((one) => one.id === act.ref)) this.now.delete(item.uid);
      if (undone.has(act.id)) continue;
      if (act.kind === "found") this.now.set(item.uid, { verdict: this.verdict(item, act.room), room: act.room, at: act.at, who: "", mine: true, id: act.id });
      else if (act.kind === "absent") this.now.set(item.uid, { ...this.say(item), looked: 1 });
      else if (act.kind === "wish") this.now.set(item.uid, { ...this.say(item), wish: act.wish });
    }
  }

  verdict(item, room) {
    if (!item.expected) return "unexpected";
    return !room || !item.due || room === item.due ? "found" : "elsewhere";
  }

  say(item) {
    return this.now.get(item.uid) ?? { verdict: "expected", room: "", at: 0 };
  }

  isSeen(item) {
    return Boolean(this.say(item).at);
  }

  // One room: what is still to find, what was scanned here and belongs elsewhere, what was found.
  inRoom(uid) {
    const told = { due: [], strays: [], found: [], expected: 0 };
    for (const item of this.items) {
      const say = this.say(item);
      if (item.expected && item.due === uid) {
        told.expected += 1;
        if (say.at) told.found.push(item);
        else told.due.push(item);
      } else if (say.at && say.room === uid) told.strays.push(item);
    }
    return told;
  }

  // All rooms that have something to find, or where something was found.
  overview() {
    const rooms = new Map(this.rooms.map((room) => [room.uid, { room, expected: 0, found: 0, strays: 0 }]));
    const none = { room: { uid: "", name: "No room" }, expected: 0, found: 0, strays: 0 };
    for (const item of this.items) {
      const say = this.say(item);
      const due = rooms.get(item.due) ?? none;
      if (item.expected) {
        due.expected += 1;
        if (say.at) due.found += 1;
      }
      if (say.at && say.room !== item.due && rooms.has(say.room)) rooms.get(say.room).strays += 1;
    }
    return [...rooms.values(), none].filter((row) => row.expected || row.strays);
  }
}
