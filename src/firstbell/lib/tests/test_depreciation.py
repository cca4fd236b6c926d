from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from firstbell.lib.depreciation import (
    add_months,
    financial_year,
    months_between,
    reducing_balance,
    straight_line,
)

BOUGHT = date(2022, 9, 9)


def test_a_laptop_loses_the_same_every_month():
    assert (
        straight_line(60_000, life_months=60, residual=0, bought=BOUGHT, on=date(2024, 9, 9))
        == 36_000
    )
    assert (
        straight_line(60_000, life_months=60, residual=0, bought=BOUGHT, on=date(2024, 9, 8))
        == 37_000
    )


def test_a_server_loses_most_in_its_first_year():
    first = reducing_balance(
        600_000, life_months=60, residual=60_000, bought=BOUGHT, on=date(2023, 9, 9)
    )

    assert first == 378_574


@given(
    cost=st.integers(0, 10**9),
    life=st.integers(1, 240),
    percent=st.integers(0, 100),
    gone=st.integers(-24, 400),
)
def test_nothing_is_ever_worth_more_than_it_cost_or_less_than_its_residual(
    cost, life, percent, gone
):
    residual = cost * percent // 100
    on = add_months(date(2020, 1, 15), gone)

    for method in (straight_line, reducing_balance):
        worth = method(cost, life_months=life, residual=residual, bought=date(2020, 1, 15), on=on)
        assert residual <= worth <= cost
        if gone >= life:
            assert worth == residual


def test_an_academy_year_starts_in_september_and_a_maintained_one_in_april():
    assert financial_year(date(2026, 8, 31), 9) == 2025
    assert financial_year(date(2026, 8, 31), 4) == 2026


def test_the_last_day_of_a_month_stays_in_its_month():
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert months_between(date(2026, 1, 31), date(2026, 2, 28)) == 0
