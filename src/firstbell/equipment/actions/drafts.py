"""Items to be: one by itself, or copies of a pattern, which is looked at once however many there are of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from firstbell.equipment.actions.marking import read
from firstbell.equipment.models import Category, Item
from firstbell.equipment.queries.marks import MARKS
from firstbell.equipment.states import (
    FILLS,
    Condition,
    IdentityKind,
    Lifecycle,
    Ownership,
    Source,
    Tracking,
)
from firstbell.lib.parsing import Unclear, likely
from firstbell.lib.refusal import Refusal
from firstbell.people.models import Person
from firstbell.places.models import Room
from firstbell.platform.database import bulk

DEFAULTS: dict[str, Any] = {
    "name": "", "serial": "", "model_id": None, "quantity": 1, "unit": "", "lifecycle": Lifecycle.IN_STOCK,
    "stage_label_id": None, "condition": Condition.GOOD, "ownership": Ownership.OWNED, "home_id": None, "home_spot": "",
    "place_id": None, "container_id": None, "bay": "", "goes_with_id": None, "capacity": None, "seen_at": None,
    "seen_in_id": None, "seen_how": "", "supplier_id": None, "order_ref": "", "invoice_ref": "", "funding": "",
    "price_net": None, "vat_rate": None, "price_gross": None, "vat_recoverable": True, "bought_on": None,
    "ordered_on": None, "received_on": None, "in_service_on": None, "retired_on": None, "disposed_on": None,
    "replace_on": None, "supported_until": None, "notes": "", "custom": {}, "sources": {},
}  # fmt: skip
# What every item has for itself, and what it has in common with the other copies of its pattern.
_OWN = ("id", "uid", "tag", "tag_key", "serial", "goes_with_id")
_SHARED = (
    "school_id", "tracking", "category_id", "cover_ends_on", "created_at", "changed_at", "version",
    *(name for name in DEFAULTS if name not in _OWN),
)  # fmt: skip
COLUMNS = (*_OWN, *_SHARED)
SHARED = len(_SHARED)


@dataclass(slots=True, eq=False)
class Pattern:
    """What items have in common that are told apart by nothing but tag and serial: values by column of DEFAULTS."""

    category: Category
    values: Mapping[str, Any]
    label: str = ""
    covered_to: date | None = None
    # What it is called without its tag, what is found by its notes, and who says its serial.
    name: str = field(init=False)
    words: str = field(init=False)
    source: str = field(init=False)
    # The trust's own fields, once it is known what its model and they themselves begin with.
    own: Mapping[str, Any] | None = field(init=False, default=None)
    _stored: tuple[int, datetime, tuple[Any, ...]] | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.name = str(self.values.get("name") or self.label or self.category.name)
        self.words = str(self.values.get("notes", ""))[:200]
        self.source = self.values.get("sources", {}).get("serial", Source.TYPED)

    def shared(self, school_id: int, at: datetime) -> tuple[Any, ...]:
        """The cells of COLUMNS that all copies share, as the database takes them; refuses what cannot be."""
        kept = self._stored
        if kept is not None and kept[0] == school_id and kept[1] == at:
            return kept[2]
        filled = self._filled(at.date())
        values = (
            school_id, self.category.tracking, self.category.pk, self.covered_to, at, at, 1,
            *(filled[name] for name in filled if name not in _OWN),
        )  # fmt: skip
        cells = bulk.stored(Item, _SHARED, values)
        self._stored = school_id, at, cells
        return cells

    def _filled(self, today: date) -> dict[str, Any]:
        # It keeps the order of DEFAULTS, which is the order of COLUMNS.
        values = {**DEFAULTS, **self.values, "custom": self.own or {}}
        if len(values) != len(DEFAULTS):
            raise LookupError(f"Items have no {sorted(values.keys() - DEFAULTS.keys())}")
        if self.category.tracking == Tracking.INDIVIDUAL and values["quantity"] != 1:
            raise Refusal(
                f"{self.category} is tracked one by one, so its quantity is 1.",
                fields={"quantity": "One by one"},
            )
        refuse_absurd_days(self.values)
        fills = FILLS.get(values["lifecycle"])
        if fills and values[fills] is None:
            values[fills] = values["bought_on"] or today
        if values["place_id"] is None:
            values["place_id"] = values["home_id"]
        return values


class Copy(NamedTuple):
    """One item of a pattern; an empty tag is taken from the category's sequence."""

    pattern: Pattern
    tag: str = ""
    serial: str = ""
    holder: Person | Room | None = None
    due_on: date | None = None
    # Its place in the same list, where it goes with another that is made with it: a monitor with its computer.
    goes_with: int | None = None
    marks: Mapping[str, Sequence[str]] = {}
    # What a device says of itself that tells it apart, beside what somebody wrote.
    told: Mapping[IdentityKind, Sequence[str]] = {}


class Draft(NamedTuple):
    """An item to be, by itself: values by column of DEFAULTS, and its MAC addresses, host name and IMEI."""

    category: Category
    values: Mapping[str, Any]
    tag: str = ""
    label: str = ""
    covered_to: date | None = None
    holder: Person | Room | None = None
    due_on: date | None = None
    goes_with: int | None = None
    told: Mapping[IdentityKind, Sequence[str]] = {}

    def copy(self) -> Copy:
        values = {name: value for name, value in self.values.items() if name not in MARKS}
        pattern = Pattern(self.category, values, self.label, self.covered_to)
        serial = values.get("serial", "")
        return Copy(
            pattern,
            self.tag.strip(),
            serial,
            self.holder,
            self.due_on,
            self.goes_with,
            read(self.values),
            self.told,
        )


def refuse_absurd_days(values: Mapping[str, Any]) -> None:
    """A year that a slip of the finger makes would follow the item into every plan and sum."""
    for name, value in values.items():
        if not isinstance(value, date) or isinstance(value, datetime):
            continue
        try:
            likely(value)
        except Unclear as unclear:
            fields = {name: f"Not in the year {value.year}"}
            raise Refusal(unclear.sentence, fields=fields) from None
