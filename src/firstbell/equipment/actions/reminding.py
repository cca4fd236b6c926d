"""What is late: one digest to each borrower in a week, one to the desk in a day."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from firstbell.calendar.queries import calendar_of
from firstbell.equipment import events
from firstbell.equipment.models import Custody, Reminder
from firstbell.people.models import Person
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.accounts.models import Account
from firstbell.platform.audit.events import announce
from firstbell.platform.tenancy.models import School

AGAIN = timedelta(days=7)
_HOUR = 7
WRITE_TO = "equipment.write_to"


def remind(at: datetime) -> int:
    """Every school in its own morning, on a day with school; how many digests were told. Bears being run at any time."""
    return sum(_remind_at(school, at) for school in School.objects.filter(left_on=None))


def _remind_at(school: School, at: datetime) -> int:
    here = school.local(at)
    if here.hour < _HOUR or not calendar_of(school, here.date()).is_school_day(here.date()):
        return 0
    if Reminder.objects.filter(school=school, person=None, on=here.date()).exists():
        return 0
    rows = Custody.objects.open().filter(item__school=school, due_on__lt=here.date())
    late = list(
        rows.select_related("item__model", "item__category", "person").order_by(
            "due_on", "item__tag_key"
        )
    )
    if not late:
        return 0
    with transaction.atomic():
        if not _once(school, None, here.date(), len(late)):
            return 0
        by = system_actor()
        announce(events.OVERDUE_LIST, school, by=by, at=at, things=_things(len(late)))
        return 1 + sum(
            _tell(school, person, things, here.date(), at)
            for person, things in _by_person(late).items()
        )


def _by_person(late: list[Custody]) -> dict[Person, list[str]]:
    found: dict[Person, list[str]] = defaultdict(list)
    for row in late:
        if row.person is not None:
            found[row.person].append(f"{row.item}, by {row.due_on:%d/%m/%Y}")
    return found


def _tell(school: School, person: Person, things: list[str], on: date, at: datetime) -> int:
    if not _reachable(person):
        return 0
    if Reminder.objects.filter(person=person, on__gt=on - AGAIN).exists():
        return 0
    if not _once(school, person, on, len(things)):
        return 0
    announce(events.OVERDUE, person, by=system_actor(), at=at, things="; ".join(things))
    return 1


def _reachable(person: Person) -> bool:
    """On their own page, or by mail."""
    mine = Account.objects.filter(person_uid=person.uid, is_active=True)
    return bool(person.email) or mine.exists()


def _once(school: School, person: Person | None, on: date, count: int) -> bool:
    try:
        with transaction.atomic():
            Reminder.objects.create(school=school, person=person, on=on, count=count)
    except IntegrityError:
        return False
    return True


def _things(count: int) -> str:
    return "1 thing" if count == 1 else f"{count} things"
