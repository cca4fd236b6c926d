"""Adding items to the register: one verb for one item typed in a form and for a hundred thousand imported."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction

from firstbell.equipment import events
from firstbell.equipment.actions import beginning, indexing, ledger
from firstbell.equipment.actions.drafts import COLUMNS, SHARED, Copy, Draft, Pattern
from firstbell.equipment.models import Cover, Custody, Identity, Item, Model
from firstbell.equipment.models.item import address_of
from firstbell.equipment.queries import identities
from firstbell.equipment.queries.marks import MARKS, marks_told
from firstbell.equipment.states import Source, Tracking
from firstbell.lib import natural, uuid7
from firstbell.lib.chunks import in_chunks
from firstbell.lib.refusal import Conflict
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

__all__ = ["Copy", "Draft", "Pattern", "Registered", "SerialTaken", "TagTaken", "register"]

ITEM = "equipment.item"
DEFAULT_PREFIX = "FB-"


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
    school: School, drafts: Sequence[Draft | Copy], *, by: Actor, at: datetime, asked: bool = False
) -> list[Registered]:
    """Add items, in order: tags, rows, identities, cover, custody, search, then history; all of them or none.

    Refuses a tag that is worn and a serial that another live item has, naming the item; a caller who has `asked`
    for them all in this transaction need not have them asked for again.
    """
    require(by, "equipment.change", school)
    copies = [one if isinstance(one, Copy) else one.copy() for one in drafts]
    with transaction.atomic(savepoint=not asked):
        beginning.fill({id(copy.pattern): copy.pattern for copy in copies}.values())
        tags = _tags(copies)
        keys = [natural.key(tag) for tag in tags]
        _refuse_twice(tags, keys)
        if not asked:
            _refuse_worn(keys)
            _refuse_known_serials(copies)
        ids = bulk.next_ids(Item, len(copies))
        made = [Registered(*row) for row in zip(ids, uuid7.many(len(copies)), tags, strict=True)]
        pairs = list(zip(copies, made, strict=True))
        bulk.insert_many(Item, COLUMNS, _rows(pairs, keys, school.pk, at), stored=SHARED)
        bulk.insert_many(Identity, _IDENTITY, _identity_rows(pairs, at), stored=4)
        _cover(pairs)
        _hand_out(pairs, by, at)
        ledger.open_many(_counted(pairs), by=by, at=at)
        owned = [(one.uid, copy.pattern.own) for copy, one in pairs]
        fields.index(ITEM, [(uid, custom) for uid, custom in owned if custom], fresh=True)
        labels = [f"{copy.pattern.name} ({one.tag})" for copy, one in pairs]
        entries.put_many(ITEM, _entries(school.pk, pairs, labels), new=True)
        announce_many(events.REGISTERED, _news(school.pk, pairs, labels), by=by, at=at)
    return made


Pairs = Sequence[tuple[Copy, Registered]]
_KNOWN = ("id", "uid", "school_id", "tag", "name", "category_id", "model_id", "serial")


def item_of(made: Registered, draft: Draft, school: School, model: Model | None) -> Item:
    """The item that was made from a draft just now; what else is asked of it is read then."""
    names = ("name", "serial")
    name, serial = (draft.values.get(one, "") for one in names)
    values = (
        made.id,
        made.uid,
        school.pk,
        made.tag,
        name,
        draft.category.pk,
        model and model.pk,
        serial,
    )
    given = dict(zip(_KNOWN, values, strict=True))
    fields = [field.attname for field in Item._meta.concrete_fields if field.attname in given]
    item = Item.from_db(connection.alias, fields, [given[name] for name in fields])
    item.school, item.category, item.model = school, draft.category, model
    return item


def _tags(copies: Sequence[Copy]) -> list[str]:
    wanted: dict[str, list[int]] = defaultdict(list)
    tags = [copy.tag for copy in copies]
    for position, tag in enumerate(tags):
        if not tag:
            wanted[copies[position].pattern.category.tag_prefix or DEFAULT_PREFIX].append(position)
    for prefix, positions in wanted.items():
        taken = numbers.take(prefix, len(positions), is_free=_are_free)
        for position, tag in zip(positions, taken, strict=True):
            tags[position] = tag
    return tags


def _are_free(tags: Sequence[str]) -> set[str]:
    """Those of the tags that nobody wears: a number may have been stuck on by hand already."""
    keys = {natural.key(tag): tag for tag in tags}
    worn = identities.by_tag_key(keys)
    return {tag for key, tag in keys.items() if key not in worn}


def _refuse_twice(tags: Sequence[str], keys: Sequence[str]) -> None:
    if len(set(keys)) == len(keys):
        return
    seen: set[str] = set()
    for tag, key in zip(tags, keys, strict=True):
        if key in seen:
            raise TagTaken(
                f"Two of these items have the tag {tag}.", fields={"tag": "Twice in this list"}
            )
        seen.add(key)


def _refuse_worn(keys: Sequence[str]) -> None:
    for chunk in in_chunks(keys, 5_000):
        found = identities.by_tag_key(chunk)
        if found:
            worn = Item.objects.get(pk=min(found.values()))
            raise TagTaken(
                f"{worn.tag} is on {worn} already.", fields={"tag": f"On {worn} already"}
            )


def _refuse_known_serials(copies: Sequence[Copy]) -> None:
    for chunk in in_chunks([copy.serial for copy in copies if copy.serial], 5_000):
        known = identities.first_live_with(chunk)
        if known is not None:
            serial, item = known
            raise SerialTaken(
                f"{item} has the serial {serial} already.", fields={"serial": f"On {item} already"}
            )


def _rows(
    pairs: Pairs, keys: Sequence[str], school_id: int, at: datetime
) -> Iterator[tuple[Any, ...]]:
    for (copy, (pk, uid, tag)), key in zip(pairs, keys, strict=True):
        pattern, _, serial, _, _, other, *_ = copy
        with_id = pattern.values.get("goes_with_id") if other is None else pairs[other][1].id
        yield (pk, uid, tag, key, serial, with_id, *pattern.shared(school_id, at))


_IDENTITY = ("item_id", "value", "norm", "kind", "source", "from_at", "to_at")


def _identity_rows(pairs: Pairs, at: datetime) -> Iterator[tuple[Any, ...]]:
    sources = {copy.pattern.source for copy, _ in pairs if copy.serial}
    shared = {
        source: bulk.stored(Identity, _IDENTITY[3:], ("serial", source, at, None))
        for source in sources
    }
    for copy, one in pairs:
        serial = copy.serial
        if serial:
            yield (one.id, serial, identities.normal(serial), *shared[copy.pattern.source])
        for name, values in copy.marks.items():
            for value in values:
                shared_by = bulk.stored(
                    Identity, _IDENTITY[3:], (MARKS[name], copy.pattern.source, at, None)
                )
                yield (one.id, value, identities.normal(value), *shared_by)
        for kind, values in copy.told.items():
            reported = bulk.stored(Identity, _IDENTITY[3:], (kind, Source.REPORTED, at, None))
            for norm, value in identities.by_norm_of(values).items():
                yield (one.id, value[:120], norm, *reported)


def _cover(pairs: Pairs) -> None:
    rows = [
        (
            uuid7.uuid7(),
            one.id,
            "warranty",
            copy.pattern.values.get("bought_on"),
            copy.pattern.covered_to,
            None,
            "",
            "",
        )
        for copy, one in pairs
        if copy.pattern.covered_to
    ]
    names = ("uid", "item_id", "kind", "starts_on", "ends_on", "provider_id", "reference", "note")
    bulk.insert_many(Cover, names, rows)


def _hand_out(pairs: Pairs, by: Actor, at: datetime) -> None:
    rows = []
    for copy, one in pairs:
        if copy.holder is not None:
            person = copy.holder.pk if isinstance(copy.holder, Person) else None
            room = copy.holder.pk if isinstance(copy.holder, Room) else None
            single = copy.pattern.category.tracking == Tracking.INDIVIDUAL
            quantity = copy.pattern.values.get("quantity", 1)
            rows.append(
                (
                    uuid7.uuid7(),
                    one.id,
                    person,
                    room,
                    quantity,
                    single,
                    at,
                    copy.due_on,
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


def _counted(pairs: Pairs) -> list[int]:
    counted = Tracking.QUANTITY
    return [one.id for copy, one in pairs if copy.pattern.category.tracking == counted]


def _entries(school_id: int, pairs: Pairs, labels: Sequence[str]) -> Iterator[Entry]:
    for (copy, one), label in zip(pairs, labels, strict=True):
        pattern = copy.pattern
        known = {**copy.marks, **marks_told(copy.told)} if copy.told else copy.marks
        codes = indexing.codes(one.tag, copy.serial, known)
        yield Entry(one.id, one.uid, school_id, label, pattern.category.name, codes, pattern.words)


def _news(school_id: int, pairs: Pairs, labels: Sequence[str]) -> Iterator[News]:
    for (copy, one), label in zip(pairs, labels, strict=True):
        about = (copy.holder,) if copy.holder is not None else ()
        yield News(Ref(ITEM, one.uid, label, school_id), about=about)
