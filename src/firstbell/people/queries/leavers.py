from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import OuterRef, Q, QuerySet, Subquery

from firstbell.people.models import Membership, Person, Retention
from firstbell.platform.tenancy.questions import HELD, Held


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
