"""A ticket begins: from a form, a label, a corridor, a call, the API or a mail."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from firstbell.equipment.models import Item
from firstbell.lib.refusal import Refusal
from firstbell.people.models import Person
from firstbell.places.actions.own import index_own, set_own
from firstbell.places.models import Room
from firstbell.platform.accounts.actors import Actor, system_actor
from firstbell.platform.accounts.models import Account
from firstbell.platform.accounts.permissions import can, require
from firstbell.platform.attachments import actions as attachments
from firstbell.platform.fields.queries import fields_of
from firstbell.platform.fields.values import begun
from firstbell.platform.numbers import actions as numbers
from firstbell.platform.tenancy.models import School
from firstbell.support import events
from firstbell.support.actions import (
    clocks,
    due_by_hand,
    indexing,
    starting,
    things,
    ticking,
    trays,
)
from firstbell.support.actions.telling import tell
from firstbell.support.models import Category, Entry, RequestType, Team, Ticket, Tray
from firstbell.support.queries import lessons
from firstbell.support.states import EntryKind, Kind, Phase, Source, Stops

_SENTENCE = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True)
class Report:
    """What somebody says is wrong. `requester` is whom it is for; without one it is for whoever reports."""

    body: str = ""
    title: str = ""
    room: Room | None = None
    items: Sequence[Item] = ()
    category: Category | None = None
    requester: Person | None = None
    requester_name: str = ""
    requester_email: str = ""
    kind: str = Kind.FAULT
    stops: str = Stops.NO
    exam: bool = False
    people: int = 1
    workaround: bool = False
    restricted: bool = False
    source: str = Source.PORTAL
    team: Team | None = None
    owner: Account | None = None
    request_type: RequestType | None = None
    photos: Sequence[Any] = field(default=(), repr=False)
    tray: Tray | None = None
    custom: Mapping[str, Any] = field(default_factory=dict)
    # By hand, beside what is promised.
    due: datetime | None = None
    due_why: str = ""

    @property
    def place(self) -> Room | None:
        """The room that was said, else where the thing is."""
        if self.room is not None:
            return self.room
        return next((item.place for item in self.items if item.place is not None), None)


def open_ticket(school: School, report: Report, *, by: Actor, at: datetime) -> Ticket:
    """Everything of it in one transaction: number, entry, things, search and history."""
    require(by, "support.report", school)
    _refuse(report, school, by)
    with transaction.atomic():
        ticket = _made(school, report, by=by, at=at)
        _said(ticket, report, by=by, at=at)
        things.add_all(ticket, report.items, at=at)
        ticking.put_usual(ticket)
        clocks.start(ticket, at=at)
        indexing.put(ticket)
        about = [ticket.room, ticket.requester, *report.items]
        tell(events.OPENED, ticket, by=by, at=at, about=about)
        if report.due is not None:
            due_by_hand.set_due(ticket, report.due, report.due_why, by=by, at=at)
        for photo in report.photos:
            attachments.add(ticket, photo, by=on_behalf(by), at=at)
        if report.tray is not None:
            trays.empty(report.tray, ticket)
    return ticket


def on_behalf(by: Actor) -> Actor:
    """The house itself, in somebody's name: a picture of what is broken needs no right to change the register."""
    return replace(system_actor(), key=by.key, name=by.name, source=by.source)


def _refuse(report: Report, school: School, by: Actor) -> None:
    if not report.body.strip() and not report.title.strip() and report.category is None:
        raise Refusal(
            "Say what is wrong, or pick what it is about.", fields={"body": "In a few words"}
        )
    if report.people < 1:
        raise Refusal("Somebody is affected.", fields={"people": "At least one"})
    if not can(by, "support.work", school) and not by.is_guest:
        _refuse_for_others(report, by)
    place = report.place
    if place is not None and place.school_id != school.pk:
        raise Refusal(f"{place} is in another school.", fields={"room": "In another school"})


def _refuse_for_others(report: Report, by: Actor) -> None:
    """Whoever does not work the desk speaks for themselves."""
    who = report.requester
    if who is not None and who.uid != by.person_uid:
        raise Refusal("Only the ICT team reports for somebody else.")
    if report.owner is not None or report.team is not None:
        raise Refusal("Only the ICT team says who looks after it.")


def _made(school: School, report: Report, *, by: Actor, at: datetime) -> Ticket:
    status = starting.status_of(Phase.NEW, at=at)
    [number] = numbers.take(starting.PREFIX, kind=starting.NUMBERS)
    place = report.place
    is_themselves = _speaks_for_themselves(report, by)
    ticket = Ticket(
        school=school, number=number, status=status, title=headline(report), category=report.category, kind=report.kind,
        team=report.team or _team(school, report, at), owner=report.owner, request_type=report.request_type,
        requester=_requester(report, by, is_themselves), requester_name=report.requester_name[:200],
        requester_email=report.requester_email, room=place, room_was=place.name if place else "",
        lesson_was=_lesson(school, place, at), stops=report.stops, exam=report.exam, people=report.people,
        workaround=report.workaround, restricted=report.restricted, source=report.source, opened_at=at, changed_at=at, status_at=at,
        created_at=at, raised_by_id=by.account_id if is_themselves else None,
    )  # fmt: skip
    if ticket.requester is None and is_themselves and not ticket.requester_name:
        ticket.requester_name = by.name[:200]
    among = fields_of("support.ticket")
    set_own(ticket, begun(among, report.custom), among)
    ticket.save()
    if ticket.custom:
        index_own(ticket)
    return ticket


def _team(school: School, report: Report, at: datetime) -> Team:
    wanted = report.request_type.team if report.request_type is not None else None
    if wanted is not None and wanted.archived_at is None and wanted.school_id in (None, school.pk):
        return wanted
    return starting.team_of(school, report.category, at=at)


def _speaks_for_themselves(report: Report, by: Actor) -> bool:
    somebody = report.requester or report.requester_name or report.requester_email
    is_self = report.requester is not None and report.requester.uid == by.person_uid
    return by.account_id is not None and (is_self or not somebody)


def _requester(report: Report, by: Actor, is_themselves: bool) -> Person | None:  # noqa: FBT001 -- two of a kind
    if report.requester is not None or not is_themselves or by.person_uid is None:
        return report.requester
    return Person.objects.filter(uid=by.person_uid).first()


def _lesson(school: School, place: Room | None, at: datetime) -> str:
    now = lessons.in_room(school, place.pk if place else None, at).now
    return f"{now.label}, {now.teacher}".strip(", ")[:200] if now else ""


def headline(report: Report) -> str:
    """Its first words; without any, what it is about and where."""
    said = report.title.strip() or next(
        (line.strip() for line in report.body.splitlines() if line.strip()), ""
    )
    if said:
        return _short(said)
    what = str(report.items[0].category) if report.items else str(report.category)
    return f"{what} in {report.place}" if report.place else what


def _short(said: str) -> str:
    """The first sentence, if it says enough and not too much."""
    first = _SENTENCE.split(said, maxsplit=1)[0]
    if 10 <= len(first) < len(said):
        said = first.rstrip(".")
    return said if len(said) <= 100 else f"{said[:97].rsplit(' ', 1)[0]}…"


def _said(ticket: Ticket, report: Report, *, by: Actor, at: datetime) -> None:
    """What was said, in the name of whom it is for."""
    body = report.body.strip()
    if not body and not report.title.strip():
        return
    Entry.objects.create(
        ticket=ticket, kind=EntryKind.REPORT, public=True, body=body or report.title.strip(),
        by_account_id=by.account_id, by_person=ticket.requester, by_name=ticket.who[:200], from_team=False, at=at,
    )  # fmt: skip
