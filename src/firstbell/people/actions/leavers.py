"""A leaver: what is still out is asked for in one list, and they are closed when nothing is; then, in time, forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string

from firstbell.lib.refusal import Conflict, Refusal
from firstbell.people import events
from firstbell.people.models import Group, Membership, Person
from firstbell.people.queries.leavers import held_by
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import announce
from firstbell.platform.jobs.registry import defer
from firstbell.platform.tenancy.questions import CLEARANCE

JOB = "people.send_leaver_list"


@dataclass(frozen=True)
class Addresses:
    """Who gets the list: the leaver, and the tutor or head of department; either may have no address."""

    to: str = ""
    tutor: str = ""
    tutor_name: str = ""


def addresses_of(stay: Membership) -> Addresses:
    group: Group | None = stay.tutor_group or stay.department
    tutor = group.led_by if group else None
    if tutor is None or tutor.pk == stay.person_id or not tutor.email:
        return Addresses(stay.person.email)
    return Addresses(stay.person.email, tutor.email, str(tutor))


def ask_back(stay: Membership, *, by: Actor, at: datetime) -> None:
    """Everything that is still out goes to the leaver and their tutor, as one list in one mail."""
    require(by, "people.change", stay)
    person = stay.person
    _refuse_stayer(stay)
    if not settings.MAIL_IS_SET:
        raise Refusal(
            "No mail server is set up here, so nothing can be sent. Print the page instead."
        )
    if not held_by([person]).get(person.pk):
        raise Refusal(f"{person} has nothing that is still out.")
    told = addresses_of(stay)
    if not (told.to or told.tutor):
        raise Refusal(
            f"Neither {person} nor a tutor of theirs has an email address here. Add one of them first."
        )
    stay.asked_at = at
    with transaction.atomic():
        stay.save(update_fields=["asked_at"])
        whom = " and ".join(
            name for name in (str(person) if told.to else "", told.tutor_name) if name
        )
        announce(events.LEAVER_ASKED, person, by=by, at=at, whom=whom)
        defer(
            JOB, by=by, at=at, title=f"Send {person} what is still out", school_id=stay.school_id,
            stay=str(stay.uid),
        )  # fmt: skip


def send_list(stay: Membership) -> str:
    """The mail itself; what has come back meanwhile is not on it."""
    person, told = stay.person, addresses_of(stay)
    held = held_by([person]).get(person.pk, [])
    if not held:
        return "Nothing is out any more"
    words = {"person": person, "stay": stay, "school": stay.school, "held": held, "told": told}
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(">")
    asked = f"{stay.asked_at:%Y%m%d%H%M%S}" if stay.asked_at else "0"
    EmailMessage(
        subject=f"What you still have of {stay.school}",
        body=render_to_string("people/mail/still_out.txt", words),
        to=[told.to or told.tutor],
        cc=[told.tutor] if told.to and told.tutor else [],
        # The same when it is sent twice after a crash, so that mail programs show it once.
        headers={
            "Auto-Submitted": "auto-generated",
            "Message-ID": f"<{stay.uid}.{asked}@{domain}>",
        },
    ).send()
    return f"{len(held):,} things on the list"


def close(stay: Membership, *, by: Actor, at: datetime) -> None:
    """All is back or written off, and nothing more is to be done about this leaver."""
    require(by, "people.change", stay)
    _refuse_stayer(stay)
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


def _refuse_stayer(stay: Membership) -> None:
    if stay.to_on is None:
        raise Conflict(f"{stay.person} is not leaving {stay.school}. Say their last day first.")
