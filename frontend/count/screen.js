// What is on the screen: all rooms, or one room with what is to find in it. It is drawn anew from what is known.
import { bar, clock, el, icon, mark, number, status } from "./draw.js";

const SHOWN = 60;

export class Screen {
  constructor(desk, root) {
    this.desk = desk;
    this.root = root;
    this.tab = "due";
    this.all = false;
  }

  draw() {
    const { desk } = this;
    const room = desk.book.roomByUid.get(desk.row.room);
    const focused = document.activeElement?.dataset?.keep;
    const body = this.root.querySelector("[data-fb-count-body]");
    const place = `${room?.uid ?? ""} ${this.tab}`;
    const scrolled = place === this.place ? body.querySelector(".fb-cnt-list")?.scrollTop ?? 0 : 0;
    this.place = place;
    const [head, list] = room ? this.room(room) : this.rooms();
    const fixed = el("div", { class: "fb-cnt-fixed" }, this.top(room), this.notes(), head);
    body.replaceChildren(fixed, el("div", { class: "fb-cnt-list" }, list));
    body.lastChild.scrollTop = scrolled;
    if (focused) this.root.querySelector(`[data-keep="${CSS.escape(focused)}"]`)?.focus();
  }

  top(room) {
    const { desk } = this;
    const { name } = desk.row.list.count;
    const rooms = desk.book.overview();
    const place = rooms.findIndex((row) => row.room.uid === room?.uid) + 1;
    const sub = room ? `${name}${place ? `, room ${place} of ${rooms.length}` : ""}` : desk.row.list.count.scope;
    const back = room
      ? el("button", { type: "button", class: "fb-cnt-back", "aria-label": "All rooms", "data-keep": "back", on: () => desk.goTo("") }, icon("chevron-left"))
      : el("a", { class: "fb-cnt-back", href: desk.home, "aria-label": "Leave counting" }, icon("x"));
    const pill = desk.sync.online ? status("ok", "In touch", "wifi", "fb-pill") : status("warn", "Offline", "cloud-off", "fb-pill");
    return el("header", { class: "fb-cnt-top" }, back, el("div", { class: "fb-cnt-name" }, el("h1", {}, room ? room.name : name), el("p", {}, sub)), pill);
  }

  notes() {
    const { desk } = this;
    const { state } = desk.row.list.count;
    const said = [];
    if (desk.sync.problem) {
      const again = desk.sync.lost ? el("button", { type: "button", class: "fb-btn", on: () => desk.joinAgain() }, "Join again") : null;
      said.push(el("div", { class: "fb-cnt-note is-bad", role: "alert" }, icon("alert-octagon"), el("p", {}, desk.sync.problem), again));
    } else if (state !== "open") {
      said.push(el("div", { class: "fb-cnt-note is-bad", role: "alert" }, icon("lock"), el("p", {}, `This count is ${state}. What you scan now is kept, and not counted.`)));
    }
    const { refused } = desk.photos;
    if (refused) {
      const drop = el("button", { type: "button", class: "fb-btn", "data-keep": "drop", on: () => desk.photos.drop(refused) }, "Drop it");
      said.push(el("div", { class: "fb-cnt-note is-bad", role: "alert" }, icon("photo"), el("p", {}, `A photo was not taken in. ${refused.refused}`), drop));
    }
    const kept = [[desk.waiting.length, "scan", "scans"], [desk.photos.going.length, "photo", "photos"]].filter(([n]) => n).map((one) => number(...one)).join(" and ");
    if (kept && !desk.sync.online) {
      said.push(el("div", { class: "fb-cnt-note", role: "status" }, icon("device-mobile"), el("p", {}, el("b", {}, `${kept} kept on this phone. `), "Carry on, they go in by themselves when Wi-Fi is back.")));
    }
    return said;
  }

  figures(found, expected, strays) {
    return el("section", { class: "fb-cnt-sum" },
      el("p", { class: "fb-cnt-big" }, el("b", {}, String(found)), el("span", {}, `of ${expected} found`), el("span", { class: "fb-end" }, `${expected - found} to go`)),
      bar(found, expected, `${found} of ${expected} found`),
      el("p", { class: "fb-cnt-kinds" }, status("ok", `${found} found`, "circle-check"), strays ? status("warn", `${strays} from another room`, "door") : null));
  }

  rooms() {
    const { desk } = this;
    const rows = desk.book.overview();
    const sum = (key) => rows.reduce((n, row) => n + row[key], 0);
    const line = ({ room, expected, found, strays }) => el("li", {},
      el("button", { type: "button", class: "fb-cnt-row", "data-keep": `room-${room.uid}`, on: () => desk.goTo(room.uid) },
        expected && found >= expected ? mark("ok", "Found", "circle-check") : mark("quiet", "To find", found ? "progress" : "circle-dashed"),
        el("span", { class: "fb-cnt-two" }, el("span", {}, room.name), el("small", {}, strays ? `${strays} from another room` : expected ? `${expected - found} to find` : "nothing expected")),
        el("span", { class: "fb-cnt-end" }, `${found} of ${expected}`)));
    return [[this.figures(sum("found"), sum("expected"), sum("strays")), this.last()],
      [el("h2", { class: "fb-cnt-head" }, "Scan a room’s label, or choose it"), el("ul", { class: "fb-cnt-rows" }, rows.map(line))]];
  }

  // What was just done, in its colour, with the way back.
  last() {
    const said = this.desk.last;
    if (!said) return el("div", { class: "fb-cnt-last is-empty", "data-fb-count-last": true, role: "status" }, "Scan the first label.");
    const acts = said.asks ? this.photoActs() : this.lastActs(said);
    const words = [said.words, said.pictures && `${number(said.pictures, "photo", "photos")} kept`].filter(Boolean).join(", ");
    return el("div", { class: `fb-cnt-last is-${said.kind}${acts.length > 1 ? " has-acts" : ""}`, "data-fb-count-last": true, role: "status" }, icon(said.icon, "fb-i-l"),
      el("span", { class: "fb-cnt-two" }, el("b", {}, said.asks ? "What is to be seen?" : said.title), el("small", {}, said.code ? el("span", { class: "fb-code" }, said.code) : null, ` ${words}`)),
      el("span", { class: "fb-cnt-acts" }, acts));
  }

  lastActs(said) {
    const press = (keep, words, on, more = {}) => el("button", { type: "button", class: "fb-btn", "data-keep": keep, on, ...more }, words);
    const acts = [];
    if (said.item && said.verdict === "elsewhere" && !said.wish) {
      acts.push(press("move", "Move it here", () => this.desk.wish(said.item, "move")));
      acts.push(press("leave", "Leave", () => this.desk.wish(said.item, "leave")));
    }
    if (said.id) acts.push(press("photo", [icon("camera"), "Photo"], () => this.desk.askPhoto(true)));
    if (said.id) acts.push(press("undo", "Undo", () => this.desk.undo(), { "data-fb-key": "z" }));
    return acts;
  }

  photoActs() {
    const press = (keep, label, words) => el("button", { type: "button", class: "fb-btn", "data-keep": keep, on: () => this.desk.openCamera(words) }, label);
    return [press("damage", "Damage", "Damage"), press("stands", "Where it is", "Where it was"), press("other", "Other", ""),
      el("button", { type: "button", class: "fb-btn", "data-keep": "photo", on: () => this.desk.askPhoto(false) }, "Back")];
  }

  room(room) {
    const told = this.desk.book.inRoom(room.uid);
    const odd = (this.desk.row.odd ?? []).filter((one) => one.room === room.uid);
    const tabs = [["due", `To find ${told.due.length}`], ["strays", `Wrong room ${told.strays.length}`], ["found", `Found ${told.found.length}`]];
    if (odd.length) tabs.push(["odd", `Unknown ${odd.length}`]);
    const rows = { due: told.due.map((item) => this.due(item)), strays: told.strays.map((item) => this.stray(item)), found: told.found.map((item) => this.found(item)), odd: odd.map((one) => this.odd(one)) };
    const here = rows[this.tab] ? this.tab : "due";
    const shown = this.all ? rows[here] : rows[here].slice(0, SHOWN);
    const more = rows[here].length - shown.length;
    return [[this.figures(told.found.length, told.expected, told.strays.length), this.last(),
      el("div", { class: "fb-cnt-tabs", role: "group", "aria-label": "What to show" }, tabs.map(([key, words]) =>
        el("button", { type: "button", "aria-pressed": String(key === here), "data-keep": `tab-${key}`, on: () => this.show(key) }, words)))],
      [el("ul", { class: "fb-cnt-rows", "aria-label": tabs.find(([key]) => key === here)[1] }, shown),
      rows[here].length ? null : el("p", { class: "fb-cnt-none" }, { due: "Everything that should be here was found.", strays: "Nothing from another room.", found: "Nothing yet." }[here] ?? ""),
      more ? el("button", { type: "button", class: "fb-cnt-more", on: () => { this.all = true; this.draw(); } }, `${more} more`) : null]];
  }

  show(tab) {
    this.tab = tab;
    this.all = false;
    this.draw();
  }

  line(item, mark, words, end) {
    return el("li", { class: "fb-cnt-row", "data-tag": item.tag }, mark, el("span", { class: "fb-cnt-two" }, el("span", {}, item.what),
      el("small", {}, el("span", { class: "fb-code" }, item.tag), words ? ` ${words}` : "")), el("span", { class: "fb-cnt-end" }, end));
  }

  due(item) {
    const say = this.desk.book.say(item);
    const spot = [/^\d+$/.test(item.spot) ? `seat ${item.spot}` : item.spot, item.lent && `lent to ${item.lent}`].filter(Boolean).join(", ");
    if (item.lent) return this.line(item, mark("live", "Lent", "transfer"), spot, "Fine, lent");
    if (say.looked) return this.line(item, mark("warn", "Looked for", "zoom-question"), spot, "Looked for");
    const press = el("button", { type: "button", "aria-label": `${item.tag} is not here`, "data-keep": `absent-${item.uid}`, on: () => this.desk.absent(item) }, "Not here");
    return this.line(item, mark("quiet", "To find", "circle-dashed"), spot, press);
  }

  stray(item) {
    const { desk } = this;
    const say = desk.book.say(item);
    const due = desk.book.roomByUid.get(item.due);
    const words = item.expected ? `belongs in ${due?.name ?? "no room"}` : due ? `not on the list, belongs in ${due.name}` : "not on the list";
    const press = (wish, label) => el("button", { type: "button", "aria-pressed": String(say.wish === wish), "data-keep": `${wish}-${item.uid}`, "aria-label": `${label}: ${item.tag}`, on: () => desk.wish(item, wish) }, label);
    return this.line(item, mark("warn", "Wrong room", "door"), words, [press("move", "Keep here"), press("leave", "Take back")]);
  }

  found(item) {
    const say = this.desk.book.say(item);
    const elsewhere = say.verdict === "elsewhere";
    const where = elsewhere ? `in ${this.desk.book.roomByUid.get(say.room)?.name ?? "another room"}, ` : "";
    const words = `${where}${clock(say.at)}${say.who ? `, ${say.who}` : ""}`;
    return this.line(item, elsewhere ? mark("warn", "Wrong room", "door") : mark("ok", "Found", "circle-check"), words, say.twice ? "In two rooms" : "");
  }

  odd(one) {
    return el("li", { class: "fb-cnt-row" }, mark("bad", "Unknown", "help-octagon"), el("span", { class: "fb-cnt-two" }, el("span", { class: "fb-code" }, one.code),
      el("small", {}, `${one.words ?? "nobody knows this code"}, ${clock(one.at)}`)), el("span", { class: "fb-cnt-end" }, "Kept"));
  }
}
