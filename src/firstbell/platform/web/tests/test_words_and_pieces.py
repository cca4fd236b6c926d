from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from django import forms
from django.utils import timezone
from django.utils.safestring import mark_safe

from firstbell.platform.web.components import table, words
from firstbell.platform.web.components.pence import PoundsField
from firstbell.platform.web.components.ribbon import Period, Ribbon
from firstbell.platform.web.components.span import Span, SpanPart
from firstbell.platform.web.components.statuses import meter, status

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 9, 14, tzinfo=UTC)
BELLS = [
    Period("Tutor", "T", time(8, 40), time(9, 0), lesson=False),
    Period("Period 1", "1", time(9, 0), time(10, 0)),
    Period("Period 2", "2", time(10, 0), time(11, 0)),
    Period("Period 3", "3", time(11, 20), time(15, 10)),
]


@pytest.mark.parametrize(
    ("pence", "said"),
    [(41800, "£418.00"), (5, "£0.05"), (123456789, "£1,234,567.89"), (-250, "−£2.50"), (None, "")],  # noqa: RUF001 -- a real minus
)
def test_money_is_said_with_its_pence(pence: int | None, said: str) -> None:
    assert words.money(pence) == said


def test_an_estimate_is_whole_pounds() -> None:
    assert words.pounds(41850) == "£419"


def test_a_day_names_its_year_only_when_it_is_not_this_one() -> None:
    assert words.day(TODAY, TODAY) == "Tue 24 Nov"
    assert words.day(date(2022, 9, 9), TODAY) == "9 Sep 2022"
    assert words.day(None, TODAY) == ""


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (datetime(2026, 11, 24, 8, 2, tzinfo=UTC), "08:02"),
        (datetime(2026, 11, 23, 16, 40, tzinfo=UTC), "Yesterday 16:40"),
        (datetime(2026, 11, 6, 14, 52, tzinfo=UTC), "Fri 6 Nov 14:52"),
        (datetime(2025, 11, 6, 14, 52, tzinfo=UTC), "6 Nov 2025"),
    ],
)
def test_a_moment_is_said_as_shortly_as_leaves_no_doubt(moment: datetime, said: str) -> None:
    with timezone.override("Europe/London"):
        assert words.when(moment, NOW) == said


def test_initials_leave_the_title_out() -> None:
    assert words.initials("Ms Funmi Okafor") == "FO"
    assert words.initials("Mr Cole") == "C"
    assert words.initials("Dr") == "D"


def test_a_status_is_never_colour_alone() -> None:
    html = status("bad", "Overdue")

    assert "#i-alert-octagon" in html
    assert "Overdue" in html


def test_a_name_cannot_smuggle_markup_into_a_row() -> None:
    line = table.row(
        'u"1', "/x/", "<b>", [table.cell("<script>"), table.cell(mark_safe("<i>ok</i>"))]
    )

    assert "<script>" not in line
    assert "&lt;script&gt;" in line
    assert "<i>ok</i>" in line
    assert 'value="u&quot;1"' in line


def test_a_meter_says_its_words_and_stays_within_its_bar() -> None:
    html = meter(30, 20, "30 of 20")

    assert 'aria-label="30 of 20"' in html
    assert 'width="100.0"' in html


def test_the_ribbon_is_the_day_in_minutes() -> None:
    ribbon = Ribbon(TODAY, BELLS, NOW, "Week B")

    assert ribbon.columns == "40fr 20fr 60fr 60fr 20fr 230fr 50fr"
    assert ribbon.now_share == "15.42%"
    assert [cell.state for cell in ribbon.cells][:4] == ["past", "past", "now", "later"]
    assert ribbon.sentence == "School day, Tue 24 Nov · Week B, now 09:14, Period 1 until 10:00"


def test_the_label_moves_to_the_wider_side_of_now() -> None:
    early = Ribbon(TODAY, BELLS, NOW).cells[2]
    late = Ribbon(TODAY, BELLS, NOW.replace(minute=50)).cells[2]

    assert early.label_right
    assert not late.label_right


@pytest.mark.parametrize("hour", [6, 19, 23])
def test_an_evening_leaves_the_line_out(hour: int) -> None:
    assert not Ribbon(TODAY, BELLS, NOW.replace(hour=hour)).running


def test_a_day_without_lessons_says_why() -> None:
    ribbon = Ribbon(date(2026, 12, 25), (), NOW, note="Bank holiday")

    assert ribbon.sentence == "Fri 25 Dec. Bank holiday"


def test_a_school_that_ends_at_midnight_is_still_drawn() -> None:
    ribbon = Ribbon(TODAY, [Period("Night", "N", time(22, 0), time(23, 30))], NOW)

    assert ribbon.columns == "60fr 90fr 29fr"


def test_a_span_is_drawn_to_the_scale_of_its_year() -> None:
    span = Span(
        date(2026, 9, 1),
        date(2027, 7, 31),
        [
            SpanPart(date(2026, 9, 1), date(2027, 7, 31), "on"),
            SpanPart(date(2030, 1, 1), None, "bad"),
        ],
        "All year",
    )

    assert [part.width for part in span.drawn] == ["100.0%", "0.0%"]
    assert span.drawn[1].x == "100.0%"
    assert span.months[0] == "Sep"
    assert span.months[-1] == "Jul"


@pytest.mark.parametrize("amount", ["21474836.48", "£99,999,999"])
def test_an_amount_that_no_column_holds_is_told_so(amount: str) -> None:
    with pytest.raises(forms.ValidationError, match="more than"):
        PoundsField().clean(amount)

    assert PoundsField().clean("21,474,836.47") == 2**31 - 1
