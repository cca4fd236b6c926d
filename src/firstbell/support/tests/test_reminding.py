"""Whoever owes an answer is reminded after three school days, and it is closed after five more."""

from __future__ import annotations

from datetime import timedelta

import pytest

from firstbell.support.actions import reminding, talking, teaming, working
from firstbell.support.actions.talking import Words
from firstbell.support.models import Status, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def waits(ticket, ben, moment):
    talking.reply(ticket, Words("Which lead?"), by=ben, at=moment)
    working.set_status(ticket, Status.objects.get(name="Waiting for an answer"), by=ben, at=moment)
    return ticket


def days(moment, count):
    """What was done on each of so many days."""
    return [reminding.look(moment + timedelta(days=day)) for day in range(count)]


def test_reminded_once_after_three_school_days_and_closed_after_five_more(waits, moment):
    done = days(moment, 15)

    # A Tuesday: Wednesday, Thursday, Friday; then Monday to Friday.
    assert [day for day, (reminded, _) in enumerate(done) if reminded] == [3]
    assert [day for day, (_, closed) in enumerate(done) if closed] == [10]
    assert not Ticket.objects.get().is_open
    assert [one.body[:20] for one in waits.entries.filter(by_name="Firstbell").order_by("pk")] == [
        "We still need your a", "We have not heard fr",
    ]  # fmt: skip


def test_an_answer_ends_it(waits, teacher, moment):
    reminding.look(moment + timedelta(days=3))
    talking.ask_back(waits, Words("The black one"), by=teacher, at=moment + timedelta(days=4))

    assert days(moment + timedelta(days=5), 20) == [(0, 0)] * 20


def test_within_the_days_of_the_team_an_answer_opens_it_again(waits, teacher, moment):
    days(moment, 12)
    talking.ask_back(
        waits_now(), Words("The black one"), by=teacher, at=moment + timedelta(days=12)
    )

    assert Ticket.objects.get().is_open


def waits_now():
    return Ticket.objects.select_related("team", "status", "school", "requester").get()


def test_a_team_that_reminds_nobody_closes_nothing(waits, asha, moment):
    teaming.save_team(waits.team, name="ICT", remind_days=0, by=asha, at=moment)

    assert days(moment, 30) == [(0, 0)] * 30


def test_what_waits_for_a_part_is_left_alone(ticket, ben, moment):
    working.set_status(ticket, Status.objects.get(name="Waiting for a part"), by=ben, at=moment)

    assert days(moment, 30) == [(0, 0)] * 30
