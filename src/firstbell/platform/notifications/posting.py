"""Notices to a school's channels, by Apprise: Teams, chat, pagers and a hundred others."""

from __future__ import annotations

import logging
from collections import defaultdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import F

from firstbell.lib.refusal import Refusal
from firstbell.platform.database import secrets
from firstbell.platform.notifications.links import absolute
from firstbell.platform.notifications.models import Channel, Post

if TYPE_CHECKING:
    import apprise

log = logging.getLogger("firstbell.notifications")
_TOGETHER = 20
_TRIES = 6
# What would act on this very machine instead of telling somebody.
_LOCAL = frozenset({"dbus", "gio", "glib", "gnome", "kde", "qt", "macosx", "windows", "syslog"})


def _apprise() -> apprise.Apprise:
    import apprise  # noqa: PLC0415 -- half a second and 20 MB, for those only who have channels

    return apprise.Apprise()


def check(url: str) -> None:
    """Refuse an address that Apprise does not understand."""
    scheme = url.partition("://")[0].lower()
    if scheme in _LOCAL or not _apprise().add(url):
        raise Refusal(
            "That is no address of a channel. In Teams, a workflow gives one; see the list at the bottom of the page.",
            fields={"url": "Not understood"},
        )


def send(channel: Channel, title: str, body: str) -> bool:
    service = _apprise()
    service.add(secrets.opened(channel.url, f"The address of {channel}"))
    return bool(service.notify(title=title, body=body, body_format="text"))


def send_due(at: datetime) -> int:
    """What waits for each channel as one message; how many messages went."""
    waiting: dict[int, list[Post]] = defaultdict(list)
    rows = Post.objects.filter(
        sent_at=None, due_at__lte=at, attempts__lt=_TRIES, channel__is_on=True
    )
    for row in rows.select_related("channel").order_by("id")[:500]:
        waiting[row.channel_id].append(row)
    return sum(_send(posts[0].channel, posts, at) for posts in waiting.values())


def _send(channel: Channel, posts: list[Post], at: datetime) -> bool:
    shown, keys = posts[:_TOGETHER], [row.pk for row in posts]
    title = posts[0].title if len(posts) == 1 else f"{len(posts)} things to know"
    try:
        went = send(channel, title, "\n".join(_line(row, alone=len(posts) == 1) for row in shown))
        problem = "" if went else "The service did not take it."
    except Exception as trouble:
        # A plug-in of a hundred services may fail in any way; the others are still told.
        log.exception("The channel %s failed", channel)
        went, problem = False, str(trouble)[:300]
    if went:
        Post.objects.filter(pk__in=keys).update(sent_at=at)
        Channel.objects.filter(pk=channel.pk).update(last_sent_at=at, problem="")
    else:
        wait = timedelta(minutes=2 ** (posts[0].attempts + 1))
        Post.objects.filter(pk__in=keys).update(attempts=F("attempts") + 1, due_at=at + wait)
        Channel.objects.filter(pk=channel.pk).update(problem=problem)
    return went


def _line(row: Post, *, alone: bool) -> str:
    parts = [row.line] if alone else [row.title]
    return (
        "\n".join([*(part for part in parts if part), *([absolute(row.url)] if row.url else [])])
        or row.title
    )
