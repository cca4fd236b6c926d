"""Two people book the last ten at once, with two connections: one gets them, the other a sentence."""

from __future__ import annotations

import sqlite3
from threading import Barrier, Thread

import pytest
from django.db import connection, connections

from firstbell.equipment.actions import booking, booking_rules
from firstbell.equipment.actions.booking import AllTaken, Wanted, Wish
from firstbell.equipment.models import BookingLine
from firstbell.equipment.tests.periods import PERIOD_3


@pytest.fixture
def of_a_file(transactional_db, monkeypatch, tmp_path):
    """Threads need a database in a file: one in memory knows no waiting for each other."""

    def put_there() -> None:
        if connection.vendor == "sqlite":
            path = tmp_path / "two.sqlite3"
            with sqlite3.connect(path) as file:
                connection.connection.backup(file)
            file.close()
            monkeypatch.setitem(connections.settings["default"], "NAME", str(path))

    return put_there


def together(*works):
    """Each in a thread with a connection of its own."""

    def closing(work):
        try:
            work()
        finally:
            connections.close_all()

    threads = [Thread(target=closing, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_book_the_last_ten_at_once_and_one_gets_a_sentence(
    of_a_file, hartley, laptops, latitude, add, okafor, cole, asha, ben, moment
):
    booking_rules.set_rule(hartley, laptops, by=asha, at=moment)
    for number in range(10):
        add(tag=f"HV-{number}", model_id=latitude.pk)
    of_a_file()
    both, said, booked = Barrier(2), [], []

    def book(person, by):
        wish = Wish([Wanted(latitude, 10)], *PERIOD_3, person=person)
        both.wait(10)
        try:
            booking.book(hartley, wish, by=by, at=moment)
        except AllTaken as no:
            said.append(no.sentence)

    def look():
        rows = BookingLine.objects.select_related("booking__person")
        booked.extend((row.quantity, row.booking.person.formal) for row in rows)

    together(lambda: book(okafor, asha), lambda: book(cole, ben))
    together(look)

    [(quantity, winner)] = booked
    assert quantity == 10
    assert said == [
        f"No Dell Latitude 3340 is free then: {winner} has 10 until 12:20. Free again 12:20."
    ]
