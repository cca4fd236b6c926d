from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from random import Random

from django.db import transaction
from django.db.models import QuerySet

from firstbell.agents.models import Device
from firstbell.calendar.models import BellSchedule
from firstbell.config.demo import (
    answers,
    articles,
    bookings,
    coming,
    counts,
    desk,
    devices,
    equipment,
    history,
    lending,
    lessons,
    mail,
    people,
    places,
    rules,
    tickets,
)
from firstbell.equipment.actions.starting import stock_catalogue
from firstbell.equipment.models import (
    Agreement,
    BookingRule,
    Category,
    Count,
    Custody,
    Handover,
    Item,
    Sighting,
)
from firstbell.people.models import Membership, Organisation, Person, RosterSource
from firstbell.places.models import Building
from firstbell.platform.accounts import actions as accounts
from firstbell.platform.accounts.actors import Actor, system_actor
from firstbell.platform.accounts.models import Account
from firstbell.platform.accounts.states import Role
from firstbell.platform.audit.events import told_together
from firstbell.platform.tags.models import Tag
from firstbell.platform.tenancy import actions as tenancy
from firstbell.platform.tenancy.models import School
from firstbell.software.actions import naming
from firstbell.software.models import NamingRule, Requirement
from firstbell.support.models import Article, Mailbox, Ticket
from firstbell.timetable.models import Lesson, SchoolEvent

PASSWORD = "every room ready"  # noqa: S105 -- printed for whoever looks around the demonstration
TRUST = "Hartley Vale Learning Trust"
SCHOOLS = (
    ("Hartley Vale School", "secondary"),
    ("Nether Wick Primary School", "primary"),
    ("Upper Sallow Primary School", "primary"),
)
CAST = (
    # name, email, role, in the whole trust
    ("Jo Marsh", "jo@hartley.example", Role.LEAD, True),
    ("Sam Reeve", "sam@hartley.example", Role.TECHNICIAN, False),
    ("Ife Okafor", "okafor@hartley.example", Role.STAFF, False),
    ("Noor Haddad", "haddad@hartley.example", Role.STUDENT, False),
    ("Ruth Dale", "dale@hartley.example", Role.BUSINESS, False),
    ("Martin Firth", "firth@hartley.example", Role.LEADER, False),
)
Report = Callable[[int, int, str], None]


def load(*, at: datetime, report: Report) -> None:
    """Load the trust, step by step; a step that was done before (a load that was killed) is not done again."""
    by = replace(system_actor("import", "Jo Marsh"), key="system")
    steps = _steps(by, at)
    for number, (line, done, step) in enumerate(steps):
        report(number, len(steps), line)
        with transaction.atomic(), told_together():
            if not done():
                step()
    report(len(steps), len(steps), "The demonstration trust is ready.")


Step = tuple[str, Callable[[], bool], Callable[[], object]]


def _steps(by: Actor, at: datetime) -> list[Step]:
    steps: list[Step] = [
        ("Three schools", School.objects.exists, lambda: _schools(by, at)),
        ("The kinds of equipment", Category.objects.exists, lambda: stock_catalogue(by=by, at=at)),
        ("Suppliers", Organisation.objects.exists, lambda: people.know_suppliers(by=by, at=at)),
    ]
    steps.append(
        ("What programs are called", NamingRule.objects.exists, lambda: naming.start(at=at))
    )
    for name, _ in SCHOOLS:
        steps += _of_school(name, by, at)
    return [
        *steps,
        ("Accounts", Account.objects.exists, lambda: _accounts(by, at)),
        ("What was counted", Count.objects.exists, lambda: _counts(at)),
        ("What borrowers agree to", Agreement.objects.exists, lambda: lending.agree(by=by, at=at)),
        ("The loan desk", Handover.objects.exists, lambda: _lend(at)),
        ("What is booked", BookingRule.objects.exists, lambda: bookings.promise(_first(), at=at)),
        (
            "Who is leaving",
            lambda: _stays().exists(),
            lambda: coming.say_goodbye(_first(), by=by, at=at),
        ),
        ("Who needs help", Ticket.objects.exists, lambda: _tickets(by, at)),
        ("Who wrote to the desk", Mailbox.objects.exists, lambda: mail.arrive(_first(), at=at)),
        (
            "What the team knows",
            Article.objects.exists,
            lambda: articles.write_them(_first(), at=at),
        ),
        ("What lies on the desk", Tag.objects.exists, lambda: _desk(by, at)),
    ]


def _counts(at: datetime) -> None:
    lead, helper = (Account.objects.get(email=person[1]) for person in CAST[:2])
    school = School.objects.get(name=SCHOOLS[0][0])
    luck = Random("counts")  # noqa: S311 -- the same trust every time
    counts.go_round(school, lead, helper, at=at, luck=luck)


def _tickets(by: Actor, at: datetime) -> None:
    luck = Random("tickets")  # noqa: S311 -- the same trust every time
    tickets.raise_them(_first(), by=by, at=at, luck=luck)
    answers.keep_ready(_first(), by=by, at=at)
    answers.work(_first(), by=by, at=at)
    rules.make(_first(), by=by, at=at)


def _desk(by: Actor, at: datetime) -> None:
    school = School.objects.get(name=SCHOOLS[0][0])
    desk.lay_out(school, Account.objects.get(email=CAST[0][1]), by=by, at=at)


def _lend(at: datetime) -> None:
    school = School.objects.get(name=SCHOOLS[0][0])
    lending.lend(school, at=at, luck=Random("the loan desk"))  # noqa: S311 -- the same trust every time


def _schools(by: Actor, at: datetime) -> None:
    tenancy.name_trust(TRUST, by=by, at=at)
    for name, phase in SCHOOLS:
        tenancy.add_school(
            name, by=by, at=at, phase=phase, contact="Ring the school office, 01632 960 100"
        )


def _of_school(name: str, by: Actor, at: datetime) -> list[Step]:
    def school() -> School:
        return School.objects.get(name=name)

    def luck(part: str) -> Random:
        return Random(f"{name} {part}")  # noqa: S311 -- the same trust every time

    def step(line: str, rows: Callable[[], object], do: Callable[[], object]) -> Step:
        return f"{name}: {line}", lambda: bool(rows()), do

    return [
        step("rooms", lambda: Building.objects.filter(school=school()).exists(),
             lambda: places.build(school(), by=by, at=at)),
        step("bells and terms", lambda: BellSchedule.objects.filter(school=school()).exists(),
             lambda: places.ring_bells(school(), by=by, at=at)),
        step("people", lambda: Membership.objects.filter(school=school()).exists(),
             lambda: people.arrive(school(), by=by, at=at, luck=luck("people"))),
        step("who looks after what", lambda: Person.objects.filter(school=school(), keeps__isnull=False).exists(),
             lambda: people.look_after(school(), by=by, at=at)),
        step("lessons", lambda: Lesson.objects.filter(school=school()).exists(),
             lambda: lessons.teach(school(), by=by, at=at, luck=luck("lessons"))),
        step("what comes", lambda: SchoolEvent.objects.filter(school=school()).exists(),
             lambda: lessons.note_events(school(), by=by, at=at)),
        step("equipment", lambda: Item.objects.filter(school=school()).exists(),
             lambda: equipment.buy(school(), by=by, at=at, luck=luck("equipment"))),
        step("who has what", lambda: Custody.objects.open().filter(item__school=school()).exists(),
             lambda: equipment.hand_out(school(), by=by, at=at, luck=luck("custody"))),
        step("two years of work", lambda: Sighting.objects.filter(item__school=school()).exists(),
             lambda: history.live_through(school(), by=by, at=at, luck=luck("history"))),
        step("computers report themselves", lambda: Device.objects.filter(school=school()).exists(),
             lambda: devices.report_in(school(), by=by, at=at, luck=luck("devices"))),
        step("programs in order", lambda: Requirement.objects.filter(school=school()).exists(),
             lambda: devices.keep_order(school(), by=by, at=at)),
        step("where people come from", lambda: RosterSource.objects.filter(school=school()).exists(),
             lambda: coming.bring_list(school(), by=by, at=at)),
    ]  # fmt: skip


def _first() -> School:
    return School.objects.get(name=SCHOOLS[0][0])


def _stays() -> QuerySet[Membership]:
    return Membership.objects.filter(school=_first()).exclude(to_on=None)


def _accounts(by: Actor, at: datetime) -> None:
    first = School.objects.order_by("pk").first()
    for name, email, role, everywhere in CAST:
        account = accounts.make_account(email=email, name=name, password=PASSWORD, by=by, at=at)
        accounts.give_role(account, role=role, school=None if everywhere else first, by=by, at=at)
        person = Person.objects.filter(school=first, email=email).first()
        if person:
            accounts.link_person(account, person, by=by, at=at)
