"""From wishes to verdicts: which item a line means, and what would change on it."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from firstbell.equipment.models import Custody, Item
from firstbell.equipment.queries import identities, marks
from firstbell.equipment.sheets.finders import Finders
from firstbell.equipment.sheets.wish import PERSON, New, Said, Wish
from firstbell.equipment.states import ENDED, TRANSITIONS, Lifecycle
from firstbell.platform.exchange.sheets import Plan, Setting
from firstbell.platform.exchange.spilling import with_lines
from firstbell.platform.exchange.states import Mode, Verdict
from firstbell.platform.fields.models import FieldValue

_LABELS = {
    "category_id": "kind", "model_id": "model", "home_id": "home room", "supplier_id": "supplier", "home_spot": "shelf",
    "order_ref": "order", "invoice_ref": "invoice", "funding": "paid from", "price_net": "price without VAT",
    "price_gross": "price with VAT", "vat_rate": "VAT rate", "bought_on": "bought", "received_on": "received",
    "in_service_on": "in use since", "retired_on": "retired on", "replace_on": "replace on",
    "supported_until": "supported until", "macs": "MAC addresses", "hostname": "host name", "imei": "IMEI",
}  # fmt: skip


@dataclass(slots=True)
class Changed:
    wish: Wish
    item: Item
    values: dict[str, Any] = field(default_factory=dict)
    stage: tuple[Lifecycle, int | None] | None = None
    place: int | None = None
    holder: tuple[str, int] | None = None
    take_back: bool = False
    covered_to: date | None = None


@dataclass(slots=True)
class Known:
    """The items that the lines of one piece may mean."""

    by_tag: dict[str, Item]
    by_serial: dict[str, Item]
    by_custom: dict[str, Item]
    with_whom: dict[int, Custody]
    is_empty: bool


class Planner:
    def __init__(self, setting: Setting, finders: Finders) -> None:
        self.setting, self.finders = setting, finders
        self.seen: dict[str, int] = {}

    def plan(self, wishes: Sequence[Wish]) -> list[Plan]:
        known = self._known(wishes)
        pairs = [(wish, wish.keys()) for wish in wishes]
        twice = self._is_any_twice(pairs)
        return [self._one(wish, keys, known, twice=twice) for wish, keys in pairs]

    def _is_any_twice(self, pairs: Sequence[tuple[Wish, list[str]]]) -> bool:
        """Where not, as in most pieces of a file, all of it is noted at once and no line need be asked."""
        said = [(key, wish.line) for wish, keys in pairs if not wish.said.problems for key in keys]
        lines = dict(said)
        if len(lines) < len(said) or not self.seen.keys().isdisjoint(lines):
            return True
        self.seen |= lines
        return False

    def _known(self, wishes: Sequence[Wish]) -> Known:
        """Which items are meant is asked by key first: most lines of a first import mean none."""
        worn = identities.by_tag_key(wish.tag_key for wish in wishes if wish.tag_key)
        serials = identities.by_norm(wish.norm for wish in wishes if wish.norm)
        custom = self._by_custom(wishes)
        wanted = {*worn.values(), *serials.values(), *custom.values()}
        there = self._read(wanted, marked=any(wish.marks for wish in wishes)) if wanted else {}
        rows = Custody.objects.open().filter(item_id__in=wanted)
        held = rows.select_related("person", "room", "with_item")
        with_whom = {row.item_id: row for row in held} if there else {}
        known = _by(worn, there), _by(serials, there), _by(custom, there)
        return Known(*known, with_whom, is_empty=not there)

    def _read(self, wanted: set[int], *, marked: bool) -> dict[int, Item]:
        rows = Item.objects.live().select_related(
            "category", "model__manufacturer", "model__category", "home", "place", "supplier", "stage_label", "school",
            "goes_with",
        )  # fmt: skip
        found = {item.pk: item for item in rows.filter(pk__in=wanted)}
        if marked:
            marks.fill(list(found.values()))
        return found

    def _by_custom(self, wishes: Sequence[Wish]) -> dict[str, int]:
        _, _, key = self.setting.match.partition(":")
        said = [wish.said.custom.get(key) for wish in wishes] if key else []
        texts = {str(value) for value in said if value}
        if not texts:
            return {}
        rows = FieldValue.objects.filter(
            field__noun="equipment.item", field__key=key, text__in=texts
        )
        uids = dict(rows.values_list("thing_uid", "text"))
        found = Item.objects.live().filter(uid__in=list(uids)).values_list("uid", "pk")
        return {uids[uid]: pk for uid, pk in found}

    def _one(self, wish: Wish, keys: Sequence[str], known: Known, *, twice: bool) -> Plan:
        plan = Plan(wish.line, Verdict.ERROR, [*wish.said.problems], keys="\n".join(keys))
        if not plan.reasons and not (twice and self._refuse_twice(keys, plan)):
            item = None if known.is_empty else self._meant(wish, known, plan)
            if not plan.reasons:
                if item is None:
                    self._add(wish, plan)
                else:
                    self._change(wish, item, known, plan)
        plan.warned = bool(wish.warnings)
        plan.reasons += wish.warnings
        return plan

    def _refuse_twice(self, keys: Sequence[str], plan: Plan) -> bool:
        for key in keys:
            first = self.seen.setdefault(key, plan.line)
            if first != plan.line:
                word = "asset tag" if key.startswith("tag=") else "serial number"
                plan.reasons.append(f"Line {first} has the same {word}.")
                return True
        return False

    def _meant(self, wish: Wish, known: Known, plan: Plan) -> Item | None:
        by_tag, by_serial = known.by_tag.get(wish.tag_key), known.by_serial.get(wish.norm)
        match = self.setting.match
        if match.startswith("custom:"):
            item = known.by_custom.get(str(wish.said.custom.get(match[7:])))
        elif match == "serial":
            item = by_serial
        else:
            item = by_tag or (by_serial if match == "tag_or_serial" and not wish.tag else None)
        if by_tag is not None or by_serial is not None:
            self._refuse_others(item, wish, by_tag, by_serial, plan)
        if item is not None and item.school_id != self.setting.school.pk and not plan.reasons:
            plan.reasons.append("It belongs to another school. Transfer it first.")
        return item

    def _refuse_others(
        self, item: Item | None, wish: Wish, by_tag: Item | None, by_serial: Item | None, plan: Plan
    ) -> None:
        tag, serial = f"tag {wish.tag}", f"serial number {wish.serial}"
        for other, what in ((by_tag, tag), (by_serial, serial)):
            if other is not None and (item is None or other.pk != item.pk):
                plan.reasons.append(f"The {what} is on {self._named(other)} already.")

    def _named(self, item: Item) -> str:
        return (
            str(item) if item.school_id == self.setting.school.pk else "something at another school"
        )

    def _add(self, wish: Wish, plan: Plan) -> None:
        new = wish.said.new
        if new is None:
            new = wish.said.new = self._new(wish.said)
        if new.refusal:
            plan.reasons.append(new.refusal)
            return
        wish.warnings += new.warnings
        if not wish.tag and not wish.serial:
            wish.warnings.append(
                "It has no tag and no serial number: it gets the next tag, and bringing the file in again would add it again."
            )
        plan.verdict, plan.todo = Verdict.CREATE, wish

    def _new(self, said: Said) -> New:
        if self.setting.mode == Mode.UPDATE:
            return New("Nothing in the register is this, and this file only changes what is there.")
        category = said.values.get("category_id") or said.values.get("+category")
        if category is None:
            return New("Kind: say what kind of thing it is.")
        if said.values.get("quantity", 1) != 1 and category not in self.finders.tracked_by_quantity:
            return New(
                "Quantity: things of this kind are counted one by one, each with a line of its own."
            )
        new = New(category_id=category, holder=said.holder)
        if said.stage and said.stage[0] in ENDED and said.holder:
            new.warnings.append(
                f"Who has it: it is {said.stage[0].label.lower()}, so nobody is noted as having it."
            )
            new.holder = None
        new.covered_to = _covered_to(said, said.values.get("bought_on"), new.warnings)
        return new

    def _change(self, wish: Wish, item: Item, known: Known, plan: Plan) -> None:
        if self.setting.mode == Mode.CREATE:
            plan.verdict = Verdict.SAME
            plan.reasons.append(f"{item} is there already, and this file only adds new ones.")
            return
        said = wish.said
        found = Changed(wish, item, self._values(wish, item, plan))
        self._stage(found, known, plan)
        if said.place and said.place != item.place_id:
            found.place = said.place
        self._holder(found, known)
        bought = said.values.get("bought_on") or item.bought_on
        covered = _covered_to(said, bought, wish.warnings)
        found.covered_to = covered if covered and covered != item.cover_ends_on else None
        if plan.reasons:
            return
        words = [_LABELS.get(name, name) for name in found.values if name != "custom"]
        words += found.values.get("custom") or ()
        words += ["state"] * bool(found.stage) + ["place"] * bool(found.place)
        words += ["who has it"] * bool(found.holder or found.take_back) + ["warranty"] * bool(
            found.covered_to
        )
        plan.verdict = Verdict.UPDATE if words else Verdict.SAME
        if words:
            plan.reasons.append(f"Changes {', '.join(word.replace('_', ' ') for word in words)}.")
            plan.todo = found

    def _values(self, wish: Wish, item: Item, plan: Plan) -> dict[str, Any]:
        said = wish.said
        values = {
            name: value
            for name, value in said.values.items()
            if name[0] != "+" and getattr(item, name) != value
        }
        if wish.serial is not None and wish.serial != item.serial:
            values["serial"] = wish.serial
        if wish.marks:
            values.update(marks.differing(item.marks, wish.marks))
        if wish.tag and wish.tag != item.tag:
            values["tag"] = wish.tag
        if "category_id" in values and values["category_id"] is None:
            del values["category_id"]
        if item.is_individual and values.get("quantity", 1) != 1:
            plan.reasons.append(f"Quantity: {item.category} is counted one by one.")
        notes = with_lines(values.get("notes", item.notes), said.spilt)
        if notes != item.notes:
            values["notes"] = notes
        custom = {key: value for key, value in said.custom.items() if item.custom.get(key) != value}
        if custom:
            values["custom"] = custom
        return values

    def _stage(self, found: Changed, known: Known, plan: Plan) -> None:
        said, item = found.wish.said, found.item
        if said.stage is None or (
            said.stage[0] == item.lifecycle and said.stage[1] in (None, item.stage_label_id)
        ):
            return
        was, to = Lifecycle(item.lifecycle), said.stage[0]
        if to != was and to not in TRANSITIONS[was]:
            allowed = " or ".join(sorted(stage.label.lower() for stage in TRANSITIONS[was]))
            plan.reasons.append(
                f"State: {item} is {was.label.lower()}; from there it can become {allowed}."
            )
        elif to in ENDED and item.pk in known.with_whom and not said.no_holder:
            plan.reasons.append(
                f"State: {item} is with {known.with_whom[item.pk]}. Take it back first."
            )
        found.stage = said.stage

    def _holder(self, found: Changed, known: Known) -> None:
        row = known.with_whom.get(found.item.pk)
        if found.wish.said.no_holder:
            found.take_back = row is not None
            return
        if found.wish.said.holder is None or not found.item.is_individual:
            return
        kind, pk = found.wish.said.holder
        if row is not None and (row.person_id if kind == PERSON else row.room_id) == pk:
            return
        found.holder, found.take_back = found.wish.said.holder, row is not None


def _by(found: Mapping[str, int], there: Mapping[int, Item]) -> dict[str, Item]:
    return {key: there[pk] for key, pk in found.items() if pk in there}


def _covered_to(said: Said, bought: date | None, warnings: list[str]) -> date | None:
    if said.ends is not None:
        if bought and said.ends < bought:
            warnings.append(
                "Warranty: it would end before the thing was bought, so it is left out."
            )
            return None
        return said.ends
    if said.months is None:
        return None
    if bought is None:
        warnings.append("Warranty: without the day it was bought, nobody can say when it ends.")
        return None
    return months_after(bought, said.months)


def months_after(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
