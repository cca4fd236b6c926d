from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from firstbell.lib import natural
from firstbell.lib.labels import printing
from firstbell.lib.refusal import Conflict, NotFound, Refusal
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import announce, changes_between
from firstbell.platform.codes import actions as codes
from firstbell.platform.codes.models import Batch
from firstbell.platform.labels import events, logos, queries, registry
from firstbell.platform.labels.models import LabelLayout, OwnSheet, Run
from firstbell.platform.labels.setup import Setup
from firstbell.platform.tenancy.models import School

MOST_AT_ONCE = 5_000


class TooManyLabels(Refusal):
    """More than one would print in a day."""


def gather(
    thing_type: str, uids: Sequence[UUID], *, school: School, by: Actor, at: datetime
) -> Run:
    """Things to print in the order of their tags, each given a code of ours if it has none."""
    require(by, "labels.print", school)
    offer = registry.find(thing_type)
    if offer is None:
        raise NotFound("There are no labels for that.")
    require(by, offer.permission)
    if len(uids) > MOST_AT_ONCE:
        raise TooManyLabels(
            f"Print at most {MOST_AT_ONCE:,} labels at a time; you chose {len(uids):,}."
        )
    things = sorted(offer.load(by, uids), key=lambda thing: natural.key(offer.tag(thing)))
    if not things:
        raise printing.NothingToPrint("There is nothing to print. Choose at least one thing first.")
    with transaction.atomic():
        codes.issue(things, by=by, at=at)
        return Run.objects.create(
            school=school,
            thing_type=thing_type,
            uids=[str(thing.uid) for thing in things],
            count=len(things),
            words=_words(offer.name, [offer.tag(thing) for thing in things]),
            made_by=by.name[:200],
            created_at=at,
        )


def gather_codes(batch: Batch, *, by: Actor, at: datetime) -> Run:
    """The codes of a batch that are still on nothing."""
    require(by, "labels.print", batch)
    left = batch.codes.unclaimed().count()
    if not left:
        raise printing.NothingToPrint("All codes of this batch are on something already.")
    return Run.objects.create(
        school_id=batch.school_id,
        batch=batch,
        count=left,
        words=f"{left:,} unclaimed labels"[:120],
        made_by=by.name[:200],
        created_at=at,
    )


def print_run(run: Run, setup: Setup, *, by: Actor) -> bytes:
    """The PDF. Nothing is written down: opening it twice is no different from opening it once."""
    require(by, "labels.print", run)
    labels = queries.labels_of(run, fields=setup.fields, says=setup.says, actor=by)
    layout = logos.look(run.school, setup)
    return printing.render(labels, setup.stock, layout, start_at=setup.start_at, nudge=setup.nudge)


def save_sheet(sheet: OwnSheet, *, by: Actor, at: datetime, **measures: Any) -> OwnSheet:
    """A new sheet or a changed one; what cannot lie on its page is refused."""
    require(by, "labels.change", sheet)
    changes = changes_between(sheet, measures)
    for name, value in measures.items():
        setattr(sheet, name, value)
    sheet.stock()
    try:
        with transaction.atomic():
            if sheet.pk is None:
                sheet.created_at = at
                sheet.save()
                announce(events.SHEET_ADDED, sheet, by=by, at=at)
            elif changes:
                sheet.bump(*measures)
                announce(events.SHEET_CHANGED, sheet, by=by, at=at, changes=changes)
    except IntegrityError:
        raise _named_twice(sheet.name) from None
    return sheet


def remove_sheet(sheet: OwnSheet, *, by: Actor, at: datetime) -> None:
    require(by, "labels.change", sheet)
    with transaction.atomic():
        announce(events.SHEET_REMOVED, sheet, by=by, at=at)
        LabelLayout.objects.filter(stock=sheet.key).delete()
        sheet.delete()


def save_layout(
    name: str, *, school: School, thing_type: str, by: Actor, at: datetime, **look: Any
) -> LabelLayout:
    """Saving under a known name replaces what was there."""
    require(by, "labels.change", school)
    name = name.strip()
    if not name:
        raise Refusal("Give the layout a name.", fields={"name": "Give the layout a name."})
    queries.stock_of(look.get("stock", ""), by)
    with transaction.atomic():
        saved, _ = LabelLayout.objects.update_or_create(
            school=school,
            thing_type=thing_type,
            name=name[:80],
            defaults=look,
            create_defaults={**look, "created_at": at},
        )
        announce(events.LAYOUT_SAVED, saved, by=by, at=at)
    return saved


def remove_layout(layout: LabelLayout, *, by: Actor, at: datetime) -> None:
    require(by, "labels.change", layout)
    with transaction.atomic():
        announce(events.LAYOUT_REMOVED, layout, by=by, at=at)
        layout.delete()


def _words(name: str, tags: list[str]) -> str:
    """Two tags and how many more, so that a run is recognised later."""
    some = ", ".join(tags[:2])
    more = f" and {len(tags) - 2:,} more" if len(tags) > 2 else ""
    return f"{name}: {some}{more}"[:120]


def _named_twice(name: str) -> Conflict:
    return Conflict(
        f"There is a label sheet called {name} already.", fields={"name": "In use already"}
    )
