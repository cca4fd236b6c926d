from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from firstbell.calendar import actions, queries
from firstbell.calendar.models import ClosedDay
from firstbell.calendar.states import ClosedKind
from firstbell.lib.refusal import Conflict, NotAllowed, Refusal
from firstbell.lib.schooltime import Closed, Span, Why
from firstbell.platform.audit.models import Event, EventChange


def inset(*day):
    return Closed(Span(date(*day), date(*day)), Why.INSET, "")


def test_a_year_brings_its_bank_holidays(this_year):
    names = this_year.closed_days.filter(kind=ClosedKind.BANK_HOLIDAY).values_list(
        "name", flat=True
    )
    assert "Early May bank holiday" in names


def test_a_school_has_each_year_once(this_year, hartley, asha, moment):
    with pytest.raises(Conflict, match="has the year 2026/27 already"):
        actions.add_year(hartley, queries.usual_plan(hartley, 2026), by=asha, at=moment)


def test_the_changed_dates_of_a_term_can_be_read_in_its_history(this_year, asha, moment):
    plan = this_year.plain_value()
    autumn = replace(plan.terms[0], span=Span(date(2026, 9, 3), plan.terms[0].span.last))
    term = this_year.terms.get(name="Autumn")
    actions.change_year(
        this_year, replace(plan, terms=(autumn, *plan.terms[1:])), by=asha, at=moment
    )
    term.refresh_from_db()
    assert term.first == date(2026, 9, 3)
    change = EventChange.objects.get(event__kind="calendar.year_changed")
    assert (change.field, change.was[:10], change.now[:10]) == (
        "Autumn",
        "02/09/2026",
        "03/09/2026",
    )


def test_changing_nothing_writes_no_history(this_year, asha, moment):
    actions.change_year(this_year, this_year.plain_value(), by=asha, at=moment)
    assert not Event.objects.filter(kind="calendar.year_changed").exists()


@pytest.mark.parametrize(
    ("span", "half", "sentence"),
    [
        (Span(date(2026, 12, 1), date(2026, 9, 1)), None, "Autumn ends before it begins"),
        (Span(date(2026, 9, 2), date(2027, 1, 8)), None, "Spring begins before Autumn has ended"),
        (
            Span(date(2026, 9, 2), date(2026, 10, 28)),
            Span(date(2026, 10, 26), date(2026, 10, 30)),
            "half term of Autumn",
        ),
        (Span(date(2025, 9, 2), date(2025, 12, 18)), None, "is not in the year 2026/27"),
    ],
)
def test_muddled_dates_are_refused_with_a_sentence(this_year, asha, moment, span, half, sentence):
    plan = this_year.plain_value()
    muddled = replace(plan, terms=(replace(plan.terms[0], span=span, half=half), *plan.terms[1:]))
    with pytest.raises(Refusal, match=sentence):
        actions.change_year(this_year, muddled, by=asha, at=moment)


def test_next_year_begins_as_a_copy_on_the_same_weekdays(this_year, hartley, asha, moment):
    actions.close_days(hartley, inset(2026, 9, 3), by=asha, at=moment)
    plan = queries.plan_after(this_year)
    assert plan.name == "2027/28"
    assert plan.terms[0].span.first == date(2027, 9, 1)
    assert plan.terms[0].half == Span(date(2027, 10, 25), date(2027, 10, 29))
    assert date(2027, 9, 2) in [closed.span.first for closed in plan.closed]
    copied = actions.add_year(hartley, plan, by=asha, at=moment)
    assert copied.terms.count() == 3


def test_a_day_is_closed_once(this_year, hartley, asha, moment):
    actions.close_days(hartley, inset(2026, 11, 27), by=asha, at=moment)
    with pytest.raises(Conflict, match="closed then already: INSET day, Fri 27 Nov"):
        actions.close_days(hartley, inset(2026, 11, 27), by=asha, at=moment)


def test_a_day_outside_every_year_cannot_be_closed(this_year, hartley, asha, moment):
    with pytest.raises(Refusal, match="Add that year first"):
        actions.close_days(hartley, inset(2029, 3, 2), by=asha, at=moment)


def test_a_school_that_works_on_a_bank_holiday_opens_it(this_year, hartley, asha, moment):
    may_day = ClosedDay.objects.get(name="Early May bank holiday")
    actions.open_days(may_day, by=asha, at=moment)
    assert queries.school_day(hartley, date(2027, 5, 3)).is_open
    actions.add_bank_holidays(this_year, by=asha, at=moment)
    assert not queries.school_day(hartley, date(2027, 5, 3)).is_open


def test_a_teacher_reads_the_calendar_and_does_not_change_it(this_year, hartley, okoro, moment):
    with pytest.raises(NotAllowed):
        actions.close_days(hartley, inset(2026, 11, 27), by=okoro, at=moment)


def test_a_technician_of_another_school_changes_nothing_here(this_year, tariq, moment):
    with pytest.raises(NotAllowed):
        actions.remove_year(this_year, by=tariq, at=moment)


def test_a_removed_year_leaves_its_history(this_year, hartley, asha, moment):
    actions.remove_year(this_year, by=asha, at=moment)
    assert queries.school_years(hartley) == []
    assert (
        Event.objects.get(kind="calendar.year_removed").sentence
        == "Asha Rahman removed the year 2026/27"
    )
