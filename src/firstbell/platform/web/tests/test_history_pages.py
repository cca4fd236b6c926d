from __future__ import annotations

import csv
import io

import pytest

from firstbell.platform.accounts import actions
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.audit import timeline
from firstbell.platform.audit.events import announce
from firstbell.platform.audit.models import Event
from firstbell.platform.tenancy import actions as tenancy
from firstbell.platform.tenancy import events


@pytest.fixture
def changed(hartley, asha, moment):
    return tenancy.change_school(hartley, by=asha, at=moment, contact="01632 960 100")


def rows_of(answer):
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


def test_a_technician_reads_what_happened_in_the_school(
    browser_of, ben_account, changed, other_school
):
    text = browser_of(ben_account).get("/history/").content.decode()

    assert "Asha Rahman changed Hartley Vale School" in text
    assert "01632 960 100" in text
    assert "Nether Wick" not in text


@pytest.mark.parametrize(
    ("query", "shown"),
    [("day=2026-11-24", True), ("day=2026-11-23", False), ("who=asha", True), ("who=ben", False), ("kind=tenancy", True),
     ("kind=accounts", False), ("about=hartley", True), ("about=nether", False), ("day=nonsense", True), ("before=1", False)],
)  # fmt: skip
def test_history_is_narrowed_by_day_person_and_kind(browser_of, ben_account, changed, query, shown):
    text = browser_of(ben_account).get(f"/history/?{query}").content.decode()

    assert ("Asha Rahman changed" in text) is shown


def test_history_as_a_file_says_the_same(browser_of, ben_account, changed):
    answer = browser_of(ben_account).get("/history.csv?kind=tenancy")

    header, *rows = rows_of(answer)
    assert header[:2] == ["When", "Who"]
    assert rows[0][1:6:2] == [
        "Asha Rahman",
        "Asha Rahman changed Hartley Vale School",
        "contact:  → 01632 960 100",
    ]


def test_a_spreadsheet_runs_nothing_out_of_history(browser_of, ben_account, hartley, moment, asha):
    hartley.name = '=HYPERLINK("http://evil.example")'
    announce(events.SCHOOL_CHANGED, hartley, by=asha, at=moment)

    rows = rows_of(browser_of(ben_account).get("/history.csv"))

    assert all(cell[:1] not in ("=", "+", "-", "@") for row in rows for cell in row)


def test_the_file_of_one_thing_tells_of_that_thing_alone(browser_of, ben_account, changed, hartley):
    here = f"/history/of/tenancy.school/{hartley.uid}"
    browser = browser_of(ben_account)

    assert "changed Hartley" in browser.get(f"{here}/").content.decode()
    assert len(rows_of(browser.get(f"{here}.csv"))) == 3


def test_what_concerns_a_way_in_is_read_by_those_who_look_after_accounts(
    browser_of, ben_account, asha_account, asha, ben, hartley, moment
):
    actions.give_role(
        asha_account, role="lead", school=None, by=system_actor(), at=moment.replace(year=2024)
    )
    actions.make_token(ben_account, name="Sync", scopes=["read"], by=ben, at=moment)

    assert "API token Sync" in browser_of(asha_account).get("/history/").content.decode()
    assert "API token Sync" not in browser_of(ben_account).get("/history/").content.decode()


def test_a_teacher_reads_no_history(browser_of, okoro_account, okoro, hartley):
    assert browser_of(okoro_account).get("/history/").status_code == 403
    assert list(timeline.visible_to(okoro)) == []


def test_an_entry_is_struck_out_and_stays_readable(browser_of, asha_account, changed):
    page = browser_of(asha_account)
    event = Event.objects.get(kind="tenancy.school_changed")
    here = f"/history/{event.uid}/annul/"
    assert "Strike this entry out?" in page.get(here).content.decode()

    page.post(here)

    text = page.get("/history/").content.decode()
    assert "struck out by Asha Rahman" in text
    assert "Asha Rahman struck out an entry of Hartley Vale School" in text
    assert page.post(here).status_code == 409


def test_a_technician_strikes_nothing_out(browser_of, ben_account, changed):
    event = Event.objects.get(kind="tenancy.school_changed")

    assert browser_of(ben_account).post(f"/history/{event.uid}/annul/").status_code == 403
    event.refresh_from_db()
    assert event.annulled_at is None


def test_reading_history_costs_the_same_for_one_entry_and_for_many(
    browser_of,
    ben_account,
    changed,
    hartley,
    asha,
    moment,
    django_assert_num_queries,
    django_assert_max_num_queries,
):
    browser = browser_of(ben_account)
    browser.get("/history/")
    with django_assert_max_num_queries(20) as few:
        browser.get("/history/")
    asked = len(few.captured_queries)
    for number in range(5):
        tenancy.change_school(hartley, by=asha, at=moment, contact=f"01632 960 10{number}")
    browser.get("/history/")
    with django_assert_num_queries(asked):
        browser.get("/history/")
