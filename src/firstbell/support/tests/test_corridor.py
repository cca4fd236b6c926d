from __future__ import annotations

import pytest

from firstbell.lib import clock
from firstbell.people import actions as people
from firstbell.people.states import MemberKind
from firstbell.places.actions import rooms
from firstbell.platform.accounts.actors import system_actor
from firstbell.support.models import Ticket
from firstbell.support.queries.corridor import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def school(hartley, funmi, ict_2, projector, started):
    return hartley


def test_the_line_of_the_brief(school, funmi, ict_2, projector, board):
    found = read(school, "Okoro I2 board no sound")

    assert (found.person, found.room, found.item) == (funmi, ict_2, projector)
    assert found.category.name in ("Board or screen", "Sound")
    assert found.title == "Board no sound"


@pytest.mark.parametrize(
    "line", ["FOK ICT 2 dark", "Ms Okoro ict2 dark", "dark i2 okoro", "Funmi Okoro, I2, dark", "dark ICT 2 FOK"]
)  # fmt: skip
def test_in_whatever_order_and_spelling(school, funmi, ict_2, line):
    found = read(school, line)

    assert (found.person, found.room) == (funmi, ict_2)
    assert found.title == "Dark"


def test_a_tag_says_thing_and_room(school, projector, ict_2):
    found = read(school, "hv-40031 lamp gone")

    assert (found.item, found.room, found.title) == (projector, ict_2, "Lamp gone")


def test_small_words_are_no_initials(school, moment):
    people.add_person(
        school, kind=MemberKind.STAFF, given_name="Nell", family_name="Ogden", initials="NO", by=system_actor(), at=moment
    )  # fmt: skip

    assert read(school, "I2 no sound").person is None
    assert str(read(school, "NO I2 sound gone").person) == "Nell Ogden"


def test_two_who_fit_are_nobody_until_told_apart(school, moment):
    for first in ("Ann", "Bob"):
        people.add_person(
            school, kind=MemberKind.STAFF, given_name=first, family_name="Bell", by=system_actor(), at=moment
        )  # fmt: skip

    unsure = read(school, "Bell I2 dark")
    assert unsure.person is None
    assert unsure.unsure == ["2 people are called Bell"]
    assert str(read(school, "Bob Bell I2 dark").person) == "Bob Bell"


def test_a_letter_that_means_two_rooms_means_none(school, ict_2, moment):
    rooms.add_room(school, name="Italian 2", building=ict_2.building, by=system_actor(), at=moment)

    assert read(school, "I2 dark").room is None
    assert read(school, "ICT 2 dark").room == ict_2


def test_done_already_and_a_lesson_that_is_stopped(school):
    over, stopped = read(school, "I2 paper jam done 5m"), read(school, "I2 all dark!")

    assert (over.done, over.minutes, over.title) == (True, 5, "Paper jam")
    assert (stopped.stops, stopped.done, stopped.title) == ("now", False, "All dark")


def test_what_is_wrong_is_left_out(school, ict_2):
    found = read(school, "Okoro I2 board dark", without=["item", "person"])

    assert (found.item, found.person, found.room) == (None, None, ict_2)
    assert found.title == "Okoro board dark"


@pytest.mark.parametrize(
    "line", ["", "   ", "!", "\x00", "5m", "done", "'; drop table --", "é" * 300]
)
def test_nothing_that_is_typed_breaks_it(school, line):
    read(school, line)


def test_enter_saves_it_as_ones_own(browser_of, ben_account, school, ict_2, funmi, projector):
    desk = browser_of(ben_account)
    assert (
        "Ms Okoro"
        in desk.get("/tickets/corridor/read/?line=Okoro+I2+board+no+sound").content.decode()
    )
    desk.post("/tickets/corridor/", {"line": "Okoro I2 board no sound"})

    made = Ticket.objects.get()
    assert (made.title, made.source, made.owner) == ("Board no sound", "corridor", ben_account)
    assert (made.room, made.requester) == (ict_2, funmi)
    assert made.things.get().item == projector


def test_what_was_done_on_the_spot_is_counted(browser_of, ben_account, school):
    desk = browser_of(ben_account)
    desk.post("/tickets/corridor/", {"line": "Okoro I2 paper jam done 5m"})

    made = Ticket.objects.get()
    assert (made.is_open, made.minutes) == (False, 5)
    assert made.opened_at <= clock.now()
    assert "1 in the corridor, 5 minutes" in desk.get("/tickets/corridor/").content.decode()


def test_a_line_that_says_nothing_is_kept_and_asked_for_more(browser_of, ben_account, school):
    page = browser_of(ben_account).post("/tickets/corridor/", {"line": "I2"}).content.decode()

    assert "Say what is wrong" in page
    assert 'value="I2"' in page
