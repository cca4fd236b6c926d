"""What the demonstration's desk keeps ready, and the work on one of its tickets."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from firstbell.platform.accounts.actors import Actor
from firstbell.platform.tenancy.models import School
from firstbell.support.actions import costing, ending, opinions, readying, ticking
from firstbell.support.models import (
    Category,
    ChecklistTemplate,
    Macro,
    Opinion,
    Status,
    Ticket,
    TicketTemplate,
    Todo,
)

ANSWERS: Final[tuple[tuple[str, str, str, str], ...]] = (
    ("On my way", "way", "{first_name}, I am on my way to {room}.\n{technician}", ""),
    ("Ordered a lamp", "lamp", "{first_name}, the projector in {room} needs a lamp. It is ordered, and fitted outside lessons.\n{technician}", "Waiting for a part"),
    ("Which lesson suits?", "when", "{first_name}, which lesson could I come to {room} in without disturbing you?\n{technician}", "Waiting for an answer"),
    ("Restarted it", "restart", "It was started afresh and works. If it comes back, answer this and I will look deeper.", "Solved"),
)  # fmt: skip
_STEPS: Final = (
    ("Projector will not show", "Board or screen", "Cable at both ends\nInput on the remote\nAnother laptop\nLamp hours noted\nPicture checked with the teacher"),
    ("A computer for somebody new", "", "Account\nLaptop and charger given out\nPrinting tried\nRoom and phone in the directory"),
)  # fmt: skip
_OPINIONS: Final = (
    (5, "Before the lesson was lost. Thank you."), (4, ""), (5, ""), (2, "It came back the next day."), (5, "Very kind, too."), (4, ""),
)  # fmt: skip


def keep_ready(school: School, *, by: Actor, at: datetime) -> None:
    for name, lines_of, lines in _STEPS:
        about = Category.objects.filter(name=lines_of).first()
        words: dict[str, Any] = {"name": name, "lines": lines, "school": school, "category": about}
        readying.add(ChecklistTemplate, words, by=by, at=at)
    for name, key, body, then in ANSWERS:
        status = Status.objects.filter(name=then).first()
        readying.add(Macro, {"name": name, "key": key, "body": body, "status": status, "school": school}, by=by, at=at)  # fmt: skip
    steps = ChecklistTemplate.objects.filter(name=_STEPS[1][0])
    fresh = {"name": "New member of staff", "title": "A computer and an account for …", "school": school, "checklists": steps}  # fmt: skip
    readying.add(TicketTemplate, fresh, by=by, at=at)
    ending.set_aftercare(school, {"asks": True}, by=by, at=at)


def work(school: School, *, by: Actor, at: datetime) -> None:
    """Half of its steps are done, and it has cost something already; of the last that were solved some say how it went."""
    ticket = Ticket.objects.open().filter(school=school, category__name="Board or screen").order_by("-pk")[0]  # fmt: skip
    ticking.put(ticket, ChecklistTemplate.objects.get(name=_STEPS[0][0]), by=by, at=at)
    for step in Todo.objects.filter(ticket=ticket).select_related("ticket__school")[:2]:
        ticking.tick(step, done=True, by=by, at=at)
    costing.add(ticket, costing.Spent("HDMI wall plate", 1_495, at.date(), budget="ICT repairs"), by=by, at=at)  # fmt: skip
    solved = Ticket.objects.filter(school=school, solved_at__isnull=False).select_related("school", "requester")  # fmt: skip
    for row, (score, comment) in zip(solved.order_by("-solved_at"), _OPINIONS, strict=False):
        asked = Opinion.objects.create(ticket=row, asked_at=row.solved_at or at)
        opinions.give(asked, score, comment, by=by, at=at)
