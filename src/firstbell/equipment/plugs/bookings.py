"""Bookings in the house: menu, their pages' panels and acts, what other pages say of them, and who is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from firstbell.equipment import events
from firstbell.equipment.models import Booking, BookingLine, BookingRule, Item, Model
from firstbell.equipment.queries import booking_week, bookings, leaving_bookings, too_few
from firstbell.equipment.queries.booking_rules import Rules
from firstbell.equipment.states import BOOKING_OUT, BOOKING_WAITS, BookingState
from firstbell.lib import clock
from firstbell.people.models import Person
from firstbell.platform.accounts.models import Account
from firstbell.platform.accounts.permissions import can
from firstbell.platform.audit.models import Event
from firstbell.platform.notifications.queries import accounts_with
from firstbell.platform.notifications.registry import notify
from firstbell.platform.notifications.states import How
from firstbell.platform.tenancy.models import School
from firstbell.platform.web import presence, slots, timelines
from firstbell.platform.web.context import current_school
from firstbell.platform.web.slots import Action, Create, MenuItem, Panel

BOOKING, ITEM, MODEL = "equipment.booking", "equipment.item", "equipment.model"
VIEW, GIVE, BOOK, MINE = "equipment.view", "equipment.give", "equipment.book", "equipment.mine"
_MOST = 8
_LIVE = (*BOOKING_WAITS, *BOOKING_OUT)

slots.menu(MenuItem("Bookings", "equipment:bookings", "calendar-event", BOOK, order=22))
slots.create(Create("Booking", "equipment:booking_new", "calendar-event", BOOK, order=40))
slots.settings(
    MenuItem(
        "What can be booked", "equipment:booking_rules", "calendar-event", VIEW, "Register", 48
    )
)
slots.link(BOOKING, lambda uid: reverse("equipment:booking", args=[uid]))
presence.offer(ITEM, "booked", lambda item: BookingLine.objects.filter(
    item=item.pk, booking__state__in=_LIVE))  # fmt: skip
# Most schools book a few kinds only: where nothing is for booking, nobody asks what its rules are.
presence.offer(ITEM, "rules", lambda item: BookingRule.objects.filter(
    school=item.school_id, bookable=True))  # fmt: skip


def _at(name: str) -> Any:
    return lambda row: reverse(f"equipment:{name}", args=[row.uid])


def _may(actor: Any, row: Booking) -> bool:
    return can(actor, GIVE, row) or bool(row.person and row.person.uid == actor.person_uid)


def _waits(actor: Any, row: Booking) -> bool:
    return row.is_waiting and _may(actor, row)


def _lives(actor: Any, row: Booking) -> bool:
    return (row.is_waiting or row.is_out) and _may(actor, row)


def _asked(actor: Any, row: Booking) -> bool:
    return row.state == BookingState.DRAFT


for _action in (
    Action(BOOKING, "Say no", "x", GIVE, _at("booking_refuse"), _asked, 20),
    Action(BOOKING, "Another time", "calendar-time", BOOK, _at("booking_move"), _waits, 25),
    Action(BOOKING, "Longer or shorter", "clock-edit", BOOK, _at("booking_extend"), _lives, 30),
    Action(
        BOOKING,
        "Book it again",
        "copy",
        BOOK,
        lambda row: f"{reverse('equipment:booking_new')}?again={row.uid}",
        _may,
        35,
    ),
    Action(BOOKING, "Cancel it", "calendar-x", BOOK, _at("booking_cancel"), _waits, 40),
):
    slots.action(_action)


def _history(request: HttpRequest, row: Booking) -> dict[str, Any] | None:
    found = timelines.timeline_panel(request, row)
    return {**found, "flush": True} if found else None


def _lines(request: HttpRequest, row: Booking) -> dict[str, Any]:
    lines = [(line, bookings.name(line.thing)) for line in row.lines.all()]
    return {"lines": lines, "row": row, "flush": True, "links": can(request.actor, VIEW, row)}


def _series(request: HttpRequest, row: Booking) -> dict[str, Any] | None:
    """The others that were booked with it, those that come first."""
    if row.series is None:
        return None
    others = Booking.objects.filter(series=row.series).exclude(pk=row.pk)
    later = _rows(request, others.filter(starts_at__gt=row.starts_at))
    return {"rows": later, "flush": True, "fact": others.count() + 1} if later else None


def _rows(request: HttpRequest, rows: QuerySet[Booking]) -> list[Any]:
    found = bookings.whole(rows.visible_to(request.actor)).order_by("starts_at", "pk")[:_MOST]  # type: ignore[attr-defined]
    return [(row, bookings.things(row.lines.all()), bookings.when(row)) for row in found]


def _panel(rows: list[Any]) -> dict[str, Any] | None:
    return {"rows": rows, "flush": True} if rows else None


def of_item(request: HttpRequest, item: Item) -> dict[str, Any] | None:
    """Who has booked this very one."""
    rows = []
    if presence.has(request, item, "booked"):
        rows = _rows(request, Booking.objects.filter(state__in=_LIVE, lines__item=item))
    book = _book(request, item, item.school) if presence.has(request, item, "rules") else ""
    return {"rows": rows, "flush": True, "book": book} if rows or book else None


def _book(request: HttpRequest, thing: Item | Model, school: School) -> str:
    """Where this, or any like it, is booked."""
    key = booking_week.key_of(thing, school) if can(request.actor, BOOK) else ""
    return f"{reverse('equipment:booking_new')}?thing={key}" if key else ""


def of_model(request: HttpRequest, model: Model) -> dict[str, Any] | None:
    school = current_school(request)
    if school is None or Rules(school).of(model) is None:
        return None
    rows = Booking.objects.filter(school=school, state__in=_LIVE, lines__model=model).distinct()
    link = {"label": "Its week", "url": f"/bookings/?of=m-{model.uid}"}
    words = {"rows": _rows(request, rows), "flush": True, "link": link}
    return {**words, "book": _book(request, model, school)}


def of_person(request: HttpRequest, person: Person) -> dict[str, Any] | None:
    return _panel(_rows(request, Booking.objects.filter(state__in=_LIVE, person=person)))


def of_leaver(request: HttpRequest, person: Person) -> dict[str, Any] | None:
    """What they have still booked, and how much of it is for days on which they are gone."""
    rows = Booking.objects.visible_to(request.actor).filter(state__in=_LIVE, person=person)
    shown = _rows(request, rows)
    if not shown:
        return None
    words: dict[str, Any] = {"rows": shown, "flush": True, "person": person}
    if can(request.actor, GIVE, person):
        words["after"] = leaving_bookings.after_they_left(person, request.actor).count()
    return words


def at_home(request: HttpRequest, school: School | None) -> dict[str, Any] | None:
    """Today's pick-ups, what is to be answered, and what should be back."""
    if school is None:
        return None
    now = clock.now()
    until = now + timedelta(hours=24 - now.hour)
    rows = [row for row in bookings.to_collect(school, now, until) if row.state != BookingState.ONGOING]  # fmt: skip
    asked = Booking.objects.filter(school=school, state=BookingState.DRAFT).exclude(
        pk__in=[row.pk for row in rows]
    )
    found: list[Any] = [*rows, *bookings.whole(asked).order_by("starts_at")[:_MOST]]
    too_few.mark(school, found[:_MOST], now)
    shown = [
        (row, bookings.things(row.lines.all()), bookings.when_short(row, now))
        for row in found[:_MOST]
    ]
    link = {"label": "All", "url": "/bookings/list/?state=draft,reserved"}
    return {"rows": shown, "flush": True, "link": link, "named": True} if shown else None


for _panel_of in (
    Panel(BOOKING, "lines", "What is booked", "list-details", "equipment/bookings/panel_lines.html", BOOK, _lines, order=10),
    Panel(BOOKING, "series", "Then again", "repeat", "equipment/bookings/panel_rows.html", BOOK, _series, order=20),
    Panel(BOOKING, "history", "What happened", "history", "equipment/panels/history.html", "audit.view", _history, order=30),
    Panel(ITEM, "booked", "Booked", "calendar-event", "equipment/bookings/panel_rows.html", VIEW, of_item, side=True, order=15),
    Panel(MODEL, "booked", "Booked", "calendar-event", "equipment/bookings/panel_rows.html", VIEW, of_model, order=15),
    Panel("people.leaver", "booked", "Has booked", "calendar-event", "equipment/bookings/panel_leaver.html", VIEW, of_leaver,
          order=20),
    Panel("people.person", "booked", "Has booked", "calendar-event", "equipment/bookings/panel_rows.html", VIEW, of_person,
          order=22),
    Panel("home", "pickups", "To collect today", "calendar-event", "equipment/bookings/panel_rows.html", GIVE, at_home,
          order=12),
):  # fmt: skip
    slots.panel(_panel_of)


def _themselves(event: Event) -> QuerySet[Account]:
    people = event.links.filter(thing_type="people.person").values("thing_uid")
    return Account.objects.filter(person_uid__in=people)


def _desk(event: Event) -> QuerySet[Account]:
    return accounts_with(GIVE, event.school_id, event.at.date())


def _page(event: Event) -> str:
    return f"/bookings/{event.subject_uid}/"


def _sentence(event: Event) -> str:
    return event.sentence


for _event, _label, _how in (
    (events.BOOKING_SOON, "Something you have booked is ready tomorrow", How.DAILY),
    (events.BOOKING_ANSWERED, "The ICT team answers what you asked to book", How.NOW),
    (events.BOOKING_CANCELLED, "A booking of yours is cancelled", How.NOW),
    (events.BOOKING_CHANGED, "A booking of yours is at another time", How.NOW),
):
    notify(
        _event, label=_label, to=_themselves, title=_sentence, url=_page, usual=_how, permission=MINE, posted=False
    )  # fmt: skip
notify(
    events.BOOKING_ASKED, label="Somebody asks to book something", to=_desk, title=_sentence, url=_page,
    usual=How.NOW, permission=GIVE,
)  # fmt: skip
notify(
    events.NOT_COLLECTED, label="What was booked was not collected", to=_desk, title=_sentence, url=_page,
    usual=How.DAILY, permission=GIVE,
)  # fmt: skip
