"""Changing what the register says of items, one or thousands, with a history row per changed field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import F

from firstbell.equipment import events
from firstbell.equipment.actions import ledger
from firstbell.equipment.actions.drafts import refuse_absurd_days
from firstbell.equipment.actions.marking import Marker
from firstbell.equipment.actions.registering import SerialTaken, TagTaken
from firstbell.equipment.models import Identity, Item
from firstbell.equipment.queries import identities
from firstbell.equipment.queries.marks import MARKS
from firstbell.equipment.states import Source
from firstbell.lib import natural
from firstbell.lib.refusal import Refusal, Stale
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import Change, News, announce_many
from firstbell.platform.database.sealing import same
from firstbell.platform.fields import actions as fields
from firstbell.platform.fields.values import noted
from firstbell.platform.search import entries

# What a form, an import or bulk edit may set here; stages, custody and places have verbs of their own.
EDITABLE = frozenset({
    "tag", "name", "category_id", "model_id", "serial", "quantity", "unit", "condition", "ownership", "home_id",
    "home_spot", "bay", "goes_with_id", "capacity", "supplier_id", "order_ref", "invoice_ref", "funding", "price_net",
    "vat_rate", "price_gross", "vat_recoverable", "bought_on", "ordered_on", "received_on", "in_service_on",
    "retired_on", "disposed_on", "replace_on", "supported_until", "notes", "custom",
})  # fmt: skip
_MONEY = {"price_net", "price_gross"}


@dataclass(frozen=True, slots=True)
class Edit:
    """What to set on one item; `version` is the one its editor looked at, where somebody looked."""

    item: Item
    values: Mapping[str, Any]
    version: int | None = None


def change(
    item: Item, *, by: Actor, at: datetime, version: int | None = None, **values: Any
) -> Item:
    change_many([Edit(item, values, version)], by=by, at=at)
    return item


def change_many(
    edits: Sequence[Edit],
    *,
    by: Actor,
    at: datetime,
    source: Source = Source.TYPED,
) -> int:
    """Set fields; how many items really changed.

    What a person typed wins: a report does not touch a field whose source is typed. The value then stays as it is.
    """
    changed: list[tuple[Item, list[Change]]] = []
    marked = [edit.item.pk for edit in edits if edit.values.keys() & MARKS.keys()]
    marker = Marker(marked, source=source, at=at)
    with transaction.atomic():
        for edit in edits:
            require(by, "equipment.change", edit.item)
            _refuse_stale(edit)
            changes = _apply(edit, source, at, marker)
            if changes:
                changed.append((edit.item, changes))
        _refuse_taken(
            [
                item
                for item, changes in changed
                if any(c.field in ("asset tag", "serial") for c in changes)
            ]
        )
        _save([item for item, _ in changed])
        ledger.settle(
            [item for item, changes in changed if _says(changes, "quantity")], by=by, at=at
        )
        marker.save()
        owned = [(edit.item.uid, edit.item.custom) for edit in edits if "custom" in edit.values]
        if owned:
            fields.index("equipment.item", owned)
        entries.put_things(item for item, _ in changed)
        news = [News(item, changes) for item, changes in changed]
        announce_many(events.CHANGED, news, by=by, at=at)
    return len(changed)


def _says(changes: Sequence[Change], field: str) -> bool:
    return any(change.field == field for change in changes)


def _refuse_stale(edit: Edit) -> None:
    if edit.version is not None and edit.version != edit.item.version:
        raise Stale(
            f"{edit.item} was changed by somebody else since you opened it. Look at it again, then save."
        )


def _apply(edit: Edit, source: Source, at: datetime, marker: Marker) -> list[Change]:
    item, changes = edit.item, []
    strange = edit.values.keys() - EDITABLE - MARKS.keys()
    if strange:
        raise LookupError(f"These are not set here: {sorted(strange)}")
    refuse_absurd_days(edit.values)
    for name, now in edit.values.items():
        if name == "custom":
            changes += _custom(item, now)
        if name == "custom" or name in MARKS:
            continue
        was = getattr(item, name)
        if was == now or not _may_set(item, name, source):
            continue
        changes.append(_change(item, name, was, now))
        _note_source(item, name, source)
    changes += marker.set(item, edit.values)
    if changes:
        item.changed_at = at
    return changes


def _custom(item: Item, wanted: Mapping[str, Any]) -> list[Change]:
    news = {key: now for key, now in wanted.items() if not same(item.custom.get(key), now)}
    merged = {**item.custom, **news}
    merged = {key: value for key, value in merged.items() if value not in (None, "", [])}
    keys = [key for key in news if item.custom.get(key) != merged.get(key)]
    changes = [noted(key, item.custom.get(key), merged.get(key)) for key in keys]
    item.custom = merged
    return changes


def _change(item: Item, name: str, was: Any, now: Any) -> Change:
    field = Item._meta.get_field(name)
    label = str(getattr(field, "verbose_name", name))
    if isinstance(field, models.ForeignKey):
        before = str(getattr(item, field.name)) if was else ""
        setattr(item, name, now)
        return Change(label, before, str(getattr(item, field.name)) if now else "")
    setattr(item, name, now)
    if name == "tag":
        item.tag_key = natural.key(now)
    if name in _MONEY:
        return Change(label, _pounds(was), _pounds(now))
    return Change(label, _word(field, was), _word(field, now))


def _word(field: Any, value: Any) -> Any:
    return dict(field.choices).get(value, value) if getattr(field, "choices", None) else value


def _pounds(pence: int | None) -> str:
    return "" if pence is None else f"£{pence / 100:,.2f}"


def _may_set(item: Item, name: str, source: Source) -> bool:
    return (
        source != Source.REPORTED
        or item.sources.get(name, Source.TYPED) == Source.REPORTED
        or not getattr(item, name)
    )


def _note_source(item: Item, name: str, source: Source) -> None:
    # Only what nobody typed is remembered: an empty note means typed.
    if source == Source.TYPED:
        item.sources.pop(name, None)
    else:
        item.sources[name] = str(source)


def _refuse_taken(items: Sequence[Item]) -> None:
    for item in items:
        if not item.tag.strip():
            raise Refusal("An item needs a tag.", fields={"tag": "Needed"})
        other = Item.objects.live().filter(tag_key=item.tag_key).exclude(pk=item.pk).first()
        if other is not None:
            raise TagTaken(
                f"{item.tag} is on {other} already.", fields={"tag": f"On {other} already"}
            )
        _set_serial(item)


def _set_serial(item: Item) -> None:
    """The serial's row follows the field: the old one ends, the new one begins."""
    norm = identities.normal(item.serial)
    open_rows = Identity.objects.filter(item=item, kind="serial", to_at=None)
    if open_rows.filter(norm=norm, value=item.serial).exists():
        return
    known = identities.by_serial([item.serial]).get(norm) if item.serial else None
    if known is not None and known != item.pk:
        other = Item.objects.get(pk=known)
        raise SerialTaken(
            f"{other} has the serial {item.serial} already.",
            fields={"serial": f"On {other} already"},
        )
    open_rows.update(to_at=item.changed_at)
    if item.serial:
        source = item.sources.get("serial", Source.TYPED)
        Identity.objects.create(
            item=item,
            kind="serial",
            value=item.serial,
            norm=norm,
            source=source,
            from_at=item.changed_at,
        )


_SAVED = sorted(EDITABLE | {"tag_key", "changed_at", "sources"})


def _save(items: Sequence[Item]) -> None:
    if len(items) == 1:
        items[0].bump(*_SAVED)
        return
    for item in items:
        item.version += 1
    names = [name.removesuffix("_id") for name in _SAVED]
    Item.objects.bulk_update(items, [*names, "version"], batch_size=100)


def set_everywhere(
    ids: Sequence[int], *, values: Mapping[str, Any], by: Actor, at: datetime
) -> int:
    """Bulk edit: the same values on many items; what is already so stays untouched."""
    done = 0
    for start in range(0, len(ids), 500):
        rows = (
            Item.objects.live()
            .filter(pk__in=ids[start : start + 500])
            .select_related("category", "model", "home", "supplier", "goes_with")
        )
        done += change_many([Edit(row, values) for row in rows], by=by, at=at)
    return done


def touch(items: models.QuerySet[Item], at: datetime, **values: Any) -> None:
    """Set columns that other verbs own, with the version they imply."""
    items.update(version=F("version") + 1, changed_at=at, **values)
