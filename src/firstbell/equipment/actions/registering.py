"""Adding items to the register: one verb for one item typed in a form and for a hundred thousand imported."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction

from firstbell.equipment import events
from firstbell.equipment.models import Category, Cover, Custody, Identity, Item
from firstbell.equipment.models.item import address_of
from firstbell.equipment.queries import identities
from firstbell.equipment.states import FILLS, Condition, Lifecycle, Ownership, Source, Tracking
from firstbell.lib import natural, uuid7
from firstbell.lib.refusal import Conflict, Refusal
from firstbell.people.models import Person
from firstbell.places.models import Room
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import News, announce_many
from firstbell.platform.audit.models import Ref
from firstbell.platform.database import bulk
from firstbell.platform.fields import actions as fields
from firstbell.platform.numbers import actions as numbers
from firstbell.platform.search import entries
from firstbell.platform.search.registry import Entry
from firstbell.platform.tenancy.models import School

ITEM = "equipment.item"
DEFAULT_PREFIX = "FB-"
DEFAULTS: dict[str, Any] = {
    "name": "", "serial": "", "model_id": None, "quantity": 1, "unit": "", "lifecycle": Lifecycle.IN_STOCK,
    "stage_label_id": None, "condition": Condition.GOOD, "ownership": Ownership.OWNED, "home_id": None, "home_spot": "",
    "place_id": None, "container_id": None, "bay": "", "goes_with_id": None, "capacity": None, "seen_at": None,
    "seen_in_id": None, "seen_how": "", "supplier_id": None, "order_ref": "", "invoice_ref": "", "funding": "",
    "price_net": None, "vat_rate": None, "price_gross": None, "vat_recoverable": True, "bought_on": None,
    "ordered_on": None, "received_on": None, "in_service_on": None, "retired_on": None, "disposed_on": None,
    "replace_on": None, "supported_until": None, "notes": "", "custom": {}, "sources": {},
}  # fmt: skip
COLUMNS = (
    "id", "uid", "school_id", "tag", "tag_key", "tracking", "category_id", "cover_ends_on", "created_at", "changed_at",
    "version", *DEFAULTS,
)  # fmt: skip


class Draft(NamedTuple):
    """An item to be: values by column of DEFAULTS; an empty tag is taken from the category's sequence."""

    category: Category
    values: Mapping[str, Any]
    tag: str = ""
    label: str = ""
    covered_to: date | None = None
    holder: Person | Room | None = None
    due_on: date | None = None
    # Its place in the same list, where it goes with another that is made with it: a monitor with its computer.
    goes_with: int | None = None


class Registered(NamedTuple):
    id: int
    uid: UUID
    tag: str

    @property
    def address(self) -> str:
        return address_of(self.tag, self.uid)


class TagTaken(Conflict):
    """Another item of the installation wears the tag."""


class SerialTaken(Conflict):
    """Another item of the register has the serial."""


def register(
    school: School, drafts: Sequence[Draft], *, by: Actor, at: datetime
) -> list[Registered]:
    """Add items, in order: tags, rows, identities, cover, custody, search, then history; all of them or none.

    Refuses a tag that is worn and a serial that another live item has, naming the item.
    """
    require(by, "equipment.change", school)
    with transaction.atomic():
        tags = _tags(school, drafts)
        keys = [natural.key(tag) for tag in tags]
        _refuse_worn(tags, keys)
        _refuse_known_serials(drafts)
        ids = bulk.next_ids(Item, len(drafts))
        made = [Registered(*row) for row in zip(ids, uuid7.many(len(drafts)), tags, strict=True)]
        bulk.insert_many(Item, COLUMNS, _rows(school, drafts, made, keys, at))
        bulk.insert_many(Identity, identities.COLUMNS, _identity_rows(drafts, made, at))
        _cover(drafts, made)
        _hand_out(drafts, made, by, at)
        owned = [
            (one.uid, draft.values.get("custom", {}))
            for draft, one in zip(drafts, made, strict=True)
        ]
        fields.index(ITEM, [pair for pair in owned if pair[1]], fresh=True)
        entries.put_many(ITEM, _entries(school, drafts, made), new=True)
        announce_many(events.REGISTERED, _news(school, drafts, made), by=by, at=at)
    return made


def _tags(school: School, drafts: Sequence[Draft]) -> list[str]:
    wanted: dict[str, list[int]] = defaultdict(list)
    tags = [draft.tag.strip() for draft in drafts]
    for position, draft in enumerate(drafts):
        if not tags[position]:
            wanted[draft.category.tag_prefix or DEFAULT_PREFIX].append(position)
    for prefix, positions in wanted.items():
        taken = numbers.take(prefix, len(positions), is_free=_are_free)
        for position, tag in zip(positions, taken, strict=True):
            tags[position] = tag
    return tags


def _are_free(tags: Sequence[str]) -> set[str]:
    """Those of the tags that nobody wears: a number may have been stuck on by hand already."""
    keys = {natural.key(tag): tag for tag in tags}
    worn = Item.objects.live().filter(tag_key__in=list(keys)).values_list("tag_key", flat=True)
    return {tag for key, tag in keys.items() if key not in set(worn)}


def _refuse_worn(tags: Sequence[str], keys: Sequence[str]) -> None:
    seen: set[str] = set()
    for tag, key in zip(tags, keys, strict=True):
        if key in seen:
            raise TagTaken(
                f"Two of these items have the tag {tag}.", fields={"tag": "Twice in this list"}
            )
        seen.add(key)
    for chunk in _chunks(keys, 5_000):
        found = identities.by_tag_key(chunk)
        if found:
            worn = Item.objects.get(pk=min(found.values()))
            raise TagTaken(
                f"{worn.tag} is on {worn} already.", fields={"tag": f"On {worn} already"}
            )


def _refuse_known_serials(drafts: Sequence[Draft]) -> None:
    for chunk in _chunks(
        [draft.values.get("serial") for draft in drafts if draft.values.get("serial")], 5_000
    ):
        known = identities.first_live_with(chunk)
        if known is not None:
            serial, item = known
            raise SerialTaken(
                f"{item} has the serial {serial} already.", fields={"serial": f"On {item} already"}
            )


def _rows(
    school: School,
    drafts: Sequence[Draft],
    made: Sequence[Registered],
    keys: Sequence[str],
    at: datetime,
) -> Iterator[tuple[Any, ...]]:
    today = at.date()
    for draft, one, key in zip(drafts, made, keys, strict=True):
        # `_filled` keeps the order of DEFAULTS, which is the order of COLUMNS.
        filled = _filled(draft, today)
        if draft.goes_with is not None:
            filled["goes_with_id"] = made[draft.goes_with].id
        yield (
            one.id, one.uid, school.pk, one.tag, key, draft.category.tracking, draft.category.pk, draft.covered_to, at,
            at, 1, *filled.values(),
        )  # fmt: skip


def _filled(draft: Draft, today: date) -> dict[str, Any]:
    values = {**DEFAULTS, **draft.values}
    if len(values) != len(DEFAULTS):
        raise LookupError(f"Items have no {sorted(values.keys() - DEFAULTS.keys())}")
    if draft.category.tracking == Tracking.INDIVIDUAL and values["quantity"] != 1:
        raise Refusal(
            f"{draft.category} is tracked one by one, so its quantity is 1.",
            fields={"quantity": "One by one"},
        )
    refuse_absurd_days(draft.values)
    fills = FILLS.get(values["lifecycle"])
    if fills and values[fills] is None:
        values[fills] = values["bought_on"] or today
    if values["place_id"] is None:
        values["place_id"] = values["home_id"]
    return values


def refuse_absurd_days(values: Mapping[str, Any]) -> None:
    """A year that a slip of the finger makes would follow the item into every plan and sum."""
    for name, value in values.items():
        if isinstance(value, date) and not 1970 <= value.year <= 2100:
            raise Refusal(
                f"It would be in the year {value.year}. Please check it.",
                fields={name: f"Not in the year {value.year}"},
            )


def _identity_rows(
    drafts: Sequence[Draft], made: Sequence[Registered], at: datetime
) -> Iterable[tuple[Any, ...]]:
    for draft, one in zip(drafts, made, strict=True):
        serial = draft.values.get("serial")
        if serial:
            source = draft.values.get("sources", {}).get("serial", Source.TYPED)
            yield one.id, "serial", serial, identities.normal(serial), source, at, None


def _cover(drafts: Sequence[Draft], made: Sequence[Registered]) -> None:
    rows = [
        (
            uuid7.uuid7(),
            one.id,
            "warranty",
            draft.values.get("bought_on"),
            draft.covered_to,
            None,
            "",
            "",
        )
        for draft, one in zip(drafts, made, strict=True)
        if draft.covered_to
    ]
    names = ("uid", "item_id", "kind", "starts_on", "ends_on", "provider_id", "reference", "note")
    bulk.insert_many(Cover, names, rows)


def _hand_out(drafts: Sequence[Draft], made: Sequence[Registered], by: Actor, at: datetime) -> None:
    rows = []
    for draft, one in zip(drafts, made, strict=True):
        if draft.holder is not None:
            person = draft.holder.pk if isinstance(draft.holder, Person) else None
            room = draft.holder.pk if isinstance(draft.holder, Room) else None
            single = draft.category.tracking == Tracking.INDIVIDUAL
            quantity = draft.values.get("quantity", 1)
            rows.append(
                (
                    uuid7.uuid7(),
                    one.id,
                    person,
                    room,
                    quantity,
                    single,
                    at,
                    draft.due_on,
                    by.name,
                    "",
                    "",
                    "",
                )
            )
    names = (
        "uid", "item_id", "person_id", "room_id", "quantity", "single", "from_at", "due_on", "given_by", "taken_by",
        "condition_back", "note",
    )  # fmt: skip
    bulk.insert_many(Custody, names, rows)


def label_of(draft: Draft, tag: str) -> str:
    return f"{draft.values.get('name') or draft.label or draft.category.name} ({tag})"


def _entries(
    school: School, drafts: Sequence[Draft], made: Sequence[Registered]
) -> Iterator[Entry]:
    for draft, one in zip(drafts, made, strict=True):
        serial = draft.values.get("serial", "")
        codes = (one.tag, serial) if serial else (one.tag,)
        words = str(draft.values.get("notes", ""))[:200]
        yield Entry(
            one.id, one.uid, school.pk, label_of(draft, one.tag), draft.category.name, codes, words
        )


def _news(school: School, drafts: Sequence[Draft], made: Sequence[Registered]) -> Iterator[News]:
    for draft, one in zip(drafts, made, strict=True):
        about = (draft.holder,) if draft.holder is not None else ()
        yield News(Ref(ITEM, one.uid, label_of(draft, one.tag), school.pk), about=about)


def _chunks(values: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), size):
        yield values[start : start + size]
