"""What equipment is worth on a day, in whole pence: straight line and reducing balance."""

from __future__ import annotations

from datetime import date


def straight_line(cost: int, *, life_months: int, residual: int, bought: date, on: date) -> int:
    """Cost falls evenly to the residual over its life, month by completed month.

    >>> straight_line(60_000, life_months=60, residual=0, bought=date(2022, 9, 9), on=date(2024, 9, 9))
    36000
    """
    gone = min(months_between(bought, on), life_months)
    if gone <= 0 or life_months <= 0:
        return cost
    residual = min(residual, cost)
    return cost - (cost - residual) * gone // life_months


def reducing_balance(cost: int, *, life_months: int, residual: int, bought: date, on: date) -> int:
    """Each month takes the same share of what is left, so that the residual (at least a pound) is reached at life's end."""
    gone = min(months_between(bought, on), life_months)
    if gone <= 0 or life_months <= 0 or cost <= 0:
        return cost
    residual = min(residual, cost)
    if gone == life_months:
        return residual
    # A balance that only shrinks by a share never reaches nothing: aim at a pound instead.
    aim = max(residual, min(100, cost))
    share: float = (aim / cost) ** (gone / life_months)
    return max(residual, round(cost * share))


def months_between(start: date, end: date) -> int:
    """Completed months from start to end; negative when end comes first."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - 1 if end.day < start.day and months > 0 else months


def add_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        return date.max if months > 0 else date.min
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def financial_year(day: date, starts_in: int) -> int:
    """The calendar year in which the financial year of this day began."""
    return day.year if day.month >= starts_in else day.year - 1
