from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from firstbell.equipment.actions import booking_rules, custody
from firstbell.equipment.models import Booking, BookingRule, Item
from firstbell.equipment.tests.periods import PERIOD_3
from firstbell.lib import clock
from firstbell.platform.accounts import actions as accounts

TUESDAY = "2026-11-24"


@pytest.fixture(autouse=True)
def that_morning(monkeypatch, moment):
    monkeypatch.setattr(clock, "now", lambda: moment)


@pytest.fixture
def desk(asha_account, browser_of):
    return browser_of(asha_account)


@pytest.fixture
def hers(teacher, okoro_account, browser_of):
    """The browser of Ms Okafor."""
    return browser_of(okoro_account)


def words_of(answer):
    return " ".join(answer.content.decode().split())


def wanted(latitude, **more):
    return {
        "thing": f"m-{latitude.uid}", "quantity": "4", "also": "", "also_quantity": "1", "day": TUESDAY, "first": "3",
        "last": "", "purpose": "Ecology", "repeat": "", "until": "", **more,
    }  # fmt: skip


def test_nothing_is_there_to_book_until_somebody_says_what(desk, hartley, laptops, asha, moment):
    assert "Let something be booked" in words_of(desk.get("/bookings/"))

    said = {"category": laptops.uid, "bookable": "on", "staff": "on", "students": "", "notice_hours": 0,
            "buffer_minutes": 10, "grace_minutes": 20}  # fmt: skip
    assert desk.post("/bookings/rules/new/", said).status_code == 302
    assert (BookingRule.objects.get().thing, BookingRule.objects.get().buffer_minutes) == (
        laptops,
        10,
    )
    row = BookingRule.objects.get()
    desk.post(f"/bookings/rules/{row.uid}/", {**said, "students": "all"})
    row.refresh_from_db()
    assert (row.students, row.version) == ("all", 2)
    assert "students: all students" in words_of(desk.get("/bookings/rules/"))
    desk.post(f"/bookings/rules/{row.uid}/removal/")
    assert not BookingRule.objects.exists()


def test_the_day_says_how_many_are_free_in_each_period(desk, ten, book, cole, asha, moment):
    book(7)
    custody.give(ten[0], to=cole, by=asha, at=moment)

    page = words_of(desk.get("/bookings/", {"day": TUESDAY}))

    assert "2 of 10 free" in page, "in period 3"
    assert "9 of 10 free" in page, "in the others"
    assert "7 Ms Okafor" in page


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "9999-12-27", "0001-01-08"])
def test_a_day_at_the_end_of_time_shows_a_day_that_can_be_meant(desk, ten, latitude, day):
    pages = [
        desk.get("/bookings/", {"day": day}),
        desk.get("/bookings/", {"day": day, "of": f"m-{latitude.uid}"}),
        desk.get("/bookings/new/", {"day": day}),
    ]

    assert [page.status_code for page in pages] == [200, 200, 200]
    said = words_of(desk.post("/bookings/new/", wanted(latitude, day=day)))
    assert "would be in the year" in said
    assert not Booking.objects.exists()


def test_the_week_of_one_model_has_a_row_for_each_day(desk, ten, book, latitude):
    book(10)

    page = words_of(desk.get("/bookings/", {"of": f"m-{latitude.uid}", "day": TUESDAY}))

    assert [day for day in ("Mon 23 Nov", "Fri 27 Nov", "Sat 28 Nov") if day in page] == [
        "Mon 23 Nov",
        "Fri 27 Nov",
    ]
    assert "None free" in page


def test_the_page_asks_no_more_of_many_bookings_than_of_one(desk, ten, book, latitude):
    def asked(address):
        desk.get(address)
        with CaptureQueriesContext(connection) as found:
            desk.get(address)
        return len(found)

    addresses = [f"/bookings/?day={TUESDAY}", f"/bookings/?of=m-{latitude.uid}&day={TUESDAY}"]
    book(1)
    one = [asked(address) for address in addresses]
    for _ in range(5):
        book(1)

    assert [asked(address) for address in addresses] == one


def test_she_books_ten_for_period_3_and_sees_it_among_hers(hers, ten, latitude):
    answer = hers.post("/bookings/new/", wanted(latitude, quantity="10"))

    row = Booking.objects.get()
    assert answer.url == f"/bookings/{row.uid}/"
    assert (row.starts_at, row.ends_at, row.periods) == (*PERIOD_3, "Period 3")
    assert (str(row.person), row.booked_by, row.purpose) == ("Chi Okafor", "Ms Okoro", "Ecology")
    assert "10 × Dell Latitude 3340" in words_of(hers.get("/mine/"))
    assert "kept until 11:50" in words_of(hers.get(answer.url))


def test_through_two_periods_or_by_the_clock(hers, ten, latitude):
    hers.post("/bookings/new/", wanted(latitude, first="3", last="4"))
    hers.post(
        "/bookings/new/",
        wanted(latitude, first="clock", from_time="09:30", to_time="10:15", to_day=""),
    )

    periods, times = Booking.objects.order_by("pk")
    assert (periods.periods, f"{periods.ends_at:%H:%M}") == ("Period 3 to Period 4", "14:10")
    assert (times.periods, f"{times.starts_at:%H:%M}", f"{times.ends_at:%H:%M}") == (
        "",
        "09:30",
        "10:15",
    )


def test_another_day_asks_for_its_own_periods(hers, ten, latitude):
    page = words_of(hers.post("/bookings/new/", wanted(latitude, day="2026-11-29", reload="1")))

    assert "No school that day" in page
    assert "Period 3" not in page
    assert not Booking.objects.exists()


def test_what_is_taken_is_said_on_the_form(hers, ten, book, latitude, cole):
    book(8, person=cole)

    page = words_of(hers.post("/bookings/new/", wanted(latitude)))

    assert "Only 2 × Dell Latitude 3340 are free then: somebody else has 8 until 12:20." in page


def test_every_week_lists_what_clashes_and_books_the_others(hers, ten, book, latitude):
    book(8, span=tuple(at + timedelta(days=7) for at in PERIOD_3))
    weekly = wanted(latitude, repeat="week", until="2026-12-08")

    page = words_of(hers.post("/bookings/new/", weekly))
    assert "1 of the times is taken" in page
    assert "Book the other 2" in page
    assert Booking.objects.count() == 1

    hers.post("/bookings/new/", weekly | {"skip": "1"})

    days = Booking.objects.exclude(series=None).order_by("starts_at").values_list("starts_at__day")
    assert [day for (day,) in days] == [24, 8]


def test_every_week_until_a_day_before_the_first_books_nothing(hers, ten, latitude):
    page = words_of(
        hers.post("/bookings/new/", wanted(latitude, repeat="week", until="1990-12-08"))
    )

    assert "That is before the first time." in page
    assert not Booking.objects.exists()


def test_she_cancels_hers_and_makes_it_longer(hers, ten, book, latitude):
    mine, other = book(2), book(1)

    until = {"day": TUESDAY, "time": "13:00"}
    assert hers.post(f"/bookings/{mine.uid}/end/", until).status_code == 302
    assert hers.post(f"/bookings/{other.uid}/cancelling/", {"reason": ""}).status_code == 302

    mine.refresh_from_db()
    other.refresh_from_db()
    assert (f"{mine.ends_at:%H:%M}", other.state) == ("13:00", "cancelled")


def test_what_others_booked_is_not_there_for_her(hers, ten, book, cole):
    theirs = book(person=cole)

    for part in ("", "cancelling/", "end/"):
        assert hers.get(f"/bookings/{theirs.uid}/{part}").status_code == 404
    assert hers.post(f"/bookings/{theirs.uid}/yes/").status_code == 403
    page = words_of(hers.get("/bookings/", {"day": TUESDAY}))
    assert "somebody else" in page
    assert "Cole" not in page


def test_the_desk_says_yes_or_no_on_the_page(
    desk, hers, ten, laptops, latitude, hartley, asha, moment
):
    booking_rules.set_rule(hartley, laptops, needs_yes=True, by=asha, at=moment)
    hers.post("/bookings/new/", wanted(latitude))
    row = Booking.objects.get()
    assert "Yes, reserve it" in words_of(desk.get(f"/bookings/{row.uid}/"))
    assert "Yes, reserve it" not in words_of(hers.get(f"/bookings/{row.uid}/"))
    assert "Chi Okafor" in words_of(desk.get("/"))

    desk.post(f"/bookings/{row.uid}/yes/")

    row.refresh_from_db()
    assert row.state == "reserved"


def test_todays_pick_ups_are_on_the_home_page_and_at_the_desk(desk, ten, book):
    book(3)

    assert "3 × Dell Latitude 3340" in words_of(desk.get("/"))
    assert "To collect today" in words_of(desk.get("/desk/"))


def test_the_pages_of_thing_model_and_person_tell(desk, ten, book, okafor, latitude):
    book(of=ten[0])
    book(2)

    assert "11:20 to 12:20" in words_of(desk.get("/equipment/HV-1/"))
    assert "11:20 to 12:20" not in words_of(desk.get("/equipment/HV-2/"))
    assert "2 × Dell Latitude 3340" in words_of(desk.get(f"/equipment/models/{latitude.uid}/"))
    assert "Has booked" in words_of(desk.get(f"/people/{okafor.uid}/"))


def test_a_student_without_a_rule_is_told_whom_to_ask(
    sam_account, browser_of, ten, latitude, cole, asha, moment
):
    accounts.link_person(sam_account, cole, by=asha, at=moment)
    cole.memberships.create(school=cole.school, kind="student", from_on=moment.date())
    cole.now = cole.memberships.get()
    cole.save()

    page = words_of(browser_of(sam_account).post("/bookings/new/", wanted(latitude)))

    assert "Students do not book Dell Latitude 3340 themselves. Ask a teacher to." in page


def test_what_broke_since_it_was_booked_is_told_before_the_lesson(desk, ten, book):
    made = book(10)
    assert "Too few" not in words_of(desk.get("/"))

    Item.objects.filter(pk__in=[ten[0].pk, ten[1].pk]).update(condition="broken")

    assert "Too few" in words_of(desk.get("/"))
    assert "Too few" in words_of(desk.get("/desk/"))
    assert "2 too few." in words_of(desk.get(f"/bookings/{made.uid}/"))
