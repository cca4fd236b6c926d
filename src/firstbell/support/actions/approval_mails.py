"""Asking for a yes by mail: sent until it is gone, reminded after two school days, three times; then the lead is told."""

from __future__ import annotations

from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F
from django.template.loader import render_to_string

from firstbell.calendar.queries import calendar_of
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.notifications.sending import send_each
from firstbell.support import events
from firstbell.support.actions import approving, telling
from firstbell.support.models import Voice
from firstbell.support.queries import approvals
from firstbell.support.states import Said

REMIND_AFTER, REMINDERS = 2, 3
_AT_ONCE, _LEASE, _GIVE_UP = 100, timedelta(minutes=5), 10


def _waiting() -> list[str]:
    return [
        "approval__ticket__school",
        "approval__ticket__request_type",
        "approval__ticket__requester",
        "approval__ticket__room",
    ]


def send_waiting(*, at: datetime) -> tuple[int, str]:
    """How many went, and what went wrong."""
    if not settings.MAIL_IS_SET:
        return 0, ""
    rows = Voice.objects.filter(
        said=Said.WAITING, approval__said=Said.WAITING, next_at__lte=at
    ).exclude(email="")
    rows = rows.exclude(approval__ticket__merged_into__solved_at__isnull=False)
    connection = get_connection()
    waiting = rows.select_related(*_waiting()).order_by("pk")[:_AT_ONCE]
    return send_each(connection, waiting, lambda voice: _try(connection, voice, at))


def _try(connection: BaseEmailBackend, voice: Voice, at: datetime) -> Exception | None:
    """Claimed before it is sent: two machines do not ask twice."""
    claimed = Voice.objects.filter(pk=voice.pk, next_at=voice.next_at, said=Said.WAITING)
    if not claimed.update(next_at=at + _LEASE):
        return None
    try:
        message_of(voice, connection).send()
    except (OSError, SMTPException, ValueError) as problem:
        wait = min(timedelta(hours=6), timedelta(minutes=1) * 2**voice.failures)
        gone = voice.failures + 1 >= _GIVE_UP
        Voice.objects.filter(pk=voice.pk).update(
            failures=F("failures") + 1,
            problem=str(problem)[:300],
            next_at=None if gone else at + wait,
        )
        return problem
    Voice.objects.filter(pk=voice.pk).update(
        mailed_at=at, mails=F("mails") + 1, next_at=None, failures=0, problem=""
    )
    return None


def message_of(voice: Voice, connection: BaseEmailBackend | None = None) -> EmailMultiAlternatives:
    words = {**approvals.words_of(voice), "url": approving.address(voice), "days": approving.DAYS}
    ticket = voice.approval.ticket
    again = "Reminder: " if voice.mails else ""
    mail = EmailMultiAlternatives(
        subject=f"{again}Do you approve {ticket.number}: {ticket.title}?"[:200].replace("\n", " "),
        body=render_to_string("support/mail/approval.txt", words), to=[voice.email], connection=connection,
        headers={"Auto-Submitted": "auto-generated"},
    )  # fmt: skip
    mail.attach_alternative(render_to_string("support/mail/approval.html", words), "text/html")
    return mail


def remind(*, at: datetime) -> int:
    """Who has not answered after two school days is asked again; after the third time those who lead are told."""
    rows = Voice.objects.filter(
        said=Said.WAITING, approval__said=Said.WAITING, next_at=None, mailed_at__isnull=False, mails__gt=0,
        mails__lte=REMINDERS + 1, approval__ticket__solved_at=None,
    )  # fmt: skip
    rows = rows.exclude(approval__ticket__merged_into__solved_at__isnull=False)
    reminded = 0
    for voice in rows.select_related(*_waiting()).order_by("pk")[:500]:
        calendar = calendar_of(voice.approval.ticket.school, at.date())
        assert voice.mailed_at is not None  # noqa: S101 -- filtered
        if calendar.school_days_between(voice.mailed_at.date(), at.date()) < REMIND_AFTER:
            continue
        still = Voice.objects.filter(
            pk=voice.pk, next_at=None, mails=voice.mails, said=Said.WAITING
        )
        if voice.mails <= REMINDERS:
            reminded += still.update(next_at=at)
        elif still.update(mails=F("mails") + 1):
            who = voice.approval.who
            ticket = voice.approval.ticket.merged_into or voice.approval.ticket
            telling.tell(events.APPROVAL_LATE, ticket, by=system_actor(), at=at, who=who)
    return reminded
