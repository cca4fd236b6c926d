"""Notices by email: one mail for all that wait, never two to a person within ten minutes, and one in the morning."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.template.loader import render_to_string

from firstbell.platform.accounts.models import Account
from firstbell.platform.accounts.queries import grants_on
from firstbell.platform.audit.models import Event
from firstbell.platform.notifications import links, registry, sending
from firstbell.platform.notifications.models import Notice, Postbox
from firstbell.platform.notifications.states import Mail
from firstbell.platform.tenancy.models import School

WINDOW = timedelta(minutes=10)
MORNING = time(7, 30)
LONGEST = 40
_STOP = "notifications.stop"
_GIVE_UP = 8
_ZONE = "Europe/London"


def due(at: datetime) -> QuerySet[Postbox]:
    """Postboxes that may have something to send; when the morning was is each school's own."""
    notices = Notice.objects.filter(account=OuterRef("account"))
    now = Exists(notices.filter(mail=Mail.WAITING))
    today = Exists(notices.filter(mail=Mail.DAILY, at__lt=at))
    return Postbox.objects.filter(Q(now) | Q(today), next_at__lte=at, account__is_active=True)


def is_any_due(at: datetime) -> bool:
    if not settings.MAIL_IS_SET:
        return False
    return any(_waiting(box.account, at).exists() for box in due(at).select_related("account"))


def send_due(at: datetime) -> tuple[int, str]:
    """How many mails went, and what went wrong. One dead server is asked once, not once a person."""
    if not settings.MAIL_IS_SET:
        return 0, ""
    connection: BaseEmailBackend = get_connection()
    return sending.send_each(connection, _claimed(at), lambda one: _try(connection, *one, at))


def _claimed(at: datetime) -> Iterator[tuple[Postbox, list[Notice]]]:
    for box in due(at).select_related("account").order_by("id"):
        notices = list(_waiting(box.account, at)[: LONGEST * 5])
        if notices and _claim(box, at):
            yield box, notices


def _waiting(account: Account, at: datetime) -> QuerySet[Notice]:
    """At once what wants it; and of the daily ones those of before this morning's hour."""
    morning = _last_morning(account, at)
    wanted = Q(mail=Mail.WAITING) | Q(mail=Mail.DAILY, at__lt=morning)
    return Notice.objects.filter(wanted, account=account).order_by("id")


def _last_morning(account: Account, at: datetime) -> datetime:
    zone = ZoneInfo(_zone_of(account, at))
    local = at.astimezone(zone)
    morning = datetime.combine(local.date(), MORNING, tzinfo=zone)
    if local < morning:
        morning = datetime.combine(local.date() - timedelta(days=1), MORNING, tzinfo=zone)
    return morning


def _zone_of(account: Account, at: datetime) -> str:
    grant = (
        grants_on(at.date())
        .filter(account=account)
        .exclude(school=None)
        .select_related("school")
        .first()
    )
    school = grant.school if grant else School.objects.order_by("pk").first()
    return school.time_zone if school else _ZONE


def _claim(box: Postbox, at: datetime) -> bool:
    return bool(Postbox.objects.filter(pk=box.pk, next_at=box.next_at).update(next_at=at + WINDOW))


def _try(
    connection: BaseEmailBackend, box: Postbox, notices: list[Notice], at: datetime
) -> Exception | None:
    try:
        letter(box.account, notices, connection).send()
    except (OSError, SMTPException) as problem:
        _failed(box, notices, problem, at)
        return problem
    Notice.objects.filter(pk__in=[row.pk for row in notices]).update(mail=Mail.SENT, mailed_at=at)
    Postbox.objects.filter(pk=box.pk).update(failures=0, problem="")
    return None


def _failed(box: Postbox, notices: list[Notice], problem: Exception, at: datetime) -> None:
    """Tried again after ever longer waits; an address that is refused day after day gets its notices only here."""
    wait = min(timedelta(hours=6), WINDOW * 2**box.failures)
    Postbox.objects.filter(pk=box.pk).update(
        failures=F("failures") + 1, problem=str(problem)[:300], next_at=at + wait
    )
    if box.failures + 1 >= _GIVE_UP and isinstance(problem, SMTPRecipientsRefused):
        Notice.objects.filter(pk__in=[row.pk for row in notices]).update(mail=Mail.NONE)
        Postbox.objects.filter(pk=box.pk).update(failures=0)


def letter(
    account: Account, notices: Sequence[Notice], connection: BaseEmailBackend | None = None
) -> EmailMultiAlternatives:
    first, more = notices[0], len(notices) - 1
    answer_to, hint = _answer(account, notices)
    words = {
        "account": account,
        "hint": hint,
        "notices": [(row, links.absolute(row.url)) for row in notices[:LONGEST]],
        "left_out": max(0, len(notices) - LONGEST),
        "all_url": links.absolute("/notices/"),
        "settings_url": links.absolute("/settings/notices/"),
        "stop_url": stop_url(account, sorted({row.kind for row in notices})),
    }
    mail = EmailMultiAlternatives(
        subject=first.title if not more else f"{first.title}, and {more} more",
        body=render_to_string("notifications/mail/notices.txt", words),
        to=[account.email],
        reply_to=[answer_to] if answer_to else None,
        connection=connection,
        headers={
            "List-Unsubscribe": f"<{words['stop_url']}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            **sending.headers(f"{first.uid}.{len(notices)}"),
        },
    )
    mail.attach_alternative(render_to_string("notifications/mail/notices.html", words), "text/html")
    for name, data, kind in _files(notices[:LONGEST]):
        mail.attach(name, data, kind)
    return mail


def _answer(account: Account, notices: Sequence[Notice]) -> tuple[str, str]:
    """Only where all of it is about one thing: an answer to several would be an answer to none."""
    kind = registry.kind(notices[0].kind)
    if kind is None or kind.answer is None or len({row.url for row in notices}) > 1:
        return "", ""
    event = Event.objects.filter(uid=notices[0].event_uid).first()
    found = kind.answer(event, account) if event is not None else None
    return found or ("", "")


def _files(notices: Sequence[Notice]) -> Iterator[tuple[str, bytes, str]]:
    """What goes with some kinds: a report on a page, say."""
    for row in notices:
        kind = registry.kind(row.kind)
        if kind is None or kind.attach is None:
            continue
        event = Event.objects.filter(uid=row.event_uid).first()
        made = kind.attach(event) if event is not None else None
        if made is not None:
            yield made


def stop_url(account: Account, kinds: Sequence[str]) -> str:
    return links.absolute(f"/notices/stop/{links.signed(_STOP, str(account.uid), list(kinds))}/")


def read_stop(token: str) -> tuple[str, list[str]] | None:
    """Whose and which mails a link stops; it works for as long as the key of the installation."""
    said = links.read(_STOP, token)
    if said is None:
        return None
    uid, kinds = said
    return str(uid), [str(kind) for kind in kinds]
