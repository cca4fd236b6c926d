from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstbell.lib.parsing import DateOrder, Unclear, guess_date_order, parse_date

FIRST_OF_SEPTEMBER = datetime.date(2022, 9, 1)


@pytest.mark.parametrize(
    "text",
    [
        "01/09/2022", "1/9/22", "01.09.2022", "01-09-2022", "1 9 2022", "2022-09-01", "2022/09/01", "20220901",
        "1 Sep 2022", "1-Sep-22", "1Sep22", "1st September 2022", "1 of September 2022", "Sep 1, 2022",
        "September 1st 2022", "2022-Sep-01", "Thu 1 Sep 2022", "Thursday, 1 September 2022", "01/09/2022 00:00",
        "2022-09-01 10:30:00", "2022-09-01T10:30:00Z", "2022-09-01T10:30:00.123+01:00", "01/09/2022 9:05 am",
        "44805", "44805.4375", "  1 Sept '22 ",
    ],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(text: str):
    found = parse_date(text)

    assert (found.value, found.precision) == (FIRST_OF_SEPTEMBER, "day")


@pytest.mark.parametrize("text", ["Sep-22", "Sep 2022", "September 2022", "09/2022", "2022-09"])
def test_a_month_alone_is_its_first_day_and_says_so(text: str):
    found = parse_date(text)

    assert (found.value, found.precision) == (FIRST_OF_SEPTEMBER, "month")
    assert found.note == "Only a month is given; the 1st of September 2022 is taken."


def test_a_year_alone_is_its_first_day_and_says_so():
    found = parse_date("2019")

    assert (found.value, found.precision) == (datetime.date(2019, 1, 1), "year")


def test_the_order_settles_bare_numbers():
    days = [parse_date("02/03/04", order).value for order in DateOrder]

    assert days == [
        datetime.date(2004, 3, 2),
        datetime.date(2004, 2, 3),
        datetime.date(2002, 3, 4),
    ]


@pytest.mark.parametrize(
    ("text", "order", "sentence"),
    [
        ("", DateOrder.DMY, "There is no date here."),
        ("soon", DateOrder.DMY, "“soon” is not a date. Write it like 1 Sep 2022 or 01/09/2022."),
        (
            "22-Sep",
            DateOrder.DMY,
            "“22-Sep” is not a date. Write it like 1 Sep 2022 or 01/09/2022.",
        ),
        ("31/02/2022", DateOrder.DMY, "“31/02/2022” is not a day in the calendar."),
        ("00/00/0000", DateOrder.DMY, "“00/00/0000” is not a day in the calendar."),
        ("1/23/23", DateOrder.DMY, "“1/23/23” is no date with the day first; here the month is."),
        ("23/1/23", DateOrder.MDY, "“23/1/23” is no date with the month first; here the day is."),
        ("1/1/1066", DateOrder.DMY, "“1/1/1066” would be in the year 1066. Please check it."),
    ],
)
def test_what_is_no_date_is_refused(text: str, order: DateOrder, sentence: str):
    with pytest.raises(Unclear) as refused:
        parse_date(text, order)

    assert refused.value.sentence == sentence


def test_one_day_above_twelve_settles_a_column():
    british = guess_date_order(["4/5/16", "", "1 Sep 2022", "23/1/20", "n/a"])
    american = guess_date_order(["4/5/16", "1/23/20"])

    assert (british.order, british.certain) == (DateOrder.DMY, True)
    assert (american.order, american.certain) == (DateOrder.MDY, True)
    assert american.sentence == (
        "“1/23/20” can only be month, day, year, so the others are read that way."
    )


def test_a_column_that_shows_nothing_says_that_it_is_a_guess():
    found = guess_date_order(["4/5/16", "1/2/20"])

    assert (found.order, found.certain, found.conflicting) == (DateOrder.DMY, False, False)


def test_a_column_of_both_orders_is_for_a_person_to_settle():
    found = guess_date_order(["4/15/16", "15/4/16"])

    assert (found.certain, found.conflicting) == (False, True)
    assert "“15/4/16” has the day first, “4/15/16” the month" in found.sentence


def test_the_year_first_needs_no_guess():
    found = guess_date_order(["2022-01-02", "2022-03-04"])

    assert (found.order, found.certain) == (DateOrder.YMD, True)


@given(st.dates(datetime.date(1970, 1, 1), datetime.date(2069, 12, 31)))
def test_every_day_reads_back_in_every_order(day: datetime.date):
    assert parse_date(f"{day:%d/%m/%Y}", DateOrder.DMY).value == day
    assert parse_date(f"{day.day}/{day.month}/{day:%y}", DateOrder.DMY).value == day
    assert parse_date(f"{day:%m/%d/%y}", DateOrder.MDY).value == day
    assert parse_date(f"{day:%y-%m-%d}", DateOrder.YMD).value == day
    assert parse_date(f"{day:%d %b %Y}").value == day
    assert parse_date(day.isoformat()).value == day


@given(st.text(max_size=80))
def test_any_text_is_a_date_or_a_sentence(text: str):
    try:
        assert parse_date(text).value.year > 1900
    except Unclear as refused:
        assert refused.sentence.endswith(".")  # noqa: PT017 -- both ways are right
