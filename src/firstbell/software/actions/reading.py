"""What devices say of their programs, taken into the record."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from firstbell.agents.handlers import Reported
from firstbell.agents.models import Section
from firstbell.equipment.models import Item
from firstbell.equipment.states import Lifecycle
from firstbell.lib.agentprotocol import Program, rows_of
from firstbell.lib.agentprotocol.programs import programs
from firstbell.platform.accounts.actors import system_actor
from firstbell.software.actions import recording
from firstbell.software.actions.releases import Seen
from firstbell.software.models import Installation

SECTION = "softwares"


def take(told: Reported) -> None:
    """What is no more has no programs, whoever has it now and whatever it reports."""
    if SECTION not in told.changed or (not told.fresh and is_no_more(told.item)):
        return
    first = told.fresh or not Installation.objects.filter(item_id=told.item.pk).exists()
    seen = _seen(told.facts.programs)
    recording.record(told.item, seen, by=told.by, at=told.at, from_start=first, fresh=told.fresh)


def take_again(item_uids: Iterable[UUID], at: datetime) -> None:
    """Devices that are back after all: what they said last is on them, and that is no news."""
    for item in Item.objects.filter(uid__in=list(item_uids)):
        if is_no_more(item) or Installation.objects.there().filter(item=item).exists():
            continue
        rows = Section.objects.filter(name=SECTION, device__item=item, device__merged_into=None)
        document = rows.values_list("document", flat=True).first()
        if document is not None:
            seen = _seen(programs(rows_of(document)))
            recording.record(item, seen, by=system_actor(), at=at, from_start=True)


def is_no_more(item: Item) -> bool:
    return item.lifecycle == Lifecycle.DISPOSED or item.removed_at is not None


def _seen(found: Iterable[Program]) -> dict[Seen, date | None]:
    return {
        Seen(one.name, one.publisher, one.version, one.arch, one.source): one.installed_on
        for one in found
    }
