"""A concern about a child is told to a person: nothing of it is kept here but that somebody was shown to whom."""

from __future__ import annotations

import logging

import pytest
from django.contrib.sessions.models import Session
from django.db import connection

from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.audit.models import Event
from firstbell.platform.codes import actions as codes
from firstbell.support.actions import setting_up
from firstbell.support.models import Signpost, Ticket

pytestmark = pytest.mark.django_db
SECRET = "She told me that her uncle"


def test_it_shows_whom_to_tell_and_their_phone(hers, hartley, asha, moment):
    setting_up.set_desk(
        hartley, open_reports=False, networks="", lead_name="Mrs Kaur", lead_phone="01632 960 123", lead_words="Else Mr Hall, room 4",
        by=asha, at=moment,
    )  # fmt: skip
    page = hers.post("/report/concern/").content.decode()

    for words in ("Mrs Kaur", 'href="tel:01632960123"', "Else Mr Hall, room 4"):
        assert words in page


def test_without_a_name_it_still_says_what_to_do(hers, hartley):
    assert (
        "the school office knows where they are" in hers.post("/report/concern/").content.decode()
    )


def everything_kept():
    """Every text in every table."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            yield from (str(value) for row in cursor.fetchall() for value in row)


def test_nothing_of_what_was_typed_is_kept_anywhere(hers, hartley, ict_2, board, caplog):
    """Neither what the form held when the button was pressed, nor what was typed before, while articles were looked for."""
    with caplog.at_level(logging.DEBUG):
        hers.post("/articles/suggested/", {"body": SECRET, "category": str(board.uid)})
        before = Event.objects.count()
        hers.post("/report/concern/", {"body": SECRET, "category": str(board.uid)})
    page = hers.get(f"/report/room/{ict_2.uid}/").content.decode()

    assert Signpost.objects.count() == 1
    assert Event.objects.count() == before
    assert not Ticket.objects.exists()
    assert not [text for text in everything_kept() if "uncle" in text]
    assert "uncle" not in caplog.text
    assert "uncle" not in page
    assert not [one for one in Session.objects.all() if "uncle" in str(one.get_decoded())]


def test_a_signpost_knows_the_school_and_the_moment_and_nobody():
    names = {field.name for field in Signpost._meta.get_fields()}

    assert names == {"id", "school", "at"}


def test_the_button_is_on_the_report_and_outside_its_form(hers, ict_2, started):
    page = hers.get(f"/report/room/{ict_2.uid}/").content.decode()
    report, _, after = page.partition("Send to the ICT team")

    assert "</form>" in after[: after.index("/report/concern/")]
    assert "/report/concern/" not in report


def test_from_a_label_it_is_shown_inside_the_schools_networks_alone(
    client, hartley, ict_2, asha, moment
):
    code = codes.issue([ict_2], by=system_actor(), at=moment)[ict_2.uid]
    url = f"/report/concern/{code.value}/"
    assert client.post(url).url.startswith("/accounts/login/")
    assert not Signpost.objects.exists()

    setting_up.set_desk(hartley, open_reports=True, networks="127.0.0.0/8", lead_name="Mrs Kaur", by=asha, at=moment)  # fmt: skip
    assert "Mrs Kaur" in client.post(url).content.decode()
