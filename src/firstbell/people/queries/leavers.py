from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Q, QuerySet, Subquery

from firstbell.people.models import Group, Membership, Person, Retention
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.tenancy.models import School
from firstbell.platform.tenancy.questions import HELD, Held


@dataclass(frozen=True)
class Addresses:
    """Who gets the list: the leaver, and the tutor or head of department; either may have no address."""

    to: str = ""
    tutor: str = ""
    tutor_name: str = ""
    tutor_id: int = 0


def addresses_of(stay: Membership) -> Addresses:
    group: Group | None = stay.tutor_group or stay.department
    tutor = group.led_by if group else None
    if tutor is None or tutor.pk == stay.person_id or not tutor.email:
        return Addresses(stay.person.email)
    return Addresses(stay.person.email, tutor.email, str(tutor), tutor.pk)


def held_by(people: Sequence[Person]) -> dict[int, list[Held]]:
    """What each of them has of the rooms above, by person; one question for all of them."""
    found: dict[int, list[Held]] = {}
    if people:
        for answer in HELD.ask(people[0], people):
            for pk, held in answer.items():
                found.setdefault(pk, []).extend(held)
    return found


def last_stay(person: Person) -> Membership | None:
    """The membership that ends, or ended last: what makes them a leaver."""
    rows = person.memberships.exclude(to_on=None).order_by("-to_on")
    return rows.select_related(
        "person", "school", "tutor_group__led_by", "department__led_by"
    ).first()


def stays_of(people: QuerySet[Person]) -> QuerySet[Membership]:
    """The memberships that make them leavers, those that end first before the others."""
    ending = people.filter(now__to_on__isnull=False).order_by().values("now")
    rows = Membership.objects.filter(pk__in=ending).select_related(
        "person", "school", "tutor_group__led_by", "department__led_by"
    )
    return rows.order_by("to_on", "person__name_key", "pk")


@dataclass(frozen=True)
class Holding:
    """A leaver who still has something, and who would be told."""

    stay: Membership
    held: list[Held]
    told: Addresses

    @property
    def can_be_told(self) -> bool:
        return bool(self.told.to or self.told.tutor)


def holding(actor: Actor, school: School) -> list[Holding]:
    """All leavers of a school who are not closed and have something: three questions, however many they are."""
    people = Person.objects.visible_to(actor).known().filter(
        now__school=school, now__closed_at=None, now__to_on__isnull=False
    )  # fmt: skip
    stays = list(stays_of(people))
    held = held_by([stay.person for stay in stays])
    return [
        Holding(stay, held[stay.person_id], addresses_of(stay))
        for stay in stays
        if held.get(stay.person_id)
    ]


def due(rule: Retention, on: date) -> QuerySet[Person]:
    """Whoever left every school so long ago that the rule of their last one forgets them."""
    left_before = _months_before(on, rule.months or 0)
    latest = Membership.objects.filter(person=OuterRef("pk")).order_by("-to_on").values("to_on")[:1]
    here = Membership.objects.filter(Q(to_on=None) | Q(to_on__gte=left_before))
    rows = Person.objects.known().filter(school=rule.school).annotate(left_on=Subquery(latest))
    found: QuerySet[Person] = rows.filter(left_on__lt=left_before).exclude(
        pk__in=here.values("person_id")
    )
    return found.order_by("pk")


def _months_before(on: date, months: int) -> date:
    year, month = divmod(on.year * 12 + on.month - 1 - months, 12)
    return date(year, month + 1, min(on.day, 28))
