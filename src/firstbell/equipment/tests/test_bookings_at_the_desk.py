from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from firstbell.equipment.actions import (
    booking_changes,
    booking_rules,
    booking_watch,
    custody,
    lending,
    scanning,
    swapping,
)
from firstbell.equipment.models import Booking, BookingFill, Custody, Handover, Item
from firstbell.equipment.states import Direction
from firstbell.equipment.tests.periods import PERIOD_3, PERIOD_4
from firstbell.lib.refusal import Conflict
from firstbell.platform.audit import timeline
from firstbell.platform.audit.models import Event

THEN = PERIOD_3[0] - timedelta(minutes=5)


@pytest.fixture
def scan(hartley, asha):
    """scan("HV-1") at the desk, five minutes before period 3."""

    def read(code, direction=Direction.OUT, at=THEN):
        row = lending.begin(hartley, by=asha, at=at, direction=direction)
        text = code.tag if isinstance(code, Item) else code
        return scanning.scan(row, code=text, scan_id=uuid4(), by=asha, at=at)

    return read


@pytest.fixture
def hand_over(hartley, asha):
    def complete(at=THEN):
        return lending.complete(lending.begin(hartley, by=asha, at=at), by=asha, at=at)

    return complete


def again(row):
    return Booking.objects.get(pk=row.pk)


def test_whoever_comes_finds_their_booking_and_scans_fill_it(ten, book, scan, hand_over):
    made = book(3)

    said = scan("chi okafor")
    assert said.said == "They have booked 3 × Dell Latitude 3340 until 12:20. Scan them."
    assert [scan(item).said for item in ten[:2]] == ["1 of 3 for BK-0001.", "2 of 3 for BK-0001."]
    done = hand_over()

    made = again(made)
    assert (made.state, made.collected_at, made.was_late) == ("ongoing", THEN, False)
    assert (made.lines.get().fulfilled, done.due_on) == (2, PERIOD_3[1].date())
    assert {fill.custody.item_id for fill in BookingFill.objects.all()} == {ten[0].pk, ten[1].pk}
    assert timeline.of(made)[0].sentence == "Asha Rahman handed 2 of 3 over for BK-0001"


def test_the_rest_comes_later_and_all_of_it_back_closes_it(ten, book, scan, hand_over):
    made = book(2)
    scan("chi okafor")
    scan(ten[0])
    hand_over()
    scan("chi okafor")
    scan(ten[1])
    hand_over()
    assert again(made).lines.get().fulfilled == 2

    scan(ten[0], Direction.BACK)
    assert again(made).state == "ongoing", "one is still out"
    scan(ten[1], Direction.BACK)

    assert (again(made).state, again(made).closed_at) == ("complete", THEN)


def test_undone_it_is_out_again(ten, book, scan, hand_over, hartley, asha):
    made = book(1)
    scan("chi okafor")
    scan(ten[0])
    hand_over()
    scan(ten[0], Direction.BACK)
    assert again(made).state == "complete"

    pile = lending.begin(hartley, by=asha, at=THEN, direction=Direction.BACK)
    scanning.undo_last(pile, by=asha, at=THEN)

    assert again(made).state == "ongoing"


def test_taken_back_on_the_items_page_it_counts_as_well(ten, book, scan, hand_over, asha):
    made = book(1)
    scan("chi okafor")
    scan(ten[0])
    hand_over()

    custody.take_back(ten[0], by=asha, at=THEN)

    assert again(made).state == "complete"


def test_the_spare_stands_in_for_the_broken_one(ten, book, scan, hand_over, asha):
    made = book(1)
    scan("chi okafor")
    scan(ten[0])
    hand_over()

    swapping.swap(Item.objects.get(pk=ten[0].pk), spare=ten[1], by=asha, at=THEN)
    assert again(made).state == "ongoing"
    custody.take_back(ten[1], by=asha, at=THEN)

    assert again(made).state == "complete"


def test_a_basket_that_is_stopped_fills_nothing(ten, book, scan, hand_over, cole, asha):
    made = book(2)
    scan("chi okafor")
    scan(ten[0])
    scan(ten[1])
    custody.give(ten[1], to=cole, by=asha, at=THEN)

    with pytest.raises(Conflict, match="HV-2"):
        hand_over()

    assert (again(made).state, BookingFill.objects.count()) == ("reserved", 0)


def test_what_was_not_booked_is_lent_and_said_so(ten, add, book, scan, hand_over):
    other = add(tag="HV-99")
    made = book(1)
    scan("chi okafor")

    assert scan(other).said == "Not what was booked: BK-0001 wants 1 × Dell Latitude 3340."
    hand_over()

    assert again(made).state == "reserved"


def test_a_basket_may_be_for_something_else(ten, book, scan, hand_over, hartley, asha):
    made = book(1)
    scan("chi okafor")
    basket = lending.begin(hartley, by=asha, at=THEN)

    lending.set_booking(basket, None, by=asha, at=THEN)
    scan(ten[0])
    hand_over()

    assert again(made).state == "reserved"


def test_a_trolley_goes_whole_and_comes_back_whole(
    ten, add, trolleys, book, scan, hand_over, hartley, asha, moment
):
    trolley = add(trolleys, tag="TRO-1")
    booking_rules.set_rule(hartley, trolleys, by=asha, at=moment)
    Item.objects.filter(pk__in=[one.pk for one in ten[:3]]).update(container=trolley)
    made = book(of=trolley)

    scan("chi okafor")
    scan(trolley)
    hand_over()
    assert BookingFill.objects.count() == 4
    scan(trolley, Direction.BACK)

    assert again(made).state == "complete"


def test_lending_what_somebody_else_has_booked_is_warned_of(ten, book, scan, cole):
    book(of=ten[0], span=PERIOD_4)
    scan("jon cole")

    said = scan(ten[0])

    assert (said.tone, said.said) == (
        "careful",
        "Ms Okafor has booked it Tue 24 Nov, 13:10 to 14:10.",
    )


def test_lending_the_last_ones_of_a_kind_that_is_booked_is_warned_of(ten, book, scan, cole):
    book(9, span=PERIOD_4)
    scan("jon cole")

    assert scan(ten[0]).tone == "good"
    said = scan(ten[1])

    assert said.tone == "careful"
    assert said.said == (
        "Ms Okafor has booked 9 × Dell Latitude 3340 Tue 24 Nov, 13:10 to 14:10,"
        " and without this one there are too few."
    )


def test_what_nobody_collects_is_free_again_and_told_once(ten, book, scan, hand_over, hartley):
    made = book(10)
    soon, late = (PERIOD_3[0] + timedelta(minutes=n) for n in (20, 31))

    assert booking_watch.watch(soon) is None
    assert booking_watch.watch(late) == "0 reminded, 0 overdue, 1 not collected"
    assert booking_watch.watch(late) is None

    assert (again(made).state, again(made).was_late) == ("no_show", False)
    assert Event.objects.filter(kind="equipment.booking_not_collected").count() == 1
    assert book(10, at=late).state == "reserved"


def test_who_comes_too_late_may_still_have_what_is_there(ten, book, scan, hand_over):
    made, late = book(1), PERIOD_3[0] + timedelta(minutes=40)
    booking_watch.watch(late)

    scan("chi okafor", at=late)
    scan(ten[0], at=late)
    hand_over(late)

    assert (again(made).state, again(made).was_late) == ("ongoing", True)


def test_what_is_not_back_is_overdue_and_not_promised(ten, book, scan, hand_over):
    made = book(1)
    scan("chi okafor")
    scan(ten[0])
    hand_over()
    after = PERIOD_3[1] + timedelta(minutes=5)

    assert booking_watch.watch(after) == "0 reminded, 1 overdue, 0 not collected"

    assert again(made).state == "overdue"
    with pytest.raises(Conflict, match="Only 9"):
        book(10, span=PERIOD_4, at=after)


def test_longer_the_loan_is_due_later(ten, book, scan, hand_over, asha):
    made = book(1)
    scan("chi okafor")
    scan(ten[0])
    hand_over()
    tomorrow = PERIOD_3[1] + timedelta(days=1)

    booking_changes.extend(again(made), until=tomorrow, by=asha, at=THEN)

    assert Custody.objects.open().get().due_on == tomorrow.date()


def test_a_word_goes_out_the_day_before_and_once(ten, book, moment):
    week = timedelta(days=7)
    made = book(1, span=tuple(at + week for at in PERIOD_3))
    book(1)

    before = made.starts_at - timedelta(hours=17)
    assert booking_watch.watch(before).startswith("1 reminded")
    assert booking_watch.watch(before) is None

    told = Event.objects.filter(kind="equipment.booking_soon")
    assert [event.subject_uid for event in told] == [made.uid]


def test_collected_the_day_before_it_is_gone_since_then(
    ten, book, scan, hand_over, hartley, asha, latitude
):
    week = timedelta(days=1)
    made = book(9, span=tuple(at + week for at in PERIOD_3))
    scan("chi okafor")
    basket = lending.begin(hartley, by=asha, at=THEN)
    assert basket.booking is None, "it is not for today"

    lending.set_booking(basket, made, by=asha, at=THEN)
    for item in ten[:9]:
        scan(item)
    hand_over()

    assert again(made).state == "ongoing"
    with pytest.raises(
        Conflict, match="Only 1 × Dell Latitude 3340 are free then: Ms Okafor has 9"
    ):
        book(2, span=PERIOD_4, at=THEN)


def test_a_room_collects_what_was_booked_for_it(ten, book, scan, hand_over, ict_2, hartley, asha):
    made = book(1, person=None, room=ict_2)

    basket = lending.begin(hartley, by=asha, at=THEN)
    scanning.choose_holder(basket, ict_2, scan_id=uuid4(), by=asha, at=THEN)
    scan(ten[0])
    hand_over()

    assert again(made).state == "ongoing"
    assert Handover.objects.done().get().booking_id == made.pk
