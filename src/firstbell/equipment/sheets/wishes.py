"""What a line says of an item, in the item's own columns; names that nobody has decided about stay open."""

from __future__ import annotations

from typing import Any

from firstbell.equipment.queries import identities
from firstbell.equipment.sheets.finders import MAIN, Finders, model_key, stage_of
from firstbell.equipment.sheets.wish import PERSON, ROOM, SPILT, Said, Section, Wish
from firstbell.equipment.states import Condition, Ownership
from firstbell.lib import natural
from firstbell.lib.parsing import NotBought, is_junk_serial
from firstbell.people.sheets.calling import plain
from firstbell.platform.exchange.finding import MANY, OPEN, Wanted
from firstbell.platform.exchange.sheets import Line

# Field of the sheet -> column of the item, where the value goes in as it is; None clears it to the second.
_PLAIN: dict[str, tuple[str, Any]] = {
    "name": ("name", ""), "quantity": ("quantity", 1), "shelf": ("home_spot", ""), "order": ("order_ref", ""),
    "invoice": ("invoice_ref", ""), "funding": ("funding", ""), "notes": ("notes", ""), "bought": ("bought_on", None),
    "supported_until": ("supported_until", None), "replace_on": ("replace_on", None), "received": ("received_on", None),
    "in_service": ("in_service_on", None), "retired": ("retired_on", None), "vat_rate": ("vat_rate", None),
}  # fmt: skip
_CONDITIONS = list(Condition)
_MARKED = {"macs": "macs", "wifi_mac": "macs", "hostname": "hostname", "imei": "imei"}


class Wishes:
    """Turns lines into wishes; what a column says often is looked up once, and what whole lines say, too."""

    def __init__(self, finders: Finders, junk: frozenset[str], policies: dict[str, str]) -> None:
        self.finders, self.junk = finders, junk
        self.people_are_errors = policies.get("people") == "error"
        self.price_is_net = policies.get("price") == "net"
        self._memo: dict[tuple[Any, ...], int | None] = {}
        self._keys: dict[tuple[str, str, str], tuple[str, ...]] = {}
        columns = finders.setting.columns
        self.has_marks = bool(columns & _MARKED.keys())
        self._parts = [part for part, needs in self._sections() if needs & columns]
        self._met: list[Wanted] = []
        for finder in finders.all.values():
            finder.met = self._met

    def of(self, line: Line) -> Wish:
        values, common = line.values, line.common
        said: Said | None = common.noted if common is not None else None
        if said is None:
            said = self._say(values)
            if common is not None:
                common.noted = said
        else:
            for wanted in said.met:
                wanted.count += 1
        wish = Wish(line.number, said, line.warnings)
        tag = values.get("tag")
        if tag:
            wish.tag, wish.tag_key = tag, natural.key(tag)
        if "serial" in values:
            self._serial(values["serial"], wish)
        wish.warnings += said.warnings
        if self.has_marks:
            _mark(values, wish)
        return wish

    def _say(self, given: dict[str, Any]) -> Said:
        said = Said()
        for key, value in given.items():
            simple = _PLAIN.get(key)
            if simple is not None:
                said.values[simple[0]] = simple[1] if value is None else value
            elif key[:7] == "custom:":
                said.custom[key[7:]] = value
        self._met.clear()
        for part in self._parts:
            part(given, said)
        said.met = self._met.copy()
        return said

    def _serial(self, serial: str | None, wish: Wish) -> None:
        if serial and is_junk_serial(serial, self.junk):
            wish.warnings.append(
                f"Serial number: “{serial}” tells nothing apart, so it is left out."
            )
            return
        wish.serial = serial or ""
        wish.norm = identities.normal(serial) if serial else ""

    def _sections(self) -> list[Section]:
        """What a line may say, each with the fields that it is said in; a file asks only for what it has."""
        return [
            (self._spilt, {SPILT}),
            (self._what, {"category", "maker", "model", "model_number"}), (self._how, {"state", "condition"}),
            (self._where, {"building", "room", "place"}),
            (self._money, {"price", "price_net", "price_gross", "owned", "leased", "supplier"}),
            (self._cover, {"warranty", "warranty_months", "warranty_end"}),
            (self._holder, {"holder", "holder_email", "holder_username", "holder_first", "holder_last"}),
        ]  # fmt: skip

    def _spilt(self, given: dict[str, Any], said: Said) -> None:
        said.spilt = given.get(SPILT) or ""

    def _what(self, given: dict[str, Any], said: Said) -> None:
        kind, maker = given.get("category"), given.get("maker")
        model, number = given.get("model"), given.get("model_number") or ""
        if not (kind or maker or model or number):
            return
        remembered = (kind, maker, model, number)
        found = self._memo.get(remembered)
        if kind:
            said.values["category_id"] = self.finders.categories.find(kind)
        said.label = model or number
        if found is None:
            found = self._model(given, said)
            if found is not None and found > 0:
                self._memo[remembered] = found
        if found == MANY:
            said.warnings.append(
                f"Model: several are called “{model or number}”; its maker and number would tell which."
            )
        elif found is not None:
            said.values["model_id"] = found
        if "category_id" not in said.values and found and found > 0:
            said.values["+category"] = self.finders.category_of_model.get(found)

    def _model(self, given: dict[str, Any], said: Said) -> int | None:
        maker, number = given.get("maker") or "", given.get("model_number") or ""
        name = given.get("model") or number
        if not name:
            return None
        known = self.finders.models.known
        keys = self._keys.get((maker, name, number))
        if keys is None:
            keys = (
                model_key(maker, name, number),
                model_key(maker, name, ""),
                model_key(maker, number, number),
            )
            self._keys[maker, name, number] = keys
        for key in keys:
            if key in known and (known[key] != MANY or not number):
                return known[key]
        detail = {
            "maker": maker,
            "number": number if number != name else "",
            "category": given.get("category") or "",
        }
        if maker:
            self.finders.makers.find(maker)
        return self.finders.models.find(name, key=keys[0], **detail)

    def _how(self, given: dict[str, Any], said: Said) -> None:
        state, condition = given.get("state"), given.get("condition")
        if state:
            found = self.finders.states.find(state)
            if found is not None and found >= 0:
                said.stage = stage_of(found)
        if condition:
            found = self.finders.conditions.find(condition)
            if found is not None and found >= 0:
                said.values["condition"] = _CONDITIONS[found]
            if condition.casefold() == "donated":
                said.values["ownership"] = Ownership.DONATED

    def _where(self, given: dict[str, Any], said: Said) -> None:
        building = given.get("building") or ""
        if "room" in given:
            said.values["home_id"] = self._room(given["room"], building) if given["room"] else None
        elif building:
            said.warnings.append(
                f"Building: only “{building}” is given and no room, so its home stays empty."
            )
        if given.get("place"):
            found = self._room(given["place"], building if "room" not in given else "")
            said.place = found

    def _room(self, text: str, building: str) -> int | None:
        found = self._memo.get(("room", text))
        if found is not None:
            return found
        name = text
        if ">" in text:  # GLPI writes where a room is before its name
            parts = [part.strip() for part in text.split(">") if part.strip()]
            name, building = (
                (parts or [text])[-1],
                building or (parts[-2] if len(parts) > 1 else ""),
            )
        found = self.finders.rooms.find(name, building=building)
        if found == OPEN:
            self._building(building)
        elif found is not None and found > 0:
            self._memo[("room", text)] = found
        return found

    def _building(self, name: str) -> None:
        if name:
            self.finders.buildings.find(name)
        elif not self.finders.buildings.names:
            self.finders.buildings.find(MAIN)

    def _money(self, given: dict[str, Any], said: Said) -> None:
        for key in ("price_net", "price_gross", "price"):
            if key not in given:
                continue
            money = given[key]
            if isinstance(money, NotBought):
                said.values["ownership"] = Ownership(money.how)
                continue
            column = (
                key if key != "price" else ("price_net" if self._is_net(money) else "price_gross")
            )
            said.values[column] = None if money is None else money.pence
        if "owned" in given or "leased" in given:
            _ownership(given, said)
        if given.get("supplier"):
            said.values["supplier_id"] = self.finders.suppliers.find(given["supplier"])
        elif "supplier" in given:
            said.values["supplier_id"] = None

    def _is_net(self, money: Any) -> bool:
        if money is not None and money.vat:
            return bool(money.vat == "excluding")
        return self.price_is_net

    def _cover(self, given: dict[str, Any], said: Said) -> None:
        said.ends = given.get("warranty_end")
        said.months = given.get("warranty_months") or given.get("warranty")

    def _holder(self, given: dict[str, Any], said: Said) -> None:
        first, last = given.get("holder_first") or "", given.get("holder_last") or ""
        asked = [
            given.get("holder_email"),
            given.get("holder_username"),
            given.get("holder"),
            f"{first} {last}".strip(),
        ]
        names = [name for name in asked if name]
        if not names:
            said.no_holder = "holder" in given and given["holder"] is None
            return
        found = [self.finders.people.get(plain(name).strip(" ,")) for name in names]
        person = next((pk for pk in found if pk is not None and pk > 0), None)
        if person is not None:
            said.holder = (PERSON, person)
            return
        room = (
            self.finders.rooms.known.get(self.finders.rooms.form(names[0]))
            if len(names) == 1
            else None
        )
        if room is not None:
            said.holder = (ROOM, room)
            return
        shown = given.get("holder") or f"{first} {last}".strip() or names[0]
        many = MANY in found
        sentence = (
            f"Who has it: several people are called “{shown}”; their email would tell which."
            if many
            else f"Who has it: nobody here is called “{shown}”."
        )
        (said.problems if self.people_are_errors else said.warnings).append(sentence)


def _mark(given: dict[str, Any], wish: Wish) -> None:
    for key, name in _MARKED.items():
        if key not in given:
            continue
        told = given[key]
        if told is None:
            wish.marks.setdefault(name, [])
        elif told:
            wish.marks[name] = [*wish.marks.get(name, ()), *told]


def _ownership(given: dict[str, Any], said: Said) -> None:
    """Two questions of the DfE's register about one thing: is it owned, and is it leased or on loan."""
    owned, leased = given.get("owned"), given.get("leased")
    if isinstance(leased, Ownership) and leased != Ownership.OWNED:
        said.values["ownership"] = leased
    elif isinstance(owned, Ownership):
        said.values["ownership"] = owned
    elif owned is True:
        said.values.setdefault("ownership", Ownership.OWNED)
