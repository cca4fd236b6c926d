"""Asking leavers for what is still out: one by one, or all of a summer at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string

from firstbell.lib.refusal import Conflict, Refusal
from firstbell.people import events
from firstbell.people.models import Membership, Person
from firstbell.people.queries.leavers import addresses_of, held_by
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import announce
from firstbell.platform.jobs.registry import defer
from firstbell.platform.notifications import sending

JOB, TUTOR_JOB = "people.send_leaver_list", "people.send_tutor_list"
_NO_MAIL = "No mail server is set up here, so nothing can be sent. Print the page instead."


def ask_back(stay: Membership, *, by: Actor, at: datetime) -> None:
    """Everything that is still out goes to the leaver and their tutor, as one list in one mail."""
    require(by, "people.change", stay)
    person = stay.person
    refuse_stayer(stay)
    if not settings.MAIL_IS_SET:
        raise Refusal(_NO_MAIL)
    if not held_by([person]).get(person.pk):
        raise Refusal(f"{person} has nothing that is still out.")
    told = addresses_of(stay)
    if not (told.to or told.tutor):
        raise Refusal(
            f"Neither {person} nor a tutor of theirs has an email address here. Add one of them first."
        )
    with transaction.atomic():
        _asked(stay, by, at)
        _send(stay, by, at)


def ask_many(
    stays: Sequence[Membership], *, asked_before: datetime | None = None, by: Actor, at: datetime
) -> int:
    """Each gets their own list, and each tutor one list of all of theirs. How many leavers are asked about.

    Who was asked already is not asked again, unless that was before the moment that is said.
    """
    if not settings.MAIL_IS_SET:
        raise Refusal(_NO_MAIL)
    for stay in stays:
        require(by, "people.change", stay)
        refuse_stayer(stay)
    with transaction.atomic():
        wanted = _still_to_ask(stays, asked_before)
        tutors: dict[int, list[Membership]] = {}
        for stay in wanted:
            told = addresses_of(stay)
            _asked(stay, by, at)
            if told.to:
                _send(stay, by, at, alone=True)
            if told.tutor_id:
                tutors.setdefault(told.tutor_id, []).append(stay)
        for tutor, theirs in tutors.items():
            _send_tutor(tutor, theirs, by, at)
    return len(wanted)


def _still_to_ask(stays: Sequence[Membership], asked_before: datetime | None) -> list[Membership]:
    """Under the lock of their rows, so that pressing twice asks once."""
    rows = Membership.objects.select_for_update(of=("self",)).filter(
        pk__in=[stay.pk for stay in stays], closed_at=None
    )
    found = rows.select_related("person", "school", "tutor_group__led_by", "department__led_by")
    open_rows = [
        row for row in found.order_by("pk")
        if row.asked_at is None or (asked_before is not None and row.asked_at < asked_before)
    ]  # fmt: skip
    held = held_by([row.person for row in open_rows])
    return [
        row
        for row in open_rows
        if held.get(row.person_id) and (addresses_of(row).to or addresses_of(row).tutor)
    ]


def _asked(stay: Membership, by: Actor, at: datetime) -> None:
    told = addresses_of(stay)
    stay.asked_at = at
    stay.save(update_fields=["asked_at"])
    whom = " and ".join(
        name for name in (str(stay.person) if told.to else "", told.tutor_name) if name
    )
    announce(events.LEAVER_ASKED, stay.person, by=by, at=at, whom=whom)


def _send(stay: Membership, by: Actor, at: datetime, *, alone: bool = False) -> None:
    more: dict[str, Any] = {"alone": True} if alone else {}
    defer(
        JOB, by=by, at=at, title=f"Send {stay.person} what is still out", school_id=stay.school_id, stay=str(stay.uid),
        **more,
    )  # fmt: skip


def _send_tutor(tutor: int, stays: Sequence[Membership], by: Actor, at: datetime) -> None:
    defer(
        TUTOR_JOB, by=by, at=at, title=f"Send a tutor what {len(stays)} leavers still have", school_id=stays[0].school_id,
        tutor=tutor, stays=[str(stay.uid) for stay in stays],
    )  # fmt: skip


def send_list(stay: Membership, *, alone: bool = False) -> str:
    """The mail itself; what has come back meanwhile is not on it."""
    person, told = stay.person, addresses_of(stay)
    held = held_by([person]).get(person.pk, [])
    if not held:
        return "Nothing is out any more"
    to = told.to if alone else told.to or told.tutor
    if not to:
        return "There is no address any more"
    words = {"person": person, "stay": stay, "school": stay.school, "held": held, "told": told}
    cc = [told.tutor] if told.to and told.tutor and not alone else []
    _mail(
        f"What you still have of {stay.school}",
        "people/mail/still_out.txt",
        words,
        [to],
        cc,
        _key(stay),
    )
    return f"{len(held):,} things on the list"


def send_tutor_list(tutor: Person, stays: Sequence[Membership]) -> str:
    held = held_by([stay.person for stay in stays])
    rows = [(stay, held[stay.person_id]) for stay in stays if held.get(stay.person_id)]
    if not rows or not tutor.email:
        return "Nothing is out any more, or there is no address"
    words = {"tutor": tutor, "rows": rows, "school": stays[0].school}
    subject = f"What your leavers still have of {stays[0].school}"
    _mail(subject, "people/mail/tutor_list.txt", words, [tutor.email], [], f"{tutor.uid}.{_key(stays[0])}")  # fmt: skip
    return f"{len(rows)} leavers on the list"


def _key(stay: Membership) -> str:
    asked = f"{stay.asked_at:%Y%m%d%H%M%S}" if stay.asked_at else "0"
    return f"{stay.uid}.{asked}"


def _mail(
    subject: str, template: str, words: dict[str, Any], to: list[str], cc: list[str], key: str
) -> None:
    EmailMessage(
        subject=subject, body=render_to_string(template, words), to=to, cc=cc,
        headers=sending.headers(key),
    ).send()  # fmt: skip


def refuse_stayer(stay: Membership) -> None:
    if stay.to_on is None:
        raise Conflict(f"{stay.person} is not leaving {stay.school}. Say their last day first.")
