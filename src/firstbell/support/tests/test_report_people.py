"""The report by who did it and for whom, of a term, and as a workbook."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from firstbell.lib.sheets import Choices, read_sheet
from firstbell.platform.exchange import files
from firstbell.support.actions import working
from firstbell.support.queries import reporting, reporting_periods
from firstbell.support.tests.test_report import FRIDAY, HOUR, monday, week

pytestmark = pytest.mark.django_db


def test_whoever_solved_it_and_whoever_asked_are_counted(hartley, asha, ben_account, raised, funmi):
    raised(monday(9), solved_after=HOUR, owner=ben_account)
    working.take(raised(monday(10)), by=asha, at=monday(11))
    found = reporting.report(asha, hartley, week(hartley), FRIDAY)

    told = [(line.label, line.now, line.minutes, line.solved) for line in found.technicians]
    assert told == [(ben_account.name, 1, 20, 0), (asha.name, 0, 0, 1)]
    assert [(line.label, line.now, line.solved) for line in found.requesters] == [
        (funmi.formal, 2, 1)
    ]


def test_a_number_of_somebodys_leads_to_their_tickets(
    browser_of, asha_account, ben_account, raised, funmi
):
    raised(monday(9), solved_after=HOUR, owner=ben_account, body="Bens lead")
    raised(monday(9), solved_after=HOUR, body="Nobodys lead")
    desk = browser_of(asha_account)
    url = f"/tickets/all/?solved.between=2026-11-23..2026-11-29&owner={ben_account.uid}"

    assert url.split("?")[1].replace(":", "%3A") in desk.get(
        "/service-report/?on=2026-11-25"
    ).content.decode().replace("&amp;", "&")
    listed = desk.get(url).content.decode()
    assert "Bens lead" in listed
    assert "Nobodys lead" not in listed


def test_a_term_lasts_until_the_next_begins(hartley):
    term = reporting_periods.around(hartley, "term", date(2026, 11, 25))

    assert "2026" in term.words
    assert term.first <= date(2026, 9, 7)
    assert term.last + timedelta(days=1) == term.after.first
    assert term.after.before == reporting_periods.around(hartley, "term", date(2026, 11, 25))
    assert term.before.last + timedelta(days=1) == term.first


def test_a_day_beyond_the_calendar_still_has_a_term(hartley):
    term = reporting_periods.around(hartley, "term", date(2070, 2, 1))
    assert term.first <= date(2070, 2, 1) <= term.last


def test_a_term_is_a_page_like_a_week(browser_of, asha_account, raised):
    raised(datetime(2026, 9, 14, 9, tzinfo=UTC), solved_after=HOUR)
    page = browser_of(asha_account).get("/service-report/?period=term&on=2026-11-25")
    assert "1 ticket solved" in page.content.decode()


@pytest.mark.parametrize("name", ["figures", "rooms", "technicians", "requesters"])
def test_every_table_is_a_workbook_too(browser_of, asha_account, raised, name, tmp_path):
    raised(monday(9), solved_after=HOUR)
    answer = browser_of(asha_account).get(f"/service-report/{name}.xlsx?on=2026-11-25")
    file = tmp_path / f"{name}.xlsx"
    file.write_bytes(b"".join(answer.streaming_content))
    reading = read_sheet(file, file.name, files.LIMITS, Choices(aliases={}))
    assert len(list(reading.rows())) >= 1
    assert browser_of(asha_account).get("/service-report/nothing.xlsx").status_code == 404
