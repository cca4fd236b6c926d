from __future__ import annotations

from typing import Any

from firstbell.platform.accounts.permissions import (
    BUSINESS,
    LEAD,
    LEADER,
    STAFF,
    STUDENT,
    TECHNICIAN,
    allow,
)


def asked_it(actor: Any, thing: Any) -> bool:
    """Of a ticket, whoever raised it or whom it is about."""
    return bool(hasattr(thing, "is_of") and thing.is_of(actor))


def kept_back(actor: Any, thing: Any) -> str:
    """Of a ticket whose team keeps it for its own people, and of what belongs to one."""
    ticket = _ticket(thing)
    if ticket is None or not ticket.is_kept_from(actor):
        return ""
    return f"{ticket.number} is with {ticket.team}, whose own people alone see it."


def others_work_it(actor: Any, thing: Any) -> str:
    ticket = _ticket(thing)
    if ticket is None or not ticket.is_not_for(actor):
        return ""
    return f"{ticket.number} is with {ticket.team}, whose own people work it."


def _ticket(thing: Any) -> Any:
    found = thing if hasattr(thing, "is_not_for") else getattr(thing, "ticket", None)
    return found if hasattr(found, "is_not_for") else None


def manages_it(actor: Any, thing: Any) -> bool:
    """A team, or what is a team's: its areas, what it has ready."""
    return bool(hasattr(thing, "is_managed_by") and thing.is_managed_by(actor))


allow(
    "support.view", "See tickets", TECHNICIAN, LEAD, LEADER,
    also=asked_it, also_sentence="and anybody the tickets that they raised",
    unless=kept_back, unless_sentence="those of a team whose own people alone see them",
)  # fmt: skip
allow(
    "support.work", "Answer tickets, take them, pass them on and solve them", TECHNICIAN, LEAD,
    unless=others_work_it, unless_sentence="those of a team whose own people work them",
)  # fmt: skip
allow("support.restricted", "See restricted tickets", LEAD)
allow("support.every_team", "See and work the tickets of teams that keep them for their own people", LEAD)  # fmt: skip
allow(
    "support.manage_team", "Set up a team: its people, areas, steps, signature and what it has ready", LEAD,
    also=manages_it, also_sentence="and whoever manages a team, that one",
)  # fmt: skip
allow(
    "support.report", "Report a fault, ask for something, and follow what became of it",
    TECHNICIAN, LEAD, BUSINESS, LEADER, STAFF, STUDENT,
)  # fmt: skip
allow(
    "support.ask", "Ask for what is for staff to ask for", TECHNICIAN, LEAD, BUSINESS, LEADER, STAFF
)
allow("support.change_setup", "Set up teams, categories and statuses of tickets", LEAD)

# Staff read what pupils read, so that they can help them.
allow(
    "support.read",
    "Read articles for everybody and for students",
    TECHNICIAN,
    LEAD,
    BUSINESS,
    LEADER,
    STAFF,
    STUDENT,
)
allow("support.read_staff", "Read articles for staff", TECHNICIAN, LEAD, BUSINESS, LEADER, STAFF)
allow("support.write", "Write articles, publish them and read them through", TECHNICIAN, LEAD)
