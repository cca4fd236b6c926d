"""Whether this person may book this, then: the school's rules for the kind, said as sentences."""

from __future__ import annotations

from datetime import datetime, timedelta

from firstbell.calendar.queries import calendar_of
from firstbell.equipment.models import BookingRule
from firstbell.equipment.models.booking_rule import Bookable
from firstbell.equipment.queries import booking_allowances, bookings
from firstbell.equipment.queries.booking_allowances import Terms
from firstbell.equipment.queries.booking_rules import Rules
from firstbell.equipment.states import StudentsBook
from firstbell.lib.refusal import Conflict, NotAllowed, Refusal
from firstbell.lib.schooltime.model import said
from firstbell.people.models import GroupMember, Person
from firstbell.people.states import MemberKind
from firstbell.platform.tenancy.models import School

A_YEAR = timedelta(days=366)


class NotBookable(Conflict):
    """Nobody books this at this school."""


class SchoolClosed(Refusal):
    """It is asked for a time at which nobody is there."""


def rule_for(rules: Rules, thing: Bookable) -> BookingRule:
    found = rules.of(thing)
    if found is None:
        raise NotBookable(f"{bookings.name(thing)} is not for booking at this school.")
    return found


def refuse_odd(starts: datetime, ends: datetime, at: datetime) -> None:
    """What no rule can allow."""
    if ends <= starts:
        raise Refusal("It must end after it begins.", fields={"to": "Before it begins"})
    if ends <= at:
        raise Refusal("That time is over. Choose a later one.", fields={"day": "Over"})
    if starts > at + A_YEAR:
        raise Refusal("That is more than a year ahead.", fields={"day": "Too far ahead"})
    if ends > at + A_YEAR:
        raise Refusal("It would end more than a year ahead.", fields={"to": "Too far ahead"})


def refuse_by_rule(
    rule: BookingRule, thing: Bookable, person: Person, starts: datetime, ends: datetime, at: datetime
) -> Terms:  # fmt: skip
    """For whoever books for themselves; the desk knows what it does. The terms under which they may are given back."""
    found = booking_allowances.terms_of(rule, person)
    first: Refusal | None = None
    for one in found:
        try:
            _refuse_by(one, thing, person, (starts, ends), at)
        except Refusal as no:
            first = first or no
        else:
            return one
    assert first is not None  # noqa: S101 -- there are always terms, the rule's own at least
    raise first


def _refuse_by(
    one: Terms, thing: Bookable, person: Person, span: tuple[datetime, datetime], at: datetime
) -> None:
    what, rule = bookings.name(thing), one.rule
    if one.of is None:
        _refuse_who(rule, what, person)
    elif not one.of.may_book:
        raise NotAllowed(f"{one.of} do not book {what} themselves. Ask the ICT team.")
    starts, ends = span
    notice = timedelta(hours=rule.notice_hours)
    if notice and starts - at < notice:
        raise Refusal(
            f"{what} must be booked {_hours(rule.notice_hours)} ahead. Ask the ICT team if it is sooner.",
            fields={"day": "Too soon"},
        )
    if one.ahead_days is not None and _days_ahead(rule.school, starts, at) > one.ahead_days:
        raise Refusal(
            f"{what} can be booked {_days(one.ahead_days)} ahead at most{one.whom}.",
            fields={"day": "Too far ahead"},
        )
    if one.longest_hours is not None and ends - starts > timedelta(hours=one.longest_hours):
        raise Refusal(
            f"{what} can be booked for {_hours(one.longest_hours)} at most{one.whom}.", fields={"to": "Too long"}
        )  # fmt: skip


def _days_ahead(school: School, starts: datetime, at: datetime) -> int:
    """Of the school's own days: a booking for tomorrow evening is one day ahead."""
    return (school.local(starts).date() - school.local(at).date()).days


def _days(count: int) -> str:
    return {0: "no day", 1: "a day"}.get(count, f"{count} days")


def _hours(count: int) -> str:
    if count % 24 == 0 and count >= 24:
        return "a day" if count == 24 else f"{count // 24} days"
    return "an hour" if count == 1 else f"{count} hours"


def _refuse_who(rule: BookingRule, what: str, person: Person) -> None:
    now = person.now
    if now is None or now.kind != MemberKind.STUDENT:
        if not rule.staff:
            raise NotAllowed(f"{what} is booked by the ICT team. Ask them.")
        return
    allowed = rule.students == StudentsBook.ALL or (
        bool(now.tutor_group_id)
        if rule.students == StudentsBook.TUTOR
        else bool(rule.students) and _is_in(person, rule.students)
    )
    if not allowed:
        words = StudentsBook(rule.students).label.lower() if rule.students else ""
        whom = f": only {words}" if words else ""
        raise NotAllowed(f"Students do not book {what} themselves{whom}. Ask a teacher to.")


def _is_in(person: Person, kind: str) -> bool:
    return GroupMember.objects.filter(person=person, to_on=None, group__kind=kind).exists()


def refuse_closed(school: School, starts: datetime, ends: datetime) -> None:
    """Both ends lie on school days, between the first and the last bell that rings there."""
    for moment, does in ((starts, "begins"), (ends, "ends")):
        calendar = calendar_of(school, moment.date())
        day = calendar.local(moment).date()
        closure = calendar.closure(day)
        if closure is not None:
            raise SchoolClosed(
                f"There is no school on {said(day)}: {closure.sentence}.", fields={"day": "No school"}
            )  # fmt: skip
        rung = calendar.periods(day)
        first, last = rung[0].starts, max(period.ends for period in rung)
        if not first <= moment <= last:
            hours = f"{calendar.local(first):%H:%M} to {calendar.local(last):%H:%M}"
            raise SchoolClosed(
                f"It {does} outside school time, which is {hours} on {said(day)}.",
                fields={"day": "Outside school time"},
            )
