"""What people may ask for is described; what they ask becomes a ticket with its answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from firstbell.equipment.models import Item
from firstbell.lib.refusal import Conflict, Refusal
from firstbell.people.models import Person
from firstbell.places.models import Room
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import can, require
from firstbell.platform.audit.events import Change, announce
from firstbell.platform.tenancy.models import School
from firstbell.support import events
from firstbell.support.actions import approving, hearing, opening, setups
from firstbell.support.actions.setups import SETUP
from firstbell.support.models import Answer, RequestType, RoomCard, Ticket
from firstbell.support.queries import asking
from firstbell.support.queries.asking import Question
from firstbell.support.states import Ask, Source


@dataclass(frozen=True)
class Request:
    """`given` is by the key of the question: texts, lists, days, numbers, people, rooms, things, files."""

    kind: RequestType
    room: Room | None
    given: Mapping[str, Any] = field(default_factory=dict)
    requester: Person | None = None
    source: str = Source.PORTAL


def save(
    row: RequestType, *, by: Actor, at: datetime, version: int | None = None, **values: Any
) -> RequestType:
    team = values.get("team")
    if (
        team is not None
        and row.school_id is not None
        and team.school_id not in (None, row.school_id)
    ):
        raise Refusal(f"{team} is a team of another school.", fields={"team": "Another school’s"})
    saved: RequestType = setups.save(row, values, by=by, at=at, version=version)
    return saved


def set_questions(
    row: RequestType, questions: Sequence[Question], *, by: Actor, at: datetime
) -> RequestType:
    """What was answered before keeps the questions as they were."""
    require(by, SETUP, row)
    rows = asking.checked(questions)
    if rows == row.questions:
        return row
    was = "; ".join(one.text for one in asking.read(row.questions))
    now = "; ".join(one.text for one in questions)
    with transaction.atomic():
        row.questions = rows
        row.bump("questions")
        announce(events.SETUP_CHANGED, row, by=by, at=at, changes=[Change("questions", was, now)])
    return row


def ask(school: School, request: Request, *, by: Actor, at: datetime) -> Ticket:
    """One transaction: the ticket, what was answered to what was asked, and the files."""
    require(by, "support.report", school)
    kind = request.kind
    if kind.archived_at is not None or kind.school_id not in (None, school.pk):
        raise Conflict(f"{kind} cannot be asked for here any more.")
    if (
        not kind.for_students
        and not can(by, "support.ask", school)
        and not can(by, "support.work", school)
    ):
        raise Refusal(f"{kind} is for staff to ask for.")
    if request.room is None:
        raise Refusal(
            "Say which room it is for, so that somebody can come.", fields={"room": "Needed"}
        )
    kept = asking.answered(asking.read(kind.questions), request.given)
    files = [request.given[one.key] for one, _ in kept if one.kind == Ask.FILE]
    items = [thing for one, _ in kept if isinstance(thing := request.given[one.key], Item)]
    report = opening.Report(
        title=_title(kind, kept), body=_body(kind, kept), room=request.room, items=items, category=kind.category,
        requester=request.requester, kind=kind.kind, source=request.source, request_type=kind, photos=files,
    )  # fmt: skip
    with transaction.atomic():
        ticket = opening.open_ticket(school, report, by=by, at=at)
        Answer.objects.bulk_create(
            Answer(ticket=ticket, place=place, key=one.key, question=one.text, kind=one.kind, text=text,
                   **_pointed(request.given[one.key]))
            for place, (one, text) in enumerate(kept, 1)
        )  # fmt: skip
        if kind.said_todo():
            hearing.noted(
                ticket, "To do:\n" + "\n".join(f"• {one}" for one in kind.said_todo()), at=at
            )
        approving.begin(ticket, at=at)
    return ticket


def _pointed(value: Any) -> dict[str, Any]:
    names = {Person: "person", Room: "room", Item: "item"}
    return next(({name: value} for kind, name in names.items() if isinstance(value, kind)), {})


def _title(kind: RequestType, kept: list[tuple[Question, str]]) -> str:
    first = next(
        (text for one, text in kept if one.kind in (Ask.TEXT, Ask.PERSON, Ask.CHOICE, Ask.ITEM)), ""
    )
    line = first.splitlines()[0] if first else ""
    return f"{kind}: {line}"[:200] if line else str(kind)


def _body(kind: RequestType, kept: list[tuple[Question, str]]) -> str:
    lines = [
        f"{one.text.rstrip(':')} {text}"
        if one.text.endswith("?")
        else f"{one.text.rstrip(':')}: {text}"
        for one, text in kept
    ]
    return "\n".join(lines) or str(kind)


def set_card(room: Room, tips: str, *, by: Actor, at: datetime) -> RoomCard:
    """What to try first in this room."""
    require(by, "support.work", room)
    card = RoomCard.objects.filter(room=room).first() or RoomCard(
        room=room, school_id=room.school_id, created_at=at
    )
    was, now = card.tips, tips.replace("\x00", "").strip()[:2_000]
    if card.pk is not None and was == now:
        return card
    with transaction.atomic():
        card.tips = now
        if card.pk is None:
            card.save()
        else:
            card.bump("tips")
        announce(
            events.SETUP_CHANGED,
            card,
            by=by,
            at=at,
            changes=[Change("tips", was, now)],
            about=[room],
        )
    return card
