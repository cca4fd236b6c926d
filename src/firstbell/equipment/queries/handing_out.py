from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from firstbell.equipment.models import HandOut, Handover
from firstbell.people import queries as people
from firstbell.people.models import Person
from firstbell.platform.accounts.actors import Actor


@dataclass
class Member:
    person: Person
    handover: Handover | None = None
    is_skipped: bool = False

    @property
    def tags(self) -> str:
        found = self.handover.lines.all() if self.handover else []
        return ", ".join(line.item.tag for line in found)


def members(run: HandOut, on: date) -> list[Member]:
    """The list in its order, with what each got."""
    rows = (
        Handover.objects.done()
        .filter(hand_out=run)
        .select_related("person", "school", "acceptance")
        .prefetch_related("lines__item__model__manufacturer", "lines__item__category")
    )
    done: dict[int | None, Handover] = {row.person_id: row for row in rows}
    return [
        Member(person, done.get(person.pk), str(person.uid) in run.skipped)
        for person in people.members(run.group, on)
    ]


def next_of(run: HandOut, rows: list[Member]) -> Person | None:
    """Whoever was called out of turn, else the first who has nothing and is not skipped."""
    waiting = [row.person for row in rows if row.handover is None]
    called = next((person for person in waiting if person.uid == run.called), None)
    return called or next(
        (row.person for row in rows if row.handover is None and not row.is_skipped), None
    )


def of(actor: Actor, uid: UUID) -> HandOut | None:
    found: HandOut | None = (
        HandOut.objects.visible_to(actor).filter(uid=uid).select_related("group", "school").first()
    )
    return found
