"""What is promised at the demonstration school: laptops and tablets by the lesson, cameras by the day, trolleys whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from firstbell.calendar.queries import calendar_of
from firstbell.equipment.actions import booking, booking_rules
from firstbell.equipment.actions.booking import AllTaken, Wish
from firstbell.equipment.models import Category, Item, Model
from firstbell.equipment.models.booking_rule import Bookable
from firstbell.equipment.queries import booking_times
from firstbell.equipment.queries.availability import Wanted
from firstbell.people.models import Person
from firstbell.places.models import Room
from firstbell.platform.accounts.actors import Actor, account_actor
from firstbell.platform.accounts.models import Account
from firstbell.platform.tenancy.models import School

# Of what, how many, in which lesson of which school day from now on (0 is the first), in which room, what for.
PROMISED = (
    ("Latitude 3190", 10, 0, 2, "Science S1", "Year 9 ecology"),
    ("Latitude 3190", 6, 0, 3, "English 3", "Coursework"),
    ("iPad 9th generation", 15, 0, 3, "Music 1", "GarageBand"),
    ("EOS 2000D", 2, 0, 4, "Art 1", "Portraits"),
    ("Latitude 3190", 16, 1, 0, "Maths 2", "Sparx assessment"),
    ("Trolley", 1, 1, 1, "English 3", "Year 8 research"),
    ("EOS 2000D", 6, 1, 2, "Art 1", "Still life"),
    ("Latitude 3190", 12, 2, 2, "Science S1", "Year 9 ecology"),
    ("iPad 9th generation", 30, 2, 1, "Music 1", "Year 7 composition"),
    ("Latitude 3190", 8, 3, 3, "Geography 1", "Mapping"),
    ("EOS 2000D", 1, 4, 0, "Drama 1", "Rehearsal"),
)


def promise(school: School, *, at: datetime) -> None:
    desk = Account.objects.filter(email="sam@hartley.example").first()
    if desk is None:
        return
    by = replace(account_actor(desk, on=at.date()), source="web")
    _allow(school, by, at)
    people = _people(school)
    for number, (name, count, ahead, lesson, room, why) in enumerate(PROMISED):
        thing, span = _thing(school, name), _span(school, at, ahead, lesson)
        if thing is None or span is None:
            continue
        there = Room.objects.filter(school=school, name=room).first()
        person = people[number % len(people)]
        starts, ends, periods = span
        wish = Wish([Wanted(thing, count)], starts, ends, person, there, why, periods)
        try:
            booking.book(school, wish, by=by, at=at)
        except AllTaken:
            continue


def _allow(school: School, by: Actor, at: datetime) -> None:
    words: dict[str, Any] = {"by": by, "at": at}
    for kind in Category.objects.filter(name__in=("Tablet", "Trolley")):
        booking_rules.set_rule(school, kind, longest_hours=8, **words)
    for camera in Category.objects.filter(name="Camera"):
        booking_rules.set_rule(
            school,
            camera,
            students="other",
            longest_hours=72,
            notice_hours=1,
            any_time=True,
            **words,
        )
    for model in Model.objects.filter(name="Latitude 3190"):
        booking_rules.set_rule(school, model, longest_hours=24, **words)


def _people(school: School) -> list[Person]:
    """The teacher of the demonstration first, so that her own page has something to show."""
    rows = Person.objects.filter(school=school, memberships__kind="staff", memberships__to_on=None)
    found = list(rows.exclude(title="").order_by("pk")[:6])
    own = Person.objects.filter(school=school, email="okafor@hartley.example").first()
    return [own, *found] if own else found


def _thing(school: School, name: str) -> Bookable | None:
    if name == "Trolley":
        trolleys = Item.objects.live().filter(school=school, category__name=name)
        return trolleys.select_related("category", "model").order_by("pk").first()
    found: Model | None = Model.objects.select_related("category").filter(name=name).first()
    return found


def _span(
    school: School, at: datetime, ahead: int, lesson: int
) -> tuple[datetime, datetime, str] | None:
    """That lesson of that school day, if it is not over yet; today's are moved to its last ones."""
    calendar = calendar_of(school, at.date())
    day = calendar.next_school_day(calendar.local(at).date())
    for _ in range(ahead):
        day = calendar.next_school_day(day, after=True) if day else None
    lessons = [one for one in calendar.periods(day) if one.is_lesson] if day else []
    if day is None or lesson >= len(lessons) or lessons[lesson].ends <= at:
        return None
    label = lessons[lesson].label
    return booking_times.by_periods(school, day, label)
