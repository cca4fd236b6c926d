from __future__ import annotations

from datetime import timedelta

import pytest

from firstbell.equipment.actions import booking, booking_changes, booking_rules, custody
from firstbell.equipment.actions.booking import Wish
from firstbell.equipment.actions.booking_terms import NotBookable, SchoolClosed
from firstbell.equipment.models import Booking, Item
from firstbell.equipment.queries.availability import Planner, Wanted
from firstbell.equipment.tests.periods import PERIOD_3, PERIOD_4
from firstbell.lib.refusal import Conflict, NotAllowed, NotFound, Refusal
from firstbell.people import actions as people
from firstbell.people.models import Membership
from firstbell.platform.audit import timeline


def free(hartley, thing, moment, span=PERIOD_3):
    items = [thing] if isinstance(thing, Item) else []
    planner = Planner(hartley, *span, at=moment, items=items)
    return planner.free(planner.rules.chain(thing), *span)


def test_any_ten_of_a_model_are_promised_and_no_more(ten, book, hartley, latitude, moment):
    made = book(7)

    assert (made.number, made.state, str(made.lines.get())) == (
        "BK-0001",
        "reserved",
        "7 × Latitude 3340",
    )
    assert free(hartley, latitude, moment) == 3
    said = timeline.of(made)[0].sentence
    assert said == (
        "Asha Rahman booked 7 × Dell Latitude 3340 for Chi Okafor, Tue 24 Nov, 11:20 to 12:20: BK-0001"
    )


def test_whoever_comes_too_late_reads_who_has_them_and_when_they_are_free(ten, book, cole):
    book(7)

    with pytest.raises(booking.AllTaken) as no:
        book(4, person=cole)

    assert no.value.sentence == (
        "Only 3 × Dell Latitude 3340 are free then: Ms Okafor has 7 until 12:20. Free again 12:20."
    )
    assert book(3, person=cole).number == "BK-0002"


def test_the_next_period_is_free(ten, book):
    book(10)

    assert book(10, span=PERIOD_4).state == "reserved"


def test_a_model_and_its_kind_are_promised_from_one_pool(ten, add, book, laptops, hartley, moment):
    other = add(tag="HV-11")
    book(9, of=laptops)

    assert free(hartley, ten[0].model, moment) == 2
    book(2)
    with pytest.raises(booking.AllTaken, match=r"Laptop \(HV-11\) is not free then: Ms Okafor has"):
        book(of=other)


def test_this_very_one_is_promised_once(ten, book, cole):
    book(of=ten[0])

    with pytest.raises(booking.AllTaken) as no:
        book(of=ten[0], person=cole)

    assert no.value.sentence == (
        "Dell Latitude 3340 (HV-1) is not free then: Ms Okafor has 1 until 12:20. Free again 12:20."
    )


def test_this_very_one_is_one_less_of_its_model(ten, book):
    book(of=ten[0])

    book(9)
    with pytest.raises(booking.AllTaken):
        book(1)


def test_what_is_lent_for_long_is_not_free(ten, book, cole, asha, moment, hartley, latitude):
    custody.give(ten[0], to=cole, by=asha, at=moment)
    custody.give(ten[1], to=cole, by=asha, at=moment, due_on=moment.date() + timedelta(days=30))

    assert free(hartley, latitude, moment) == 8
    with pytest.raises(
        booking.AllTaken, match="Only 8 × Dell Latitude 3340 are free then: 2 are lent"
    ):
        book(9)


def test_what_is_back_before_counts(ten, cole, asha, moment, hartley, latitude):
    custody.give(ten[0], to=cole, by=asha, at=moment, due_on=moment.date())
    week = timedelta(days=7)

    assert free(hartley, latitude, moment) == 9
    assert free(hartley, latitude, moment, (PERIOD_3[0] + week, PERIOD_3[1] + week)) == 10


def test_what_is_late_is_not_counted_on(ten, cole, asha, moment, hartley, latitude):
    long_ago = moment - timedelta(days=30)
    custody.give(ten[0], to=cole, by=asha, at=long_ago, due_on=moment.date() - timedelta(days=3))

    assert free(hartley, latitude, moment) == 9


def test_what_is_broken_in_repair_missing_retired_or_gone_is_not_counted(
    ten, hartley, latitude, moment
):
    for item, values in zip(
        ten,
        (
            {"condition": "broken"},
            {"lifecycle": "in_repair"},
            {"lifecycle": "missing"},
            {"lifecycle": "retired"},
            {"removed_at": moment},
        ),
        strict=False,
    ):
        Item.objects.filter(pk=item.pk).update(**values)

    assert free(hartley, latitude, moment) == 5


def test_only_what_may_be_booked_is(add, latitude, book, asha, moment, hartley):
    only = add(tag="HV-1", model_id=latitude.pk)
    with pytest.raises(NotBookable, match="Dell Latitude 3340 is not for booking at this school"):
        book()

    booking_rules.set_rule(hartley, only, by=asha, at=moment)

    assert book(of=only).state == "reserved"
    with pytest.raises(NotBookable):
        book()


def test_an_item_says_no_where_its_kind_says_yes(ten, hartley, latitude, asha, moment):
    rule = booking_rules.set_rule(hartley, ten[0], bookable=False, by=asha, at=moment)
    assert free(hartley, latitude, moment) == 9

    booking_rules.drop_rule(rule, by=asha, at=moment)

    assert free(hartley, latitude, moment) == 10


def test_a_gap_is_kept_between_two_bookings(ten, book, laptops, hartley, asha, moment):
    booking_rules.set_rule(hartley, laptops, buffer_minutes=30, by=asha, at=moment)
    book(10)
    span = (PERIOD_3[1], PERIOD_3[1] + timedelta(minutes=50))

    with pytest.raises(booking.AllTaken):
        book(1, span=span)

    assert book(1, span=PERIOD_4).state == "reserved"


def test_a_trolley_is_booked_with_all_that_is_in_it(
    ten, add, trolleys, book, hartley, latitude, asha, moment
):
    trolley = add(trolleys, tag="TRO-1")
    booking_rules.set_rule(hartley, trolleys, by=asha, at=moment)
    Item.objects.filter(pk__in=[item.pk for item in ten[:4]]).update(container=trolley)

    book(of=trolley)

    assert free(hartley, latitude, moment) == 6
    with pytest.raises(booking.AllTaken):
        book(of=ten[0])
    assert book(of=ten[9]).state == "reserved"


def test_a_trolley_is_not_promised_when_one_in_it_is(
    ten, add, trolleys, book, hartley, asha, moment
):
    trolley = add(trolleys, tag="TRO-1")
    booking_rules.set_rule(hartley, trolleys, by=asha, at=moment)
    Item.objects.filter(pk=ten[0].pk).update(container=trolley)
    book(of=ten[0])

    with pytest.raises(booking.AllTaken):
        book(of=trolley)


def test_a_teacher_books_for_herself_and_nobody_else(ten, book, teacher, cole):
    assert book(2, by=teacher).booked_by == "Ms Okoro"

    with pytest.raises(NotAllowed, match="You book for yourself"):
        book(2, by=teacher, person=cole)


def test_who_is_not_known_yet_is_told_so(ten, book, sam):
    with pytest.raises(NotFound, match="Nobody has said yet who you are"):
        book(by=sam)


def test_students_book_what_is_let_to_them(
    ten, book, teacher, okafor, laptops, hartley, asha, moment
):
    Membership.objects.filter(person=okafor).update(kind="student")
    okafor.refresh_from_db()
    with pytest.raises(NotAllowed, match="Students do not book Dell Latitude 3340 themselves"):
        book(by=teacher)

    booking_rules.set_rule(hartley, laptops, students="other", by=asha, at=moment)
    with pytest.raises(NotAllowed, match="only who is in another group"):
        book(by=teacher)
    club = people.add_group(hartley, name="Film club", kind="other", by=asha, at=moment)
    people.put_in(club, [okafor], by=asha, at=moment)

    assert book(by=teacher).state == "reserved"


@pytest.mark.parametrize(
    ("rule", "span", "sentence"),
    [
        ({"staff": False}, PERIOD_3, "is booked by the ICT team"),
        ({"notice_hours": 24}, PERIOD_3, "must be booked a day ahead"),
        ({"longest_hours": 1}, (PERIOD_3[0], PERIOD_4[1]), "for an hour at most"),
    ],
)
def test_the_rules_of_a_kind_are_sentences(
    ten, book, teacher, laptops, hartley, asha, moment, rule, span, sentence
):
    booking_rules.set_rule(hartley, laptops, **rule, by=asha, at=moment)

    with pytest.raises(Refusal, match=sentence):
        book(span=span, by=teacher)

    assert book(span=span).state == "reserved", "the desk knows what it does"


def test_nothing_is_booked_for_a_sunday_or_the_night_unless_that_is_allowed(
    ten, book, teacher, laptops, hartley, asha, moment
):
    sunday = tuple(at + timedelta(days=5) for at in PERIOD_3)
    night = tuple(at + timedelta(hours=8) for at in PERIOD_3)
    with pytest.raises(SchoolClosed, match="There is no school on Sun 29 Nov"):
        book(span=sunday, by=teacher)
    with pytest.raises(
        SchoolClosed, match="outside school time, which is 08:00 to 16:00 on Tue 24 Nov"
    ):
        book(span=night, by=teacher)

    booking_rules.set_rule(hartley, laptops, any_time=True, by=asha, at=moment)

    assert book(span=sunday, by=teacher).state == "reserved"


@pytest.mark.parametrize(
    ("span", "sentence"),
    [
        ((PERIOD_3[1], PERIOD_3[0]), "must end after it begins"),
        (tuple(at - timedelta(days=1) for at in PERIOD_3), "That time is over"),
        (tuple(at + timedelta(days=400) for at in PERIOD_3), "more than a year ahead"),
        ((PERIOD_3[0], PERIOD_3[1].replace(year=2099)), "end more than a year ahead"),
    ],
)
def test_odd_times_are_refused(ten, book, span, sentence):
    with pytest.raises(Refusal, match=sentence):
        book(span=span)


@pytest.mark.parametrize("count", [0, -1, 501])
def test_odd_numbers_are_refused(ten, book, count):
    with pytest.raises(Refusal, match="Book 1 to 500"):
        book(count)


def test_what_needs_a_yes_is_kept_until_it_is_answered(
    ten, book, teacher, laptops, hartley, latitude, asha, moment
):
    booking_rules.set_rule(hartley, laptops, needs_yes=True, by=asha, at=moment)
    asked, other = book(4, by=teacher), book(2, by=teacher)
    assert (asked.state, free(hartley, latitude, moment)) == ("draft", 4)

    booking_changes.decide(asked, granted=True, by=asha, at=moment)
    with pytest.raises(Refusal, match="Say why not"):
        booking_changes.decide(other, granted=False, by=asha, at=moment)
    booking_changes.decide(other, granted=False, why="Exams", by=asha, at=moment)

    states = dict(Booking.objects.values_list("number", "state"))
    assert states == {asked.number: "reserved", other.number: "cancelled"}
    assert free(hartley, latitude, moment) == 6
    with pytest.raises(Conflict, match="was answered already"):
        booking_changes.decide(other, granted=True, by=asha, at=moment)


def test_cancelled_it_is_free_again(ten, book, teacher, hartley, latitude, asha, moment):
    mine, other = book(4, by=teacher), book(2)

    booking_changes.cancel(mine, by=teacher, at=moment)
    with pytest.raises(Refusal, match="Say why"):
        booking_changes.cancel(other, by=asha, at=moment)
    booking_changes.cancel(other, why="The room is closed", by=asha, at=moment)

    assert free(hartley, latitude, moment) == 10
    assert timeline.of(other)[0].sentence == "Asha Rahman cancelled BK-0002: The room is closed"


def test_nobody_cancels_what_somebody_else_booked(ten, book, cole, teacher, moment):
    theirs = book(person=cole)

    with pytest.raises(NotFound):
        booking_changes.cancel(theirs, by=teacher, at=moment)


def test_longer_as_long_as_nobody_else_was_promised_it(ten, book, cole, teacher, moment):
    mine = book(4, by=teacher)
    theirs = book(7, span=PERIOD_4, person=cole)

    with pytest.raises(booking.AllTaken, match="Only 3"):
        booking_changes.extend(mine, until=PERIOD_4[1], by=teacher, at=moment)
    booking_changes.extend(mine, until=PERIOD_4[0], by=teacher, at=moment)

    mine.refresh_from_db()
    assert mine.ends_at == theirs.starts_at


def test_longer_needs_no_notice_of_its_own_and_is_no_longer_than_allowed(
    ten, book, teacher, laptops, hartley, asha, moment
):
    booking_rules.set_rule(hartley, laptops, notice_hours=2, longest_hours=2, by=asha, at=moment)
    mine = book(1, by=teacher)
    soon = PERIOD_3[0] - timedelta(minutes=30)

    booking_changes.extend(mine, until=PERIOD_4[0], by=teacher, at=soon)

    mine.refresh_from_db()
    assert mine.ends_at == PERIOD_4[0]
    with pytest.raises(Refusal, match="for 2 hours at most"):
        booking_changes.extend(mine, until=PERIOD_4[1], by=teacher, at=soon)


def test_every_week_and_what_clashes_is_listed(ten, book, hartley, okafor, latitude, asha, moment):
    weeks = [tuple(at + timedelta(days=7 * n) for at in PERIOD_3) for n in range(3)]
    book(5, span=weeks[1])
    wish = Wish([Wanted(latitude, 6)], *PERIOD_3, person=okafor)

    with pytest.raises(booking.Clashes, match=r"1 of the times is taken\. Book the other 2") as no:
        booking.book_many(hartley, wish, weeks, by=asha, at=moment)
    assert [at for at, _ in no.value.taken] == [weeks[1][0]]
    assert Booking.objects.count() == 1, "all of them or none"

    made = booking.book_many(hartley, wish, weeks, skip=True, by=asha, at=moment)

    assert [row.starts_at for row in made] == [weeks[0][0], weeks[2][0]]
    assert len({row.series for row in made}) == 1
    assert booking_changes.cancel_rest(made[0], why="The course is off", by=asha, at=moment) == 2


def test_another_school_is_not_asked_and_does_not_answer(ten, book, tariq, other_school, moment):
    made = book(3)

    assert not Booking.objects.visible_to(tariq).exists()
    with pytest.raises(NotAllowed):
        booking_changes.decide(made, granted=True, by=tariq, at=moment)
