from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from firstbell.calendar import actions, queries
from firstbell.lib.refusal import Conflict, Refusal
from firstbell.lib.schooltime import Bell, DayPattern, Kind
from firstbell.platform.audit.models import EventChange

SHORT = (Bell("1", Kind.LESSON, time(9), time(10)), Bell("2", Kind.LESSON, time(10), time(11)))


def test_a_changed_bell_rings_at_once_and_keeps_its_period(this_year, bells, hartley, asha, moment):
    first = bells.periods.get(label="1")
    plan = bells.plain_value()
    later = tuple(
        replace(bell, ends=time(9, 55)) if bell.label == "1" else bell for bell in plan.bells
    )
    actions.change_bells(bells, replace(plan, bells=later), by=asha, at=moment)
    first.refresh_from_db()
    assert first.ends == time(9, 55)
    day = queries.school_day(hartley, moment.date())
    assert f"{day.lessons[0].ends:%H:%M}" == "09:55"
    assert EventChange.objects.get(event__kind="calendar.bells_changed").field == "bells"


def test_fewer_and_more_periods(bells, asha, moment):
    actions.change_bells(bells, replace(bells.plain_value(), bells=SHORT), by=asha, at=moment)
    assert bells.periods.count() == 2
    more = (*SHORT, Bell("3", Kind.LESSON, time(11), time(12)))
    actions.change_bells(bells, replace(bells.plain_value(), bells=more), by=asha, at=moment)
    assert [period.label for period in bells.periods.all()] == ["1", "2", "3"]


def test_an_early_end_before_christmas(this_year, bells, hartley, asha, moment):
    day = date(2026, 12, 18)
    actions.add_bells(
        hartley, DayPattern("Last day", SHORT, since=day, until=day), by=asha, at=moment
    )
    assert len(queries.school_day(hartley, day).periods) == 2
    assert len(queries.school_day(hartley, date(2026, 12, 17)).lessons) == 5


def test_two_bells_for_the_same_day_are_refused(bells, hartley, asha, moment):
    with pytest.raises(Conflict, match="rings on the same days"):
        actions.add_bells(hartley, DayPattern("Other", SHORT), by=asha, at=moment)


@pytest.mark.parametrize(
    ("plan", "sentence"),
    [
        (DayPattern("X", ()), "at least one lesson"),
        (DayPattern("X", SHORT, frozenset()), "On which days"),
        (DayPattern(" ", SHORT), "need a name"),
        (
            DayPattern("X", (SHORT[0], replace(SHORT[1], starts=time(9, 30)))),
            "begins at 09:30, before 1 ends at 10:00",
        ),
        (DayPattern("X", (replace(SHORT[0], ends=time(8)),)), "1 ends before it begins"),
    ],
)
def test_a_muddled_day_is_refused_with_a_sentence(hartley, asha, moment, plan, sentence):
    with pytest.raises(Refusal, match=sentence):
        actions.add_bells(hartley, plan, by=asha, at=moment)


def test_bells_say_when_they_ring(bells):
    assert bells.when == "Mon to Fri"
    bells.weekdays, bells.week, bells.since = "24", "B", date(2026, 11, 1)
    assert bells.when == "Wed, Fri, week B, from Sun 1 Nov"


def test_without_its_own_bells_a_school_rings_the_usual_ones(bells, hartley, asha, moment):
    actions.remove_bells(bells, by=asha, at=moment)
    assert len(queries.school_day(hartley, moment.date()).lessons) == 5
