"""Around a booking: from an item to its form, again on another day, in a calendar, of a leaver, and when it is old."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from icalendar import Calendar

from firstbell.equipment.actions import booking_changes, booking_rules
from firstbell.equipment.models import Booking
from firstbell.equipment.queries import booking_feeds
from firstbell.equipment.tests.periods import PERIOD_3
from firstbell.equipment.tests.test_booking_pages import desk, hers, that_morning, words_of  # noqa: F401 -- fixtures
from firstbell.people import actions as people

DAY = timedelta(days=1)
pytestmark = pytest.mark.usefixtures("ten")


def path_of(url):
    return "/" + url.partition("//")[2].partition("/")[2]


def read(answer):
    assert answer["Content-Type"].startswith("text/calendar")
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def test_an_items_page_leads_to_booking_any_like_it(desk, ten, latitude):  # noqa: F811
    page = words_of(desk.get("/equipment/HV-1/"))

    url = f"/bookings/new/?thing=m-{latitude.uid}"
    assert url in page
    assert f'<option value="m-{latitude.uid}" selected>' in words_of(desk.get(url))


def test_what_has_a_rule_of_its_own_is_booked_itself(desk, ten, hartley, asha, moment):  # noqa: F811
    booking_rules.set_rule(hartley, ten[0], by=asha, at=moment)

    assert f"/bookings/new/?thing=i-{ten[0].uid}" in words_of(desk.get("/equipment/HV-1/"))


def test_what_is_not_for_booking_has_no_button(desk, ten, add, leads, hartley, asha, moment):  # noqa: F811
    add(leads, tag="CAB-1", quantity=5)
    booking_rules.set_rule(hartley, ten[1], by=asha, at=moment, bookable=False)

    assert "/bookings/new/?thing=" not in words_of(desk.get("/equipment/CAB-1/"))
    assert "/bookings/new/?thing=" not in words_of(desk.get("/equipment/HV-2/"))


def test_a_models_page_has_the_button_too(desk, ten, latitude):  # noqa: F811
    page = words_of(desk.get(f"/equipment/models/{latitude.uid}/"))

    assert f"/bookings/new/?thing=m-{latitude.uid}" in page


def test_the_same_is_booked_again_for_another_day(desk, book, okafor):  # noqa: F811
    row = book(4, purpose="Ecology", periods="Period 3")
    url = f"/bookings/new/?again={row.uid}"
    assert url in words_of(desk.get(f"/bookings/{row.uid}/"))

    form = words_of(desk.get(url))

    assert 'name="quantity" value="4"' in form
    assert 'value="Ecology"' in form
    assert '<option value="3" selected>' in form
    assert "Okafor" in form


def test_by_the_clock_it_is_again_by_the_clock(desk, book):  # noqa: F811
    starts, ends = PERIOD_3
    row = book(1, span=(starts + timedelta(minutes=5), ends))

    form = words_of(desk.get(f"/bookings/new/?again={row.uid}"))

    assert 'value="11:25"' in form
    assert 'value="12:20"' in form


def test_nobody_copies_what_is_not_theirs(hers, book, cole):  # noqa: F811
    row = book(1, person=cole)

    assert hers.get(f"/bookings/new/?again={row.uid}").status_code == 404
    assert hers.get("/bookings/new/?again=nonsense").status_code == 200


def test_a_leavers_bookings_after_the_last_day_are_cancelled_at_once(
    desk, book, okafor, teacher, asha, moment  # noqa: F811
):  # fmt: skip
    starts, ends = PERIOD_3
    before = book(1)
    later = [book(1, span=(starts + DAY * n, ends + DAY * n)) for n in (7, 8)]
    people.leave(okafor.now, on=date(2026, 11, 27), by=asha, at=moment)
    page = words_of(desk.get(f"/people/{okafor.uid}/leaving/"))
    assert "Cancel the 2 bookings after the last day" in page

    page = words_of(desk.post(f"/bookings/leaver/{okafor.uid}/", follow=True))

    assert "2 bookings are cancelled." in page
    assert "after the last day" not in page
    states = {row.pk: (row.state, row.reason) for row in Booking.objects.all()}
    assert states[before.pk] == ("reserved", "")
    assert [states[row.pk] for row in later] == [("cancelled", "Chi Okafor leaves")] * 2


def test_whoever_stays_keeps_their_bookings(book, okafor, teacher, asha, moment):
    book(1)

    assert booking_changes.cancel_after_leaving(okafor, by=asha, at=moment) == 0


def test_old_bookings_are_in_a_list_of_their_own(desk, book, moment):  # noqa: F811
    old, new = book(1), book(1)
    Booking.objects.filter(pk=old.pk).update(
        state="complete", starts_at=moment - 91 * DAY, ends_at=moment - 90 * DAY
    )

    assert old.number not in words_of(desk.get("/bookings/list/"))
    assert new.number in words_of(desk.get("/bookings/list/"))
    assert old.number in words_of(desk.get("/bookings/old/"))


def test_what_is_out_is_never_old(desk, book, moment):  # noqa: F811
    late = book(1)
    Booking.objects.filter(pk=late.pk).update(
        state="overdue", starts_at=moment - 91 * DAY, ends_at=moment - 90 * DAY
    )

    assert late.number in words_of(desk.get("/bookings/list/"))


def test_a_calendar_gets_ones_own_bookings_without_signing_in(
    hers, book, cole, client, okoro_account  # noqa: F811
):  # fmt: skip
    mine, _ = book(4, purpose="Ecology, set 2; outdoors"), book(2, person=cole)
    url = booking_feeds.url_of(okoro_account)
    assert url in hers.get("/bookings/feed/").content.decode()
    assert f'data-fb-copy="{url}"' in hers.get("/bookings/feed/").content.decode()

    [one] = read(client.get(path_of(url)))

    assert str(one["summary"]) == "4 × Dell Latitude 3340, Chi Okafor"
    assert str(one["description"]) == f"{mine.number}, Ecology, set 2; outdoors"
    assert one.decoded("dtstart") == PERIOD_3[0]


def test_the_desk_gets_all_of_the_school(desk, book, cole, client, asha_account, hartley, ict_2):  # noqa: F811
    book(4)
    book(2, person=cole, room=ict_2)

    url = booking_feeds.url_of(asha_account, hartley)
    assert url in desk.get("/bookings/feed/").content.decode()
    found = read(client.get(path_of(url)))

    assert len(found) == 2
    assert {str(one.get("location", "")) for one in found} == {"", "ICT 2"}


def test_what_is_cancelled_is_gone_from_the_calendar(
    book, client, asha_account, hartley, asha, moment
):
    booking_changes.cancel(book(4), why="Trip is off", by=asha, at=moment)

    assert read(client.get(path_of(booking_feeds.url_of(asha_account, hartley)))) == []


def test_an_address_ends_with_the_password_the_role_and_the_account(
    book, client, asha_account, okoro_account, hartley, other_school
):
    book(1)
    url = path_of(booking_feeds.url_of(asha_account, hartley))
    assert client.get(url).status_code == 200
    forged = client.get(url.replace(".ics", "x.ics"))
    assert forged.status_code == 404
    assert "Get a new one" in forged.content.decode()
    assert client.get(path_of(booking_feeds.url_of(okoro_account, hartley))).status_code == 404
    assert client.get(path_of(booking_feeds.url_of(asha_account, other_school))).status_code == 404

    asha_account.set_password("another one entirely")
    asha_account.save()
    assert client.get(url).status_code == 404

    url = path_of(booking_feeds.url_of(asha_account, hartley))
    asha_account.is_active = False
    asha_account.save()
    assert client.get(url).status_code == 404
