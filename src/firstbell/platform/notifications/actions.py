from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.models import Account
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import Change, announce, changes_between
from firstbell.platform.notifications import events, posting, registry
from firstbell.platform.notifications.models import Channel, Notice, Preference
from firstbell.platform.notifications.states import How, Mail
from firstbell.platform.tenancy.models import School

# Reading one's notices and choosing how they come is nobody's history: these announce nothing.


def read(notice: Notice, *, by: Actor, at: datetime) -> None:
    require(by, "notifications.own")
    if notice.account_id != by.account_id:
        raise Refusal("That notice is somebody else's.")
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=at)


def read_all(*, by: Actor, at: datetime) -> int:
    require(by, "notifications.own")
    return Notice.objects.filter(account=by.account_id, read_at=None).update(read_at=at)


def choose(account: Account, kind: str, how: How) -> None:
    """How one kind comes to somebody from now on; what waits to be mailed already follows it too."""
    if registry.kind(kind) is None:
        raise Refusal("There is no such kind of notice any more.")
    with transaction.atomic():
        Preference.objects.update_or_create(account=account, kind=kind, defaults={"how": how})
        mail = {How.NOW: Mail.WAITING, How.DAILY: Mail.DAILY, How.HERE: Mail.NONE}[how]
        Notice.objects.filter(
            account=account, kind=kind, mail__in=[Mail.WAITING, Mail.DAILY]
        ).update(mail=mail)


def stop_mails(account: Account, kinds: Iterable[str]) -> None:
    """From the link at the foot of a mail, which needs no signing in."""
    for kind in kinds:
        if registry.kind(kind) is not None:
            choose(account, kind, How.HERE)


def add_channel(
    school: School, *, name: str, url: str, kinds: list[str], by: Actor, at: datetime
) -> Channel:
    channel = Channel(school=school, name=name, url=url, kinds=kinds, created_at=at)
    require(by, "notifications.channels", channel)
    posting.check(url)
    with transaction.atomic():
        channel.save()
        announce(events.CHANNEL_ADDED, channel, by=by, at=at)
    return channel


def change_channel(channel: Channel, *, by: Actor, at: datetime, **wanted: Any) -> Channel:
    """Without a `url` its address stays; the address itself never stands in the history."""
    require(by, "notifications.channels", channel)
    url = wanted.pop("url", "")
    changes = changes_between(channel, wanted)
    if url:
        posting.check(url)
        wanted["url"] = url
        changes.append(Change("address", "", "another"))
    if not changes:
        return channel
    for name, value in wanted.items():
        setattr(channel, name, value)
    with transaction.atomic():
        channel.bump(*wanted)
        announce(events.CHANNEL_CHANGED, channel, by=by, at=at, changes=changes)
    return channel


def remove_channel(channel: Channel, *, by: Actor, at: datetime) -> None:
    require(by, "notifications.channels", channel)
    with transaction.atomic():
        announce(events.CHANNEL_REMOVED, channel, by=by, at=at)
        channel.delete()


def try_channel(channel: Channel, *, by: Actor, at: datetime) -> None:
    """A message now, to see that it arrives."""
    require(by, "notifications.channels", channel)
    if not posting.send(channel, "Firstbell says hello", f"{by.name} tries the channel {channel}."):
        raise Refusal("The service did not take the message. Is the address still the right one?")
    Channel.objects.filter(pk=channel.pk).update(last_sent_at=at, problem="")
