"""From the page of a source to the people, as a technician does it."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from firstbell.people.actions.rosters import running
from firstbell.people.models import Person, RosterRun, RosterSource
from firstbell.platform.exchange.actions import applying
from firstbell.platform.exchange.actions.stages import actor_of

LIST = "MIS number,First name,Last name,Year,Who,Email\n10482,Sam,Reeve,9,student,\n,Ada,Okoro,,staff,okoro@hartley.example\n"


@pytest.fixture
def browser(browser_of, asha_account, tmp_path, settings):
    settings.DATA = tmp_path
    return browser_of(asha_account)


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def brought(browser, source, text):
    file = SimpleUploadedFile("everybody.csv", text.encode())
    answer = browser.post(f"/people/sources/{source.uid}/bring/", {"file": file})
    run = RosterRun.objects.order_by("-pk").first()
    assert (answer.status_code, answer.url) == (302, f"/people/runs/{run.uid}/")
    return run


def test_a_list_of_everybody_goes_from_the_file_to_the_people(browser, hartley, moment):
    answer = browser.post(
        "/people/sources/add/",
        {
            "name": "Arbor",
            "kind": "list",
            "speaks_for": "both",
            "may_add": "on",
            "may_change": "on",
            "may_leave": "on",
        },
    )
    source = RosterSource.objects.get()
    assert answer.url == f"/people/sources/{source.uid}/"
    assert "See what it would change" in text_of(browser.get(answer.url))

    run = brought(browser, source, LIST)
    assert "Waiting for its turn" in text_of(browser.get(f"/people/runs/{run.uid}/"))
    running.read(run, at=moment)
    page = text_of(browser.get(f"/people/runs/{run.uid}/"))
    assert "Nothing has been changed yet" in page
    assert "Sam Reeve" in page
    assert Person.objects.count() == 0

    browser.post(f"/people/runs/{run.uid}/bring-in/")
    run.refresh_from_db()
    applying.apply(run.session, by=actor_of(run.session), at=moment)
    page = text_of(browser.get(f"/people/runs/{run.uid}/"))
    assert "Brought in" in page
    assert "Undo the whole list" in page
    assert sorted(map(str, Person.objects.all())) == ["Ada Okoro", "Sam Reeve"]
    assert "2 join" in text_of(browser.get(f"/people/sources/{source.uid}/"))


def test_too_many_leavers_are_asked_about_on_the_page(browser, rostering, moment):
    rows = "".join(f"3{n:03},Ada{n},Osei,9,student\n" for n in range(10))
    source = rostering.source(kind="list")
    head = "MIS number,First name,Last name,Year,Who\n"
    rostering.bring_in(rostering.read(source, (head + rows).encode()))
    run = brought(browser, source, head + rows[: len(rows) // 2])
    running.read(run, at=moment)
    assert "5 of 10 people would leave" in text_of(browser.get(f"/people/runs/{run.uid}/"))
    answer = browser.post(f"/people/runs/{run.uid}/bring-in/", {"leavers": "4"}, follow=True)
    assert "type 5" in text_of(answer)
    answer = browser.post(f"/people/runs/{run.uid}/bring-in/", {"leavers": "5"}, follow=True)
    assert "Bringing it in" in text_of(answer)


def test_a_namesake_is_said_on_the_page(browser, rostering, sam_reeve, moment):
    source = rostering.source(kind="list")
    run = brought(
        browser, source, "MIS number,First name,Last name,Year,Who\n999,Sam,Reeve,9,student\n"
    )
    running.read(run, at=moment)
    page = browser.get(f"/people/runs/{run.uid}/").content.decode()
    assert f'<option value="{sam_reeve.uid}">It is Sam Reeve, 10482</option>' in page
    browser.post(f"/people/runs/{run.uid}/who/", {"who-999": str(sam_reeve.uid)})
    run.refresh_from_db()
    running.read(run, at=moment)
    assert "Changes first name, MIS number." in text_of(
        browser.get(f"/people/runs/{run.uid}/?show=mover")
    )


def test_a_file_that_is_none_is_refused_on_the_page(browser, rostering, moment):
    source = rostering.source(kind="list")
    run = brought(browser, source, "Name,Shoe size\nSam,9\n")
    running.read(run, at=moment)
    page = text_of(browser.get(f"/people/runs/{run.uid}/"))
    assert "no column that is sure to be the MIS number or the email" in page
    answer = browser.post(f"/people/sources/{source.uid}/bring/", {})
    assert (answer.status_code, "Choose the file that was exported." in text_of(answer)) == (
        400,
        True,
    )


def test_the_import_of_a_list_has_its_page_here(browser, rostering):
    source = rostering.source(kind="list")
    run = rostering.read(source, LIST.encode())
    answer = browser.get(f"/imports/{run.session.uid}/")
    assert answer.url == f"/people/runs/{run.uid}/"
    assert "People from a source" in text_of(browser.get("/imports/"))
    assert "People from a source" not in text_of(browser.get("/imports/new/"))


def test_a_list_says_where_each_line_is_wrong(rostering):
    source = rostering.source(kind="list")
    text = "MIS number,First name,Last name,Year,Email\n1,Sam,Reeve,Blue,\n2,Kim,Lee,9,nobody\n2,Al,Lee,9,\n,No,Body,9,\n"
    run = rostering.read(source, text.encode())
    reasons = list(run.session.rows.order_by("line").values_list("keys", "reasons"))
    assert reasons[0][0] == "wrong=1"
    assert reasons[0][1].startswith("Line 2: Year:")
    assert reasons[1] == (
        "wrong=2",
        "2 is in the list twice, the second time on line 4, for somebody else.",
    )
    assert "1 line has neither MIS number nor email and is left out." in run.notes
