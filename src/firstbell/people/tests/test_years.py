from __future__ import annotations

from datetime import date

import pytest

from firstbell.people.states import cohort_of, school_year, year_name, year_of
from firstbell.platform.tenancy.states import Nation


@pytest.mark.parametrize(
    ("on", "nation", "year"),
    [
        (date(2026, 8, 31), Nation.ENGLAND, 2025),
        (date(2026, 9, 1), Nation.ENGLAND, 2026),
        (date(2026, 8, 20), Nation.SCOTLAND, 2026),
        (date(2027, 7, 21), Nation.WALES, 2026),
    ],
)
def test_the_school_year_begins_after_the_summer(on, nation, year):
    assert school_year(on, nation) == year


@pytest.mark.parametrize(
    ("nation", "years", "name"),
    [
        (Nation.ENGLAND, -1, "Nursery"),
        (Nation.ENGLAND, 0, "Reception"),
        (Nation.ENGLAND, 7, "Year 7"),
        (Nation.ENGLAND, 14, "Left"),
        (Nation.SCOTLAND, 0, "P1"),
        (Nation.SCOTLAND, 6, "P7"),
        (Nation.SCOTLAND, 7, "S1"),
        (Nation.SCOTLAND, 12, "S6"),
        (Nation.NORTHERN_IRELAND, 7, "Year 8"),
    ],
)
def test_each_nation_counts_its_years_in_its_own_way(nation, years, name):
    assert year_name(years, nation) == name


def test_a_cohort_moves_up_each_september_by_itself():
    cohort = cohort_of(9, date(2026, 11, 24))

    assert cohort == 2017
    assert year_of(cohort, date(2026, 11, 24)) == 9
    assert year_of(cohort, date(2027, 9, 1)) == 10
