"""How licences stand: when they begin and end, what nobody can count, and several of one program together."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from firstbell.platform.accounts.actors import system_actor
from firstbell.software.actions import licensing, recording
from firstbell.software.actions.releases import Seen
from firstbell.software.models import Title
from firstbell.software.queries import seats

TODAY = date(2026, 11, 24)
SOON, LONG_AGO = TODAY + timedelta(days=42), TODAY - timedelta(days=400)

pytestmark = pytest.mark.usefixtures("rules")


@pytest.fixture
def licence(devices, hartley, moment):
    """`licence(metric="site")`: of a program that is on six devices."""
    for item in devices(6):
        recording.record(item, {Seen("Kettle Draw", "Kettle"): None}, by=system_actor(), at=moment)
    title = Title.objects.get(name="Kettle Draw")

    def add(metric="device", seats=None, school=hartley, **words):
        return licensing.add(
            school, title, metric=metric, seats=seats, by=system_actor(), at=moment, **words
        )

    return add


def stand(*rows):
    return [(use.used, use.over, str(use.state)) for use in seats.uses(rows, TODAY)]


@pytest.mark.parametrize("words", [{"metric": "site"}, {"metric": "concurrent", "seats": 5}])
def test_what_is_not_counted_ends_soon_all_the_same(licence, words):
    assert seats.use_of(licence(**words, ends_on=SOON), TODAY).state == "soon"


def test_what_nobody_can_count_is_not_known_and_never_fine(licence):
    assert stand(licence("concurrent", 5)) == [(None, 0, "unknown")]


def test_what_is_for_the_whole_school_is_fine_until_it_ends(licence):
    assert stand(licence("site", ends_on=TODAY + timedelta(days=400))) == [(6, 0, "fine")]


def test_what_begins_later_holds_nothing_yet(licence):
    now, later = licence(seats=4), licence(seats=4, starts_on=TODAY + timedelta(days=1))

    assert stand(later, now) == [(0, 0, "later"), (6, 2, "over")]
    assert seats.use_of(later, TODAY).sentence == "It has not begun."
    assert seats.use_of(later, TODAY + timedelta(days=1)).state == "fine"


def test_seats_of_one_program_at_one_school_add_up(licence):
    first, second = licence(seats=4), licence(seats=4)

    assert stand(first, second) == [(4, 0, "fine"), (2, 0, "fine")]
    assert stand(second) == [(2, 0, "fine")]


def test_what_is_beyond_all_of_them_is_held_against_the_last(licence):
    first, second = licence(seats=3), licence(seats=2)

    assert stand(first, second) == [(3, 0, "fine"), (3, 1, "over")]
    assert [use.sentence for use in seats.uses([first, second], TODAY)] == [
        "0 left; with 1 other of the same program.",
        "1 more than it allows, with 1 other of the same program.",
    ]  # fmt: skip


def test_what_has_run_out_or_is_of_another_school_lends_no_seats(licence, other_school):
    licence(seats=50, ends_on=TODAY - timedelta(days=1), starts_on=LONG_AGO)
    licence(seats=50, school=other_school)

    assert stand(licence(seats=4)) == [(6, 2, "over")]


def test_where_the_whole_school_may_use_it_no_seats_are_too_few(licence):
    licence("site")

    assert stand(licence(seats=4)) == [(4, 0, "fine")]


def test_beside_what_nobody_can_count_it_is_over_by_no_guess(licence):
    first = licence(seats=4)
    licence("concurrent", 1)

    assert stand(first) == [(None, 0, "unknown")]


def test_devices_and_people_that_do_not_add_up_are_not_guessed(licence):
    first, second = licence(seats=4), licence("user", 1)

    assert stand(first, second) == [(4, 0, "fine"), (None, 0, "unknown")]
