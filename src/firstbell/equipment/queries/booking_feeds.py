"""Bookings as a calendar that other programs subscribe to: by an address that is signed, and asks for no sign-in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from firstbell.equipment.models import Booking
from firstbell.equipment.queries import bookings
from firstbell.equipment.states import BOOKING_OUT, BOOKING_WAITS, BookingState
from firstbell.platform.accounts import feeds
from firstbell.platform.accounts.actors import account_actor
from firstbell.platform.accounts.models import Account
from firstbell.platform.accounts.permissions import can
from firstbell.platform.notifications.links import absolute
from firstbell.platform.tenancy.models import School

_SALT, VIEW, BOOK = "equipment.bookings_feed", "equipment.view", "equipment.book"
_BACK, _AHEAD, _MOST = timedelta(days=30), timedelta(days=366), 2_000
_SHOWN = (*BOOKING_WAITS, *BOOKING_OUT, BookingState.COMPLETE)


@dataclass(frozen=True)
class Feed:
    name: str
    rows: QuerySet[Booking]


def url_of(account: Account, school: School | None = None) -> str:
    """Of their own bookings, or of all of a school."""
    what = school.uid.hex if school is not None else ""
    return absolute(reverse("equipment:booking_feed", args=[feeds.token_of(_SALT, account, what)]))


def read(token: str, at: datetime) -> Feed | None:
    """What the address shows now: whoever may see it no longer gets nothing."""
    known = feeds.read(_SALT, token)
    if known is None:
        return None
    account, what = known
    school = School.objects.filter(uid=UUID(hex=what)).first() if what else None
    actor = account_actor(account, on=at.date())
    rows = Booking.objects.filter(state__in=_SHOWN, ends_at__gte=at - _BACK, starts_at__lt=at + _AHEAD)  # fmt: skip
    if school is not None and can(actor, VIEW, school):
        found, name = rows.filter(school=school), f"Bookings, {school.short_name}"
    elif not what and actor.person_uid is not None and can(actor, BOOK):
        found, name = rows.filter(person__uid=actor.person_uid), "My bookings"
    else:
        return None
    return Feed(name, bookings.whole(found).order_by("starts_at", "pk")[:_MOST])


def ics(feed: Feed) -> bytes:
    from icalendar import Calendar, Event  # noqa: PLC0415 -- slow to load, and only for who subscribes

    made = Calendar()
    for name, said in (("prodid", "-//Firstbell//Bookings//EN"), ("version", "2.0"), ("x-wr-calname", feed.name)):  # fmt: skip
        made.add(name, said)
    for row in feed.rows:
        one = Event()
        one.add("uid", f"{row.uid}@firstbell")
        one.add("dtstamp", row.created_at)
        one.add("sequence", row.version)
        one.add("dtstart", row.starts_at)
        one.add("dtend", row.ends_at)
        one.add("summary", f"{bookings.things(row.lines.all())}, {row.holder}")
        one.add("status", "TENTATIVE" if row.state == BookingState.DRAFT else "CONFIRMED")
        one.add("description", ", ".join(filter(None, (row.number, row.periods, row.purpose))))
        one.add("url", absolute(reverse("equipment:booking", args=[row.uid])))
        if row.room is not None:
            one.add("location", str(row.room))
        made.add_component(one)
    return bytes(made.to_ical())
