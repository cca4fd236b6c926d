"""What is due, by day and week, one's own and a team's; and the same in other people's calendars."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from icalendar import Calendar

from firstbell.lib import clock
from firstbell.platform.tenancy.models import School
from firstbell.support.actions import opening, working
from firstbell.support.models import Status, Team, Ticket
from firstbell.support.queries import agenda_feeds

pytestmark = pytest.mark.django_db
WEDNESDAY = datetime(2026, 11, 25, 14, 10, tzinfo=UTC)


@pytest.fixture
def due(hartley, teacher, ict_2, started, moment, monkeypatch):
    """Due on Wednesday; another waits until Friday; a third was due on Monday."""
    monkeypatch.setattr(clock, "now", lambda: moment)
    made = [
        opening.open_ticket(hartley, opening.Report(body=words, room=ict_2), by=teacher, at=moment)
        for words in ("No sound", "Projector lamp", "Lost mouse")
    ]
    Ticket.objects.filter(pk=made[0].pk).update(due_at=WEDNESDAY)
    Ticket.objects.filter(pk=made[1].pk).update(
        due_at=None, waiting_until=WEDNESDAY + timedelta(days=2)
    )
    Ticket.objects.filter(pk=made[2].pk).update(due_at=moment - timedelta(days=1))
    return made


def shown(browser, query=""):
    return browser.get(f"/tickets/calendar/{query}").content.decode()


def events(client, url):
    answer = client.get(urlsplit(url).path)
    assert answer.headers["Content-Type"].startswith("text/calendar")
    return Calendar.from_ical(answer.content).walk("VEVENT")


def test_a_week_has_each_day_with_what_is_due_and_what_wakes(desk, due):
    page = shown(desk, "?on=2026-11-24")

    assert "Mon 23 Nov" in page
    assert "Sat 28 Nov" not in page
    assert page.index("Wed 25 Nov") < page.index("No sound") < page.index("Fri 27 Nov")
    assert page.index("Fri 27 Nov") < page.index("Projector lamp")
    assert "3 due" in page
    assert "1 late" in page


def test_a_day_has_its_own_alone(desk, due):
    page = shown(desk, "?by=day&on=2026-11-25")

    assert "No sound" in page
    assert "Projector lamp" not in page


def test_ones_own_and_a_teams(desk, due, hartley, asha, asha_account, moment):
    network = Team.objects.create(school=hartley, name="Network")
    working.take(due[0], by=asha, at=moment)
    working.move(due[1], network, by=asha, at=moment)
    Ticket.objects.filter(pk=due[0].pk).update(due_at=WEDNESDAY)

    assert "No sound" in shown(desk, "?view=mine&on=2026-11-25")
    assert "Projector lamp" not in shown(desk, "?view=mine&on=2026-11-25")
    page = shown(desk, f"?view=team-{network.pk}&on=2026-11-25")
    assert "Projector lamp" in page
    assert "No sound" not in page


def test_another_calendar_follows_without_signing_in(desk, due, client, asha_account, hartley):
    url = agenda_feeds.url_of(asha_account, hartley)
    assert url in desk.get("/tickets/calendar/feeds/").content.decode()
    found = events(client, url)

    assert {str(one["summary"]) for one in found} == {
        f"Due: {due[0].number} No sound", f"Goes on: {due[1].number} Projector lamp", f"Due: {due[2].number} Lost mouse",
    }  # fmt: skip
    one = next(one for one in found if due[0].number in str(one["summary"]))
    assert one.decoded("dtstart") == WEDNESDAY
    assert str(one["location"]) == "ICT 2"


def test_of_a_restricted_one_it_has_the_number_alone(due, client, asha_account, hartley):
    Ticket.objects.filter(pk=due[0].pk).update(restricted=True)
    found = [str(one["summary"]) for one in events(client, agenda_feeds.url_of(asha_account, hartley))]  # fmt: skip

    assert f"Due: {due[0].number} restricted" in found
    assert not any("No sound" in one for one in found)


def test_own_tickets_and_a_teams_have_addresses_of_their_own(due, client, asha, asha_account, hartley, moment):  # fmt: skip
    working.take(due[1], by=asha, at=moment)
    waits = Status.objects.get(name="Booked in")
    working.set_status(due[1], waits, until=WEDNESDAY, by=asha, at=moment)

    own = events(client, agenda_feeds.url_of(asha_account, hartley, mine=True))
    assert [str(one["summary"]) for one in own] == [f"Goes on: {due[1].number} Projector lamp"]
    team = Team.objects.get(pk=due[0].team_id)
    assert len(events(client, agenda_feeds.url_of(asha_account, hartley, team))) == 3


def test_an_address_ends_with_the_right_to_see_tickets_and_with_the_password(
    due, client, asha_account, okoro_account, hartley, other_school
):
    url = urlsplit(agenda_feeds.url_of(asha_account, hartley)).path
    elsewhere = School.objects.get(pk=other_school.pk)
    for nobody in (
        agenda_feeds.url_of(okoro_account, hartley), agenda_feeds.url_of(asha_account, elsewhere), url.replace(".ics", "x.ics"),
    ):  # fmt: skip
        assert client.get(urlsplit(nobody).path).status_code == 404

    asha_account.set_password("another one entirely")
    asha_account.save()
    assert client.get(url).status_code == 404


def test_a_teacher_has_no_calendar_of_tickets(hers, due):
    assert hers.get("/tickets/calendar/").status_code in (403, 404)
