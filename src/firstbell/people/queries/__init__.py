from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol

from django.db.models import Count, QuerySet
from django.db.models.functions import Lower

from firstbell.people.models import Group, Membership, Person
from firstbell.people.states import GroupKind, MemberKind, school_year, year_name
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.tenancy.models import School


class Told(Protocol):
    """By what a person of a file is told."""

    @property
    def mis_id(self) -> str: ...
    @property
    def email(self) -> str: ...
    @property
    def person_id(self) -> int | None: ...


def known(school: School, rows: Sequence[Told]) -> list[Person | None]:
    """Who each row is: as it says itself, by MIS number at this school, then by email; in three queries."""
    numbers = {row.mis_id for row in rows if row.mis_id}
    emails = {row.email.lower() for row in rows if row.email}
    memberships = (
        Membership.objects.filter(school=school, mis_id__in=numbers)
        .order_by("from_on")
        .values_list("mis_id", "person_id")
    )
    by_number = dict(memberships)
    mails = (
        Person.objects.known()
        .annotate(folded=Lower("email"))
        .filter(folded__in=emails)
        .values_list("folded", "pk")
    )
    by_email = dict(mails)
    said = {row.person_id for row in rows if row.person_id}
    wanted = {*said, *by_number.values(), *by_email.values()}
    rows_of = Person.objects.known().with_now().prefetch_related("memberships")
    people = {person.pk: person for person in rows_of.filter(pk__in=wanted)}
    found = []
    for row in rows:
        pk = row.person_id or (by_number.get(row.mis_id) if row.mis_id else None)
        found.append(people.get(pk or by_email.get(row.email.lower(), 0)))
    return found


def membership_of(person: Person, school: School) -> Membership | None:
    """The open membership of this school, or one with its last day to come; uses what was prefetched."""
    rows = [row for row in person.memberships.all() if row.school_id == school.pk]
    open_one = next((row for row in rows if row.to_on is None), None)
    return open_one or max(rows, key=lambda row: row.from_on, default=None)


def members(group: Group, on: date) -> QuerySet[Person]:
    """Who is in the group on this day: of tutor groups and departments by membership, else by the rows of members."""
    people = Person.objects.known().with_now()
    inside: QuerySet[Any, Any]
    if group.kind == GroupKind.TUTOR:
        inside = Membership.objects.on(on).filter(tutor_group=group).values("person_id")
    elif group.kind == GroupKind.DEPARTMENT:
        inside = Membership.objects.on(on).filter(department=group).values("person_id")
    else:
        inside = group.members.filter(to_on=None).values("person_id")
    found: QuerySet[Person] = people.filter(pk__in=inside).order_by("name_key")
    return found


def years(actor: Actor, school: School, on: date) -> list[tuple[int, str, int]]:
    """The year groups of a school as they are today: cohort, name, how many; the youngest first."""
    people = Person.objects.visible_to(actor).known()
    students = Membership.objects.on(on).filter(
        school=school, kind=MemberKind.STUDENT, person__in=people, cohort__isnull=False
    )
    rows: QuerySet[Any, Any] = students.values("cohort").annotate(count=Count("pk"))
    rows = rows.order_by("-cohort")
    this_year = school_year(on, school.nation)
    return [
        (row["cohort"], year_name(this_year - row["cohort"], school.nation), row["count"])
        for row in rows
    ]
