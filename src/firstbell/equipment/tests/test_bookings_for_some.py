"""What some people may book, otherwise than all: students a day, staff two weeks ahead, a club its cameras; and who is told of whom."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from firstbell.equipment.actions import booking, booking_rules
from firstbell.equipment.models import BookingAllowance, BookingRule
from firstbell.equipment.tests.periods import PERIOD_3
from firstbell.equipment.tests.test_booking_pages import desk, hers, that_morning, wanted, words_of  # noqa: F401 -- fixtures
from firstbell.lib.refusal import Conflict, NotAllowed, Refusal
from firstbell.people import actions as people
from firstbell.people.models import Membership
from firstbell.platform.accounts import actions as accounts
from firstbell.platform.accounts.actors import account_actor, system_actor

DAY = timedelta(days=1)


def after(days):
    return tuple(at + days * DAY for at in PERIOD_3)


@pytest.fixture
def rule(ten, laptops, hartley, asha, moment):
    return booking_rules.set_rule(hartley, laptops, students="all", by=asha, at=moment)


@pytest.fixture
def student(sam_account, cole, hartley, asha, moment):
    """Sam, who is Jon Cole in the register, at his own account."""
    cole.now = Membership.objects.create(
        person=cole, school=hartley, kind="student", from_on=moment.date().replace(year=2024)
    )
    cole.save()
    accounts.link_person(sam_account, cole, by=asha, at=moment)
    sam_account.refresh_from_db()
    return account_actor(sam_account, on=moment.date())


@pytest.fixture
def let(rule, asha, moment):
    """let(kind="student", ahead_days=1) -> the line that says so."""
    return lambda **words: booking_rules.allow(rule, by=asha, at=moment, **words)


def test_students_a_day_and_staff_two_weeks_ahead(let, book, student, teacher, cole):
    let(kind="student", ahead_days=1, longest_hours=24)
    let(kind="staff", ahead_days=14)

    assert book(by=student, person=cole, span=after(1)).state == "reserved"
    with pytest.raises(Refusal, match=r"can be booked a day ahead at most \(all students\)"):
        book(by=student, person=cole, span=after(2))
    assert book(by=teacher, span=after(14)).state == "reserved"
    with pytest.raises(Refusal, match=r"can be booked 14 days ahead at most \(all staff\)"):
        book(by=teacher, span=after(15))


def test_students_have_it_for_a_day_at_most(let, book, student, cole):
    let(kind="student", longest_hours=24)

    assert book(by=student, person=cole, span=(PERIOD_3[0], after(1)[0])).state == "reserved"
    with pytest.raises(Refusal, match=r"for a day at most \(all students\)"):
        book(by=student, person=cole, span=(PERIOD_3[0], after(1)[1]))


def test_the_desk_books_as_it_likes(let, book, cole, student):
    let(kind="student", may_book=False, ahead_days=0)

    assert book(person=cole, span=after(9)).state == "reserved"


def test_what_the_line_does_not_say_is_as_the_rule_has_it(let, rule, book, student, cole):
    BookingRule.objects.filter(pk=rule.pk).update(ahead_days=3, longest_hours=2)
    let(kind="student", longest_hours=1)

    with pytest.raises(Refusal, match="3 days ahead at most"):
        book(by=student, person=cole, span=after(6))
    with pytest.raises(Refusal, match="for an hour at most"):
        book(by=student, person=cole, span=(PERIOD_3[0], PERIOD_3[1] + timedelta(minutes=5)))


def test_the_rule_itself_says_how_far_ahead(rule, book, teacher, asha, moment, hartley, laptops):
    booking_rules.set_rule(hartley, laptops, ahead_days=0, by=asha, at=moment)

    assert book(by=teacher).state == "reserved", "today"
    with pytest.raises(Refusal, match="can be booked no day ahead at most"):
        book(by=teacher, span=after(1))


def test_a_club_may_what_other_students_may_not(let, book, student, cole, hartley, asha, moment):
    let(kind="student", may_book=False)
    club = people.add_group(hartley, name="Film club", kind="other", by=asha, at=moment)
    let(group=club, ahead_days=7)
    with pytest.raises(NotAllowed, match="All students do not book Dell Latitude 3340 themselves"):
        book(by=student, person=cole)

    people.put_in(club, [cole], by=asha, at=moment)

    assert book(by=student, person=cole, span=after(7)).state == "reserved"


def test_of_two_groups_whichever_lets_them(let, book, student, cole, hartley, asha, moment):
    groups = [
        people.add_group(hartley, name=name, kind="other", by=asha, at=moment)
        for name in ("Detention", "Film club")
    ]
    for group in groups:
        people.put_in(group, [cole], by=asha, at=moment)
    let(group=groups[0], may_book=False)
    let(group=groups[1], needs_yes=True)

    assert book(by=student, person=cole).state == "draft"


def test_only_they_need_a_yes(let, book, student, teacher, cole):
    let(kind="student", needs_yes=True)

    assert book(by=student, person=cole).state == "draft"
    assert book(by=teacher).state == "reserved"


def test_a_day_that_is_far_off_in_a_row_refuses_the_row(let, hers, teacher, ten, latitude):  # noqa: F811
    let(kind="staff", ahead_days=14)

    page = words_of(
        hers.post("/bookings/new/", wanted(latitude, repeat="week", until="2026-12-15"))
    )

    assert "14 days ahead at most" in page


def test_said_again_it_is_changed_and_dropped_it_is_gone(let, book, student, cole, asha, moment):
    let(kind="student", may_book=False)
    row = let(kind="student", may_book=True, ahead_days=2)
    assert BookingAllowance.objects.count() == 1

    booking_rules.disallow(row, by=asha, at=moment)

    assert book(by=student, person=cole, span=after(6)).state == "reserved"


def test_one_line_is_of_one_kind_or_one_group(let, rule, other_school, asha, moment):
    group = people.add_group(
        other_school, name="Film club", kind="other", by=system_actor(), at=moment
    )
    with pytest.raises(Refusal, match="Choose one"):
        let()
    with pytest.raises(Conflict, match="is of another school"):
        let(group=group)
    with pytest.raises(IntegrityError), transaction.atomic():
        BookingAllowance.objects.create(rule=rule)


def test_who_is_not_the_desk_says_nothing_of_it(let, rule, teacher, tariq, moment):
    for nobody in (teacher, tariq):
        with pytest.raises(NotAllowed):
            booking_rules.allow(rule, kind="student", by=nobody, at=moment)


def test_the_pages_say_who_books_otherwise(desk, rule, hartley, asha, moment):  # noqa: F811
    club = people.add_group(hartley, name="Film club", kind="other", by=asha, at=moment)
    new = f"/bookings/rules/{rule.uid}/people/"
    assert "or a group" in words_of(desk.get(new))
    assert "Choose one: all students" in words_of(desk.post(new, {"kind": "", "may_book": "on"}))

    said = {"kind": "student", "may_book": "on", "ahead_days": "1", "longest_hours": "24"}
    page = words_of(desk.post(new, said, follow=True))
    assert "Saved for All students." in page
    assert "1 day ahead at most, 24 h at most" in page
    desk.post(new, {"group": club.uid, "may_book": ""})
    page = words_of(desk.get("/bookings/rules/"))
    assert "Film club: do not book it themselves" in page

    [row, _] = BookingAllowance.objects.order_by("pk")
    desk.post(f"/bookings/rules/people/{row.uid}/removal/")
    assert [str(one) for one in BookingAllowance.objects.all()] == ["Film club"]


def test_the_list_of_rules_asks_no_more_of_many_lines(
    desk, let, django_assert_max_num_queries, hartley, asha, moment  # noqa: F811
):  # fmt: skip
    let(kind="student")
    desk.get("/bookings/rules/")
    from django.db import connection  # noqa: PLC0415 -- counted twice
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 -- counted twice

    with CaptureQueriesContext(connection) as one:
        desk.get("/bookings/rules/")
    for name in ("A", "B", "C"):
        let(group=people.add_group(hartley, name=name, kind="other", by=asha, at=moment))

    with CaptureQueriesContext(connection) as many:
        desk.get("/bookings/rules/")
    assert len(many) <= len(one) + 1, "the groups' names, once"


def test_a_student_sees_that_it_is_taken_and_not_by_whom(
    rule, book, student, cole, okafor, sam_account, browser_of, latitude, ict_2
):
    book(6, person=okafor)
    book(2, person=None, room=ict_2)
    mine = book(1, by=student, person=cole)
    his = browser_of(sam_account)

    pages = [
        words_of(his.get("/bookings/?day=2026-11-24")),
        words_of(his.get(f"/bookings/?day=2026-11-24&of=m-{latitude.uid}")),
    ]
    for page in pages:
        assert "1 of 10 free" in page
        assert "Mr Cole" in page, "his own"
        for word in ("Okafor", "ICT 2", "somebody else"):
            assert word not in page
    refused = words_of(his.post("/bookings/new/", wanted(latitude)))
    assert (
        "Only 1 × Dell Latitude 3340 are free then: 6 are taken until 12:20, 2 are taken" in refused
    )
    assert "Okafor" not in refused
    assert mine.number in words_of(his.get(f"/bookings/{mine.uid}/"))


def test_a_student_is_not_told_by_the_api_either(rule, book, student, okafor, program_of, sam_account, latitude, hartley):  # fmt: skip
    theirs = book(10, person=okafor)
    program = program_of(sam_account)

    assert program.get("/api/v1/bookings").json()["items"] == []
    assert program.get(f"/api/v1/bookings/{theirs.uid}").status_code == 404


def test_a_teacher_is_told_of_colleagues(rule, book, teacher, cole, hartley, moment):
    cole.now = Membership.objects.create(
        person=cole, school=hartley, kind="staff", from_on=moment.date().replace(year=2024)
    )
    cole.save()
    book(10, person=cole)

    with pytest.raises(booking.AllTaken, match="Mr Cole has 10 until 12:20"):
        book(1, by=teacher)
