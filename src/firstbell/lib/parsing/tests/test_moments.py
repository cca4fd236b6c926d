from __future__ import annotations

from datetime import UTC, datetime, time, timedelta, timezone

import pytest

from firstbell.lib.parsing import DateOrder, Unclear, parse_clock, parse_moment


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2023-05-03 15:57:36", datetime.fromisoformat("2023-05-03 15:57:36")),
        ("03/05/2023 3:57 PM", datetime.fromisoformat("2023-05-03 15:57:00")),
        ("3 May 2023 at 12:05 am", datetime.fromisoformat("2023-05-03 00:05:00")),
        ("2023-05-03T15:57:36Z", datetime(2023, 5, 3, 15, 57, 36, tzinfo=UTC)),
        ("2023-05-03T15:57:36.123+01:00", datetime(2023, 5, 3, 15, 57, 36, tzinfo=timezone(timedelta(hours=1)))),
        ("45049.75", datetime.fromisoformat("2023-05-03 18:00:00")),
    ],
)  # fmt: skip
def test_a_day_with_its_time_is_read(text, said):
    assert parse_moment(text).value == said


def test_the_order_of_the_numbers_is_whatever_the_file_has():
    assert parse_moment("05/03/2023 9:00", DateOrder.MDY).value == datetime.fromisoformat(
        "2023-05-03 09:00:00"
    )


def test_a_day_alone_is_known_to_have_no_time():
    assert parse_moment("3 May 2023").is_day


@pytest.mark.parametrize("text", ["3 May 2023 25:00", "yesterday", "3 May 2023 13:00 pm"])
def test_what_is_no_moment_is_unclear(text):
    with pytest.raises(Unclear):
        parse_moment(text)


@pytest.mark.parametrize(
    ("text", "said"), [("9:30", time(9, 30)), ("09.30", time(9, 30)), ("2 pm", time(14)), ("14h15", time(14, 15))]
)  # fmt: skip
def test_a_time_of_day_is_read(text, said):
    assert parse_clock(text) == said


@pytest.mark.parametrize("text", ["noon", "25:00", "3 May"])
def test_what_is_no_time_of_day_is_unclear(text):
    with pytest.raises(Unclear):
        parse_clock(text)
