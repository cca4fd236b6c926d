"""From an event to notices: one for each person, and one for each channel of the school."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q, QuerySet

from firstbell.platform.accounts.models import Account
from firstbell.platform.audit.models import Event
from firstbell.platform.notifications.models import Channel, Notice, Post, Postbox, Preference
from firstbell.platform.notifications.states import How, Mail

if TYPE_CHECKING:
    from firstbell.platform.notifications.registry import NoticeKind

_MAILS = {How.NOW: Mail.WAITING, How.DAILY: Mail.DAILY, How.HERE: Mail.NONE}


def tell(kind: NoticeKind, event: Event) -> int:
    """Bears being called twice for the same event: a notice is made once."""
    people = {account.pk: account for account in kind.to(event) if account.is_active}
    words = {
        "title": kind.title(event)[:200],
        "line": kind.line(event)[:400],
        "url": kind.url(event)[:500],
    }
    chosen = _chosen(kind, list(people.values()))
    rows = [
        Notice(
            account=account, event_uid=event.uid, kind=kind.name, at=event.at,
            mail=_MAILS[chosen[account.pk]] if settings.MAIL_IS_SET else Mail.NONE, **words,
        )
        for account in people.values()
    ]  # fmt: skip
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    waiting = [
        Postbox(account=row.account, next_at=event.at) for row in rows if row.mail != Mail.NONE
    ]
    Postbox.objects.bulk_create(waiting, ignore_conflicts=True)
    if kind.posted:
        _post(kind, event, words)
    return len(rows)


def _chosen(kind: NoticeKind, people: list[Account]) -> dict[int, How]:
    own = Preference.objects.filter(kind=kind.name, account__in=people).values_list(
        "account", "how"
    )
    return {account.pk: kind.usual for account in people} | {pk: How(how) for pk, how in own}


def _post(kind: NoticeKind, event: Event, words: dict[str, str]) -> None:
    if event.school_id is None or event.audience != "school":
        return
    channels = Channel.objects.filter(Q(school=event.school_id), is_on=True)
    rows = [
        Post(channel=channel, event_uid=event.uid, due_at=event.at, **words)
        for channel in channels
        if not channel.kinds or kind.name in channel.kinds
    ]
    Post.objects.bulk_create(rows, ignore_conflicts=True)


def withdraw(thing: Any, *, keep: QuerySet[Account]) -> None:
    """What was told of a thing that only these may see from now on; what has gone out is out."""
    told = Event.objects.filter(subject_uid=thing.uid).values("uid")
    Notice.objects.filter(event_uid__in=told).exclude(account__in=keep.values("pk")).delete()
    Post.objects.filter(event_uid__in=told).delete()


def withdraw_from(account: Account, told: QuerySet[Event]) -> None:
    """What one person was told of by these events."""
    Notice.objects.filter(account=account, event_uid__in=told.values("uid")).delete()


def withdraw_posts(told: QuerySet[Event]) -> None:
    """What was put into the channels of a school, and what still waits to be."""
    Post.objects.filter(event_uid__in=told.values("uid")).delete()
