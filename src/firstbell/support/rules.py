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


allow(
    "support.view", "See tickets", TECHNICIAN, LEAD, LEADER,
    also=asked_it, also_sentence="and anybody the tickets that they raised",
)  # fmt: skip
allow("support.work", "Answer tickets, take them, pass them on and solve them", TECHNICIAN, LEAD)
allow("support.restricted", "See restricted tickets", LEAD)
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
