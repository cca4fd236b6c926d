"""The words in braces of a ready answer: what each stands for on a ticket, and which of them cannot be said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.conf import settings
from django.utils import timezone

from firstbell.platform.web.components import when
from firstbell.support.models import Ticket
from firstbell.support.queries.lessons import in_room

NAMES: Final[Mapping[str, str]] = {
    "requester": "Ms Okoro", "first_name": "Funmi", "number": "T-00042", "title": "No picture", "room": "ICT 2",
    "item": "HV-10482", "lesson": "9B Computing, Ms Okoro", "due": "14:10", "technician": "Jo Marsh",
    "team": "ICT support", "school": "Hartley Vale", "status": "In hand", "today": "Tue 24 Nov", "link": "the ticket’s page",
}  # fmt: skip
_BRACES: Final = re.compile(r"\{\s*([A-Za-z_]{2,30})\s*\}")


def named(text: str) -> list[str]:
    return list(dict.fromkeys(name.lower() for name in _BRACES.findall(text)))


def unknown(text: str) -> list[str]:
    return [name for name in named(text) if name not in NAMES]


def values_of(ticket: Ticket, technician: str, at: datetime) -> dict[str, str]:
    """What each says now; empty where nothing is known."""
    who = ticket.requester
    thing = ticket.things.select_related("item").order_by("pk").first()
    lesson = in_room(ticket.school, ticket.room_id, at).now
    taught = f"{lesson.label}, {lesson.teacher}".strip(", ") if lesson else ticket.lesson_was
    return {
        "requester": who.formal if who else ticket.requester_name,
        "first_name": (who.known_as or who.given_name) if who else ticket.requester_name.partition(" ")[0],
        "number": ticket.number, "title": ticket.title, "room": str(ticket.room or ticket.room_was or ""),
        "item": str(thing.item.tag) if thing else "", "lesson": taught, "due": when(ticket.due_at, at),
        "technician": technician, "team": str(ticket.team), "school": str(ticket.school), "status": str(ticket.status),
        "today": f"{timezone.localtime(at):%A %d %B}", "link": _link(ticket),
    }  # fmt: skip


def _link(ticket: Ticket) -> str:
    return f"{settings.BASE_URL}/mine/tickets/{ticket.number}/"


def filled(text: str, values: Mapping[str, str]) -> str:
    """What is not known stays in its braces, to be seen before it is sent."""

    def one(found: re.Match[str]) -> str:
        return values.get(found[1].lower(), "") or found[0]

    return _BRACES.sub(one, text)


def left_in(text: str) -> list[str]:
    """The names of ours that nobody has filled in."""
    return [name for name in named(text) if name in NAMES]
