from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from random import Random

from firstbell.config.demo import words
from firstbell.lib.schooltime import presets
from firstbell.people.actions.keepers import name_keeper
from firstbell.people.actions.organisations import NewOrganisation, add_organisations
from firstbell.people.actions.taking_on import Arrival, take_on
from firstbell.people.models import Person
from firstbell.people.states import KeeperRole
from firstbell.places.models import Room
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.tenancy.models import School

TITLES = ("Mr", "Mrs", "Ms", "Miss", "Dr")
# Who can sign in: the last in the secondary's lists, since they are given something first.
TEACHER = ("Ife", "Okafor", "okafor@hartley.example")
STUDENT = ("Noor", "Haddad", "haddad@hartley.example")


def arrive(school: School, *, by: Actor, at: datetime, luck: Random) -> None:
    since = date(presets.year_start(at.date(), month=9) - 2, 9, 1)
    staff, students = _staff(school, since, luck), _students(school, at.date(), luck)
    if school.phase == "secondary":
        staff[-1], students[-1] = _known(staff[-1], *TEACHER), _known(students[-1], *STUDENT)
    take_on(school, [*staff, *students], by=by, at=at)


def _known(row: Arrival, given: str, family: str, email: str) -> Arrival:
    return replace(row, given_name=given, family_name=family, email=email)


def _staff(school: School, since: date, luck: Random) -> list[Arrival]:
    domain = f"{school.short_name.split()[0].lower()}.example"
    primary = school.phase == "primary"
    rows = []
    for number in range(26 if primary else 112):
        given, family = luck.choice(words.GIVEN), luck.choice(words.FAMILY)
        department = "" if primary else words.DEPARTMENTS[number % len(words.DEPARTMENTS)]
        rows.append(
            Arrival(
                kind="staff", title=luck.choice(TITLES), given_name=given, family_name=family,
                email=f"{given}.{family}.{number}@{domain}".lower(), mis_id=f"ST{number:04d}",
                initials=f"{given[0]}{family[0]}{number:02d}"[:5], department=department, from_on=since,
                job_title="Teacher" if number % 5 else "Teaching assistant",
            )
        )  # fmt: skip
    return rows


def _students(school: School, today: date, luck: Random) -> list[Arrival]:
    primary = school.phase == "primary"
    years = range(7) if primary else range(7, 14)
    starts = presets.year_start(today, month=9)
    rows, number = [], 0
    for year in years:
        tutors = ("Oak", "Elm") if primary else ("A", "B", "C", "D", "E")
        for seat in range(25 if primary else 155 if year < 12 else 50):
            number += 1
            rows.append(
                Arrival(
                    kind="student", given_name=luck.choice(words.GIVEN), family_name=luck.choice(words.FAMILY),
                    mis_id=f"{'P' if primary else 'S'}{number:05d}", cohort=starts - year,
                    tutor_group=f"{year}{tutors[seat % len(tutors)]}" if year else f"R {tutors[seat % 2]}",
                    from_on=date(max(starts - (year - years[0]), starts - 2), 9, 3),
                )
            )  # fmt: skip
    return rows


def know_suppliers(*, by: Actor, at: datetime) -> None:
    rows = [
        NewOrganisation(
            name,
            more={
                "email": f"school@{name.split()[0].lower()}.example",
                "phone": f"01632 960 1{n:02d}",
            },
        )
        for n, name in enumerate(words.SUPPLIERS)
    ]
    add_organisations(None, rows, by=by, at=at)


def look_after(school: School, *, by: Actor, at: datetime) -> None:
    """The first two of Computing look after the ICT rooms, the office the rest of theirs."""
    staff = list(Person.objects.filter(school=school, memberships__kind="staff").order_by("pk")[:8])
    for number, room in enumerate(
        Room.objects.filter(school=school, kind__in=["ict_suite", "hall", "library"])
    ):
        name_keeper(room, person=staff[number % 4], by=by, at=at)
        name_keeper(room, person=staff[4 + number % 4], role=KeeperRole.STANDS_IN, by=by, at=at)
