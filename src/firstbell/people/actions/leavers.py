"""A leaver is closed when nothing of theirs is out; then, in time, forgotten. Asking for it: asking_back.py."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from firstbell.lib.refusal import Conflict
from firstbell.people import events
from firstbell.people.actions.asking_back import refuse_stayer
from firstbell.people.models import Membership, Person
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import announce
from firstbell.platform.tenancy.questions import CLEARANCE


def close(stay: Membership, *, by: Actor, at: datetime) -> None:
    """All is back or written off, and nothing more is to be done about this leaver."""
    require(by, "people.change", stay)
    refuse_stayer(stay)
    if stay.closed_at is not None:
        return
    refuse_uncleared(stay.person)
    stay.closed_at = at
    with transaction.atomic():
        stay.save(update_fields=["closed_at"])
        announce(events.LEAVER_CLOSED, stay.person, by=by, at=at, school=str(stay.school))


def reopen(stay: Membership, *, by: Actor, at: datetime) -> None:
    require(by, "people.change", stay)
    if stay.closed_at is None:
        return
    stay.closed_at = None
    with transaction.atomic():
        stay.save(update_fields=["closed_at"])
        announce(events.LEAVER_REOPENED, stay.person, by=by, at=at, school=str(stay.school))


def refuse_uncleared(person: Person) -> None:
    reasons = [reason for reason in CLEARANCE.ask(person) if reason]
    if reasons:
        raise Conflict(" ".join([*reasons, "Take it back, or write it off, first."]))
