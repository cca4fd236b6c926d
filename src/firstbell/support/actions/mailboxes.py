"""The mailboxes of a desk: added, changed, tried."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from firstbell.lib.refusal import Conflict, Refusal
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import announce, changes_between
from firstbell.platform.tenancy.models import School
from firstbell.support import events
from firstbell.support.actions import fetching, receiving
from firstbell.support.models import Mailbox

SETUP = "support.change_setup"
_TAKEN = "That folder of that server is read already."


def add(school: School, *, by: Actor, at: datetime, **values: Any) -> Mailbox:
    require(by, SETUP, school)
    mailbox = Mailbox(school=school, created_at=at, **_sound(school, values))
    try:
        with transaction.atomic():
            mailbox.save()
            announce(events.SETUP_CHANGED, mailbox, by=by, at=at)
    except IntegrityError:
        raise Conflict(_TAKEN, fields={"user": "There already"}) from None
    return mailbox


def change(mailbox: Mailbox, *, by: Actor, at: datetime, **values: Any) -> Mailbox:
    """Without a new password the old one stays; another box is read from its beginning."""
    require(by, SETUP, mailbox.school)
    values = _sound(mailbox.school, values)
    values["password"] = values.get("password") or mailbox.password
    moved = any(values.get(name, getattr(mailbox, name)) != getattr(mailbox, name) for name in ("host", "user", "folder"))  # fmt: skip
    if moved:
        values |= {"uid_validity": 0, "last_uid": 0}
    changes = [one for one in changes_between(mailbox, values) if one.field != "password"]
    for name, value in values.items():
        setattr(mailbox, name, value)
    try:
        with transaction.atomic():
            mailbox.bump(*values)
            announce(events.SETUP_CHANGED, mailbox, by=by, at=at, changes=changes)
    except IntegrityError:
        raise Conflict(_TAKEN, fields={"user": "There already"}) from None
    return mailbox


def _sound(school: School, values: dict[str, Any]) -> dict[str, Any]:
    team = values.get("team")
    if team is not None and team.school_id not in (None, school.pk):
        raise Refusal(f"{team} is a team of another school.", fields={"team": "Another school's"})
    return values


def look_now(mailbox: Mailbox, *, by: Actor, at: datetime) -> int:
    """How many mails came."""
    require(by, "support.work", mailbox.school)
    came = fetching.look(mailbox, at=at)
    receiving.read_waiting(at=at)
    return came
