"""Warranties and the like as dated rows; the item keeps the last day as a copy to sort and filter by."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from firstbell.equipment import events
from firstbell.equipment.actions.changing import touch
from firstbell.equipment.actions.drafts import refuse_absurd_days
from firstbell.equipment.models import Cover, Item
from firstbell.equipment.states import CoverKind
from firstbell.lib.refusal import Refusal
from firstbell.people.models import Organisation
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import announce


def add_cover(  # noqa: PLR0913 -- a row of facts
    item: Item, *, kind: CoverKind, ends_on: date, by: Actor, at: datetime, starts_on: date | None = None,
    provider: Organisation | None = None, reference: str = "", note: str = "",
) -> Cover:  # fmt: skip
    require(by, "equipment.change", item)
    refuse_absurd_days({"starts_on": starts_on, "ends_on": ends_on})
    if starts_on and ends_on < starts_on:
        raise Refusal("It ends before it starts.", fields={"ends_on": "Before the start"})
    with transaction.atomic():
        row = Cover.objects.create(
            item=item,
            kind=kind,
            starts_on=starts_on,
            ends_on=ends_on,
            provider=provider,
            reference=reference,
            note=note,
        )
        copy_last_day(item, at)
        what, until = CoverKind(kind).label.lower(), f"{ends_on.day} {ends_on:%b %Y}"
        announce(events.COVER_ADDED, item, by=by, at=at, what=what, until=until)
    return row


def remove_cover(row: Cover, *, by: Actor, at: datetime) -> None:
    require(by, "equipment.change", row.item)
    with transaction.atomic():
        what = row.get_kind_display().lower()
        row.delete()
        copy_last_day(row.item, at)
        announce(events.COVER_ENDED, row.item, by=by, at=at, what=what)


def copy_last_day(item: Item, at: datetime) -> None:
    item.cover_ends_on = item.covers.aggregate(last=Max("ends_on"))["last"]
    touch(Item.objects.filter(pk=item.pk), at, cover_ends_on=item.cover_ends_on)
