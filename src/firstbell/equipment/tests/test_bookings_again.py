"""The same again: each day, week or month, for so long or so often, without the holidays; and one of the row alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from firstbell.calendar.actions import years
from firstbell.equipment.actions import booking, booking_changes, booking_moving, booking_rules
from firstbell.equipment.actions.booking import Wish
from firstbell.equipment.models import Booking
from firstbell.equipment.queries.availability import Wanted
from firstbell.equipment.queries.booking_repeats import Again, repeated
from firstbell.equipment.states import Every
from firstbell.equipment.tests.periods import PERIOD_3, PERIOD_4
from firstbell.equipment.tests.test_booking_pages import desk, hers, that_morning, wanted, words_of  # noqa: F401 -- fixtures
from firstbell.lib.refusal import Conflict, NotFound, Refusal
from firstbell.lib.schooltime import presets
from firstbell.platform.audit import timeline

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def terms(hartley, asha, moment):
    """Christmas from 21 December to 1 January, half term in the third week of February."""
    year = replace(presets.usual_year(2026), assumed=False)
    years.add_year(hartley, year, by=asha, at=moment)


def days(hartley, every, span=PERIOD_3, **until):
    found = repeated(hartley, span, Again(every, **until), labels=["3"])
    return [f"{starts:%d %b}" for starts, _ in found.spans], found.sentence


def test_each_school_day_leaves_the_weekend_out(hartley):
    assert days(hartley, Every.DAY, times=5) == (
        ["24 Nov", "25 Nov", "26 Nov", "27 Nov", "30 Nov"],
        "",
    )


def test_over_christmas_nothing_is_booked_and_it_is_said(hartley):
    found, said = days(hartley, Every.WEEK, until=date(2027, 1, 5))

    assert found == ["24 Nov", "01 Dec", "08 Dec", "15 Dec", "05 Jan"]
    assert said == "No school on Tue 22 Dec, Tue 29 Dec, so they are left out."


def test_so_many_times_are_so_many_with_the_holidays_left_out(hartley):
    found, said = days(hartley, Every.WEEK, times=5)

    assert (len(found), found[-1]) == (5, "05 Jan")
    assert "Tue 22 Dec" in said
    assert days(hartley, Every.WEEK, times=4) == (found[:4], "")


def test_daily_over_a_long_holiday_counts_the_days_that_are_left_out(hartley):
    _, said = days(hartley, Every.DAY, until=date(2027, 1, 8))

    assert said.endswith("days without school are left out.")


def test_every_month_on_the_fourth_tuesday(hartley):
    found, said = days(hartley, Every.WEEKDAY, until=date(2027, 3, 31))

    assert found == ["24 Nov", "26 Jan", "23 Feb", "23 Mar"]
    assert said == "No school on Tue 22 Dec, so it is left out."


def test_every_month_on_its_date_where_there_is_school(hartley):
    found, said = days(hartley, Every.MONTH, until=date(2027, 3, 31))

    assert found == ["24 Nov", "24 Feb", "24 Mar"]
    assert "Thu 24 Dec, Sun 24 Jan" in said


def test_a_month_without_that_date_has_none(hartley):
    starts = datetime(2027, 1, 29, 9, 0, tzinfo=UTC)
    found = repeated(
        hartley, (starts, starts + timedelta(hours=1)), Again(Every.MONTH, until=date(2027, 4, 30))
    )

    assert [f"{at:%d %b}" for at, _ in found.spans] == ["29 Jan", "29 Apr"]
    assert list(found.left_out) == [date(2027, 3, 29)], "Easter Monday"


def test_by_the_bells_of_each_day_through_the_change_of_the_clocks(hartley):
    found = repeated(hartley, PERIOD_3, Again(Every.WEEK, until=date(2027, 4, 27)), labels=["3"])

    last = found.spans[-1][0]
    assert (f"{last:%d %b}", last.astimezone(UTC).hour) == ("27 Apr", 10), "11:20 in British summer"


@pytest.mark.parametrize(
    ("again", "sentence"),
    [
        (Again(Every.DAY), "Say until when, or how many times."),
        (Again(Every.DAY, date(2026, 12, 1), 4), "and not both"),
        (Again(Every.DAY, date(2026, 11, 23)), "before the first time"),
        (Again(Every.WEEK, date(2028, 12, 1)), "more than a year ahead"),
        (Again(Every.WEEK, times=0), "Say 1 to 60 times"),
        (Again(Every.WEEK, times=61), "Say 1 to 60 times"),
    ],
)
def test_odd_repeats_are_refused(hartley, again, sentence):
    with pytest.raises(Refusal, match=sentence):
        repeated(hartley, PERIOD_3, again)


def test_what_lasts_two_days_cannot_begin_each_day(hartley):
    with pytest.raises(Refusal, match="begin again before it ends"):
        repeated(hartley, (PERIOD_3[0], PERIOD_3[0] + 2 * DAY), Again(Every.DAY, times=3))


def row_of(book, hartley, okafor, latitude, asha, moment, count=3):
    wish = Wish([Wanted(latitude, 6)], *PERIOD_3, person=okafor, periods="Period 3")
    times = repeated(hartley, PERIOD_3, Again(Every.WEEK, times=count), labels=["3"])
    return booking.book_many(hartley, wish, times.spans, by=asha, at=moment)


@pytest.fixture
def three(ten, book, hartley, okafor, latitude, asha, moment):
    """Six laptops for Ms Okafor on three Tuesdays, period 3."""
    return row_of(book, hartley, okafor, latitude, asha, moment)


def test_one_of_a_row_is_moved_alone(three, asha, moment):
    second = three[1]
    week = timedelta(days=7)
    to = booking_moving.Time(PERIOD_4[0] + week, PERIOD_4[1] + week, "Period 4")

    booking_moving.move(second, to, by=asha, at=moment)

    second.refresh_from_db()
    assert (second.starts_at, second.periods) == (to.starts, "Period 4")
    assert f"{second.kept_until:%H:%M}" == "13:40"
    assert [row.starts_at for row in Booking.objects.exclude(pk=second.pk).order_by("pk")] == [
        three[0].starts_at,
        three[2].starts_at,
    ]
    event = timeline.of(second)[0]
    assert event.sentence == (
        "Asha Rahman changed BK-0002 to 6 × Dell Latitude 3340, Tue 1 Dec, Period 4 (13:10 to 14:10)"
    )


def test_what_it_takes_itself_does_not_stand_in_its_way(three, book, cole, asha, moment):
    first, line = three[0], three[0].lines.get()
    later = booking_moving.Time(
        PERIOD_3[0] + timedelta(minutes=10), PERIOD_3[1], quantities={line.uid: 8}
    )

    booking_moving.move(first, later, by=asha, at=moment)
    line.refresh_from_db()
    assert line.quantity == 8

    book(2, person=cole)
    with pytest.raises(booking.AllTaken, match="Mr Cole has 2"):
        booking_moving.move(
            first, booking_moving.Time(*PERIOD_3, quantities={line.uid: 9}), by=asha, at=moment
        )


def test_one_of_a_row_is_dropped_alone(three, asha, moment):
    booking_changes.cancel(three[1], why="No lesson", by=asha, at=moment)

    states = list(Booking.objects.order_by("starts_at").values_list("state", flat=True))
    assert states == ["reserved", "cancelled", "reserved"]


def test_what_is_over_or_out_is_not_moved(three, asha, moment):
    Booking.objects.filter(pk=three[0].pk).update(state="ongoing")
    booking_changes.cancel(three[1], why="No lesson", by=asha, at=moment)

    for row, said in ((three[0], "is out"), (three[1], "is cancelled")):
        with pytest.raises(Conflict, match=said):
            booking_moving.move(row, booking_moving.Time(*PERIOD_4), by=asha, at=moment)


def test_nobody_moves_what_somebody_else_booked(ten, book, cole, teacher, moment):
    theirs = book(person=cole)

    with pytest.raises(NotFound):
        booking_moving.move(theirs, booking_moving.Time(*PERIOD_4), by=teacher, at=moment)


def test_what_was_granted_is_asked_for_again_when_she_changes_it(
    ten, book, teacher, laptops, hartley, asha, moment
):
    booking_rules.set_rule(hartley, laptops, needs_yes=True, by=asha, at=moment)
    mine = book(1, by=teacher)
    booking_changes.decide(mine, granted=True, by=asha, at=moment)
    mine.refresh_from_db()
    line = mine.lines.get()

    booking_moving.move(
        mine, booking_moving.Time(*PERIOD_4, quantities={line.uid: 10}), by=teacher, at=moment
    )

    mine.refresh_from_db()
    assert mine.state == "draft"
    assert "asks for 10 × Dell Latitude 3340" in timeline.of(mine)[0].sentence


def test_what_she_asks_for_is_changed_by_the_desk_and_still_to_be_answered(
    ten, book, teacher, laptops, hartley, asha, moment
):
    booking_rules.set_rule(hartley, laptops, needs_yes=True, by=asha, at=moment)
    asked = book(1, by=teacher)

    booking_moving.move(asked, booking_moving.Time(*PERIOD_4), by=asha, at=moment)

    asked.refresh_from_db()
    assert asked.state == "draft"
    assert timeline.of(asked)[0].sentence.startswith("Asha Rahman changed BK-0001 to 1 ×")


def test_moved_to_a_sunday_it_is_refused(ten, book, teacher, moment):
    mine = book(1, by=teacher)
    sunday = booking_moving.Time(*(at + 5 * DAY for at in PERIOD_3))

    with pytest.raises(Refusal, match="There is no school on Sun 29 Nov"):
        booking_moving.move(mine, sunday, by=teacher, at=moment)


def test_the_form_books_each_day_and_says_what_clashes_on_which(hers, ten, book, latitude):  # noqa: F811
    book(8, span=tuple(at + DAY for at in PERIOD_3))
    daily = wanted(latitude, repeat="day", times="4")

    page = words_of(hers.post("/bookings/new/", daily))
    assert "1 of the times is taken" in page
    assert "Wed 25 Nov" in page
    assert "Only 2 × Dell Latitude 3340 are free then" in page
    hers.post("/bookings/new/", daily | {"skip": "1"})

    rows = Booking.objects.exclude(series=None).order_by("starts_at")
    assert [f"{row.starts_at:%a %d}" for row in rows] == ["Tue 24", "Thu 26", "Fri 27"]
    shown = words_of(hers.get(f"/bookings/{rows[0].uid}/"))
    assert "Then again" in shown
    assert "Fri 27 Nov, Period 3" in shown


def test_the_form_names_the_weekday_of_the_month(hers, ten, latitude):  # noqa: F811
    page = words_of(hers.get("/bookings/new/", {"day": "2026-11-24"}))

    assert "Every month on the fourth Tuesday" in page
    said = words_of(
        hers.post(
            "/bookings/new/", wanted(latitude, repeat="weekday", until="2027-02-28"), follow=True
        )
    )
    assert "Booked 3 times. No school on Tue 22 Dec, so it is left out." in said


def test_she_moves_one_of_askedon_its_page(hers, ten, book, latitude):  # noqa: F811
    mine = book(2, periods="Period 3")
    line = mine.lines.get()
    page = words_of(hers.get(f"/bookings/{mine.uid}/time/"))
    assert '<option value="3" selected>' in page

    said = {"day": "2026-11-26", "first": "4", "last": "", f"of-{line.uid}": "5"}
    answer = hers.post(f"/bookings/{mine.uid}/time/", said, follow=True)

    assert "is Thu 26 Nov, Period 4 (13:10 to 14:10) now." in words_of(answer)
    line.refresh_from_db()
    assert line.quantity == 5
    refused = hers.post(f"/bookings/{mine.uid}/time/", said | {f"of-{line.uid}": "11"})
    assert "Only 10 × Dell Latitude 3340 are free then" in words_of(refused)


def test_another_day_on_that_page_asks_for_its_periods(hers, ten, book):  # noqa: F811
    mine = book(2, periods="Period 3")

    page = words_of(
        hers.post(f"/bookings/{mine.uid}/time/", {"day": "2026-11-29", "first": "3", "reload": "1"})
    )

    assert "No school that day" in page


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        ("9999-12-31T11:20:00Z", "9999-12-31T12:20:00Z"),
        ("0001-01-01T11:20:00Z", "0001-01-01T12:20:00Z"),
    ],
)
def test_a_day_at_the_end_of_time_is_answered_with_a_sentence(program, ten, hartley, latitude, okafor, starts, ends):  # fmt: skip
    body = {
        "school": str(hartley.uid), "lines": [{"model": str(latitude.uid)}], "person": str(okafor.uid),
        "starts_at": starts, "ends_at": ends, "again": {"every": "month", "times": 3},
    }  # fmt: skip

    answer = program.post("/api/v1/bookings/series", body, "application/json")

    assert answer.status_code in (400, 422)
    assert answer.json()["detail"] in (
        "That is more than a year ahead.",
        "That time is over. Choose a later one.",
    )


def test_again_and_again_by_api(program, ten, hartley, latitude, okafor, moment, monkeypatch):
    monkeypatch.setattr("firstbell.lib.clock.now", lambda: moment)
    body = {
        "school": str(hartley.uid), "lines": [{"model": str(latitude.uid), "quantity": 4}], "person": str(okafor.uid),
        "starts_at": PERIOD_3[0].isoformat(), "ends_at": PERIOD_3[1].isoformat(),
        "again": {"every": "week", "until": "2027-01-05"},
    }  # fmt: skip

    answer = program.post("/api/v1/bookings/series", body, "application/json")

    told = answer.json()
    assert answer.status_code == 201
    assert told["left_out"] == ["2026-12-22", "2026-12-29"]
    assert len({row["series"] for row in told["items"]}) == 1
    second = told["items"][1]["uid"]
    later = {"starts_at": "2026-12-02T13:10:00Z", "ends_at": "2026-12-02T14:10:00Z"}
    moved = program.post(f"/api/v1/bookings/{second}/time", later, "application/json").json()
    assert moved["starts_at"] == "2026-12-02T13:10:00Z"
    gone = {"reason": "Snow", "rest": True}
    program.post(f"/api/v1/bookings/{second}/cancellation", gone, "application/json")
    states = list(Booking.objects.order_by("starts_at").values_list("state", flat=True))
    assert states == ["reserved"] + ["cancelled"] * 4
