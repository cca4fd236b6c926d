from __future__ import annotations

from datetime import UTC, date, datetime
from time import perf_counter

import pytest

from firstbell.calendar import actions, plugs, queries
from firstbell.lib.schooltime import Closed, Span, Why
from firstbell.platform.tenancy import actions as tenancy


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_the_ribbon_says_the_day_the_week_and_the_next_bell(hartley, this_year, bells, moment):
    ribbon = queries.ribbon(hartley, moment)
    assert ribbon.label == "Tue 24 Nov · Week B"
    assert [column.label for column in ribbon.columns if column.is_current] == ["Before school"]
    assert f"{ribbon.first_bell:%H:%M} {ribbon.first_lesson:%H:%M}" == "08:40 09:00"
    assert ribbon.minutes_to_next_bell == 19
    assert ribbon.now == pytest.approx(4.375)
    assert ribbon.columns[2].minutes == 60


def test_in_summer_the_ribbon_follows_the_clock_on_the_wall(hartley, this_year):
    ribbon = queries.ribbon(hartley, at("2026-09-10 07:40"))
    assert f"{ribbon.first_bell:%H:%M}" == "08:40"
    assert [column.label for column in ribbon.columns if column.is_current] == ["Tutor"]


def test_after_the_last_bell_none_is_announced(hartley, this_year):
    ribbon = queries.ribbon(hartley, at("2026-11-24 17:00"))
    assert (ribbon.minutes_to_next_bell, ribbon.now) == (None, None)
    assert all(column.is_past for column in ribbon.columns)


def test_on_a_closed_day_the_ribbon_says_until_when(hartley, this_year):
    ribbon = queries.ribbon(hartley, at("2026-10-28 10:00"))
    assert ribbon.columns == ()
    assert ribbon.closed == "Half term until Mon 2 Nov"


def test_a_school_that_entered_nothing_has_a_live_ribbon(hartley, moment):
    ribbon = queries.ribbon(hartley, moment)
    assert ribbon.label == "Tue 24 Nov"
    assert [column.label for column in ribbon.columns][1:4] == ["Tutor", "1", "2"]
    assert queries.ribbon(hartley, at("2026-12-25 10:00")).closed.startswith("Christmas Day")


def test_a_primary_school_starts_from_a_primary_schools_day(other_school, moment):
    assert "Register" in [column.label for column in queries.ribbon(other_school, moment).columns]


def test_after_the_last_year_the_usual_dates_are_assumed(hartley, this_year):
    assert (
        queries.school_day(hartley, date(2027, 8, 11)).closure.sentence
        == "Summer holiday until Thu 2 Sep"
    )
    assumed = queries.calendar_of(hartley, date(2027, 9, 10)).year_of(date(2027, 9, 10))
    assert (assumed.name, assumed.assumed, assumed.weeks) == ("2027/28", True, 2)


def test_snow_shows_at_once(hartley, this_year, bells, asha, moment):
    assert queries.ribbon(hartley, moment).closed == ""
    today = Span(moment.date(), moment.date())
    actions.close_days(hartley, Closed(today, Why.CLOSED, "Snow"), by=asha, at=moment)
    assert queries.ribbon(hartley, moment).closed == "Snow until Wed 25 Nov"


def test_the_ribbon_costs_one_query_and_hardly_any_time(
    hartley, this_year, bells, moment, django_assert_num_queries
):
    plugs.strip(queries.ribbon(hartley, moment))
    with django_assert_num_queries(1):
        plugs.strip(queries.ribbon(hartley, moment))
    began = perf_counter()
    for _ in range(50):
        plugs.strip(queries.ribbon(hartley, moment))
    assert (perf_counter() - began) / 50 < 0.005


def test_the_strip_names_its_periods(hartley, this_year, bells, moment):
    strip = plugs.strip(queries.ribbon(hartley, moment))
    assert strip.day_words == "Tue 24 Nov · Week B"
    assert [cell.period.short for cell in strip.cells] == [
        "Before bell",
        "T",
        "1",
        "2",
        "B",
        "3",
        "Lunch",
        "4",
        "5",
        "After",
    ]
    assert strip.now_share == "4.38%"


def test_another_time_zone_has_its_own_bells(asha, moment):
    cyprus = tenancy.add_school(
        "St Barnabas Akrotiri", by=asha, at=moment, time_zone="Asia/Nicosia"
    )
    assert f"{queries.school_day(cyprus, moment.date()).periods[1].starts:%H:%M}" == "06:40"


def test_what_comes_next(hartley, this_year, moment):
    school = queries.calendar_of(hartley, moment.date())
    coming = queries.coming_up(school, moment.date())
    assert [(one.name, one.first) for one in coming[:2]] == [
        ("Christmas holiday", date(2026, 12, 19)),
        ("Half term", date(2027, 2, 15)),
    ]
    assert coming[0].school_days_away == 18
    assert [one.name for one in coming] == [
        "Christmas holiday",
        "Half term",
        "Easter holiday",
        "Early May bank holiday",
    ]


def test_the_year_at_a_glance(hartley, this_year, moment):
    school = queries.calendar_of(hartley, moment.date())
    months = queries.months(school, school.year_of(moment.date()).span, moment.date())
    assert [months[0].name, months[-1].name, len(months)] == ["Sep 2026", "Jul 2027", 11]
    october = months[1]
    assert october.weeks[4][0] == ""
    assert october.weeks[4][1][0].look == "holiday"
    assert sum(month.school_days for month in months) == len(
        [d for d in school.school_days if d in school.year_of(moment.date()).span]
    )


def test_a_far_day_is_answered_as_fast_as_a_near_one(hartley, this_year):
    queries.calendar_of(hartley, date(2026, 9, 10))
    began = perf_counter()
    assert queries.school_day(hartley, date(2095, 11, 24)).is_open
    assert perf_counter() - began < 2
    assert len(queries.calendar_of(hartley, date(2095, 11, 24)).years) < 6
