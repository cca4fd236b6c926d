"""What is due, as a calendar that other programs subscribe to; see accounts/feeds.py for what its address is good for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse

from firstbell.platform.accounts import feeds
from firstbell.platform.accounts.actors import account_actor
from firstbell.platform.accounts.models import Account
from firstbell.platform.accounts.permissions import can
from firstbell.platform.notifications.links import absolute
from firstbell.platform.tenancy.models import School
from firstbell.support.models import Team
from firstbell.support.queries import agenda
from firstbell.support.queries.agenda import Point
from firstbell.support.states import Opening

_SALT, VIEW = "support.agenda_feed", "support.view"
_BACK, _AHEAD = timedelta(days=30), timedelta(days=366)
_LENGTH = timedelta(minutes=15)


@dataclass(frozen=True)
class Feed:
    name: str
    points: list[Point]
    at: datetime


def url_of(
    account: Account, school: School, team: Team | None = None, *, mine: bool = False
) -> str:
    """Of their own tickets at a school, of a team's, or of all of the desk."""
    what = "mine" if mine else team.uid.hex if team is not None else ""
    token = feeds.token_of(_SALT, account, f"{school.uid.hex}:{what}")
    return absolute(reverse("support:agenda_feed", args=[token]))


def read(token: str, at: datetime) -> Feed | None:
    """What the address shows now: whoever may see it no longer gets nothing."""
    found = feeds.read(_SALT, token)
    if found is None:
        return None
    account, what = found
    where, _, which = what.partition(":")
    school = School.objects.filter(uid=UUID(hex=where)).first()
    actor = account_actor(account, on=at.date())
    if school is None or not can(actor, VIEW, school):
        return None
    view, name = "", f"Due, {school.short_name or school.name}"
    if which == "mine":
        view, name = "mine", "Due, my tickets"
    elif which:
        team = Team.objects.visible_to(actor).filter(uid=UUID(hex=which)).first()
        if team is None:
            return None
        view, name = f"team-{team.pk}", f"Due, {team}"
    rows = agenda.rows_of(actor, school, view)
    return Feed(name, agenda.points(rows, at - _BACK, at + _AHEAD), at)


def ics(feed: Feed) -> bytes:
    from icalendar import Calendar  # noqa: PLC0415 -- slow to load, and only for who subscribes

    made = Calendar()
    for name, said in (("prodid", "-//Firstbell//Tickets//EN"), ("version", "2.0"), ("x-wr-calname", feed.name)):  # fmt: skip
        made.add(name, said)
    for one in _events(feed.points):
        made.add_component(one)
    return bytes(made.to_ical())


def _events(found: Iterable[Point]) -> Iterator[Any]:
    """Of a restricted ticket, and of a closed team’s own, its number alone: a calendar is read by more people than a ticket."""
    from icalendar import Event  # noqa: PLC0415 -- as above

    for point in found:
        row, one = point.row, Event()
        hidden = row["restricted"] or row["team__opening"] == Opening.OWN
        one.add(
            "uid",
            f"{row['uid']}-{'waits' if point.waits else 'hand' if point.by_hand else 'due'}@firstbell",
        )
        one.add("dtstamp", row["changed_at"])
        one.add("sequence", row["version"])
        one.add("dtstart", point.at)
        one.add("dtend", point.at + _LENGTH)
        said = "restricted" if row["restricted"] else row["team__name"] if hidden else row["title"]
        one.add("summary", f"{'Goes on' if point.waits else 'Due'}: {row['number']} {said}")
        if not hidden:
            one.add("description", ", ".join(filter(None, (row["hand_due_why"] if point.by_hand else "", point.who, row["status__name"], row["owner__name"]))))  # fmt: skip
            if point.where:
                one.add("location", point.where)
        one.add("url", absolute(reverse("support:ticket", args=[row["number"]])))
        yield one
