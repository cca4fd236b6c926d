"""Events of a school from its calendar, as a table and as a feed."""

from __future__ import annotations

from datetime import UTC, datetime

from firstbell.lib.timetables.tests.test_feeds import event, feed
from firstbell.platform.exchange.models import NewLookup
from firstbell.platform.exchange.states import State
from firstbell.platform.exchange.tests.importing import verdicts
from firstbell.timetable import actions
from firstbell.timetable.actions import EventPlan
from firstbell.timetable.models import SchoolEvent

TABLE = """Event,Start date,Start time,End date,End time,Room
Year 11 mock exams,30/11/2026,,4/12/2026,,Hall
Open evening,3/12/2026,17:30,3/12/2026,20:00,"ICT 2, Hall"
Winter concert,10/12/2026,19:00,,,
"""


def told():
    return [
        (one.name, one.kind, one.is_whole_day, one.stops_lessons, sorted(room.name for room in one.rooms.all()))
        for one in SchoolEvent.objects.order_by("starts_at")
    ]  # fmt: skip


def test_a_table_of_events_becomes_events(bring_in, ict_2, hall):
    session = bring_in(TABLE, sheet="events")
    assert session.state == State.APPLIED
    assert told() == [
        ("Year 11 mock exams", "mock_exam", True, True, ["Hall"]),
        ("Open evening", "open_evening", False, False, ["Hall", "ICT 2"]),
        ("Winter concert", "show", False, False, []),
    ]
    mocks, evening, concert = SchoolEvent.objects.order_by("starts_at")
    assert (mocks.starts_at, mocks.ends_at) == (
        datetime(2026, 11, 30, tzinfo=UTC), datetime(2026, 12, 5, tzinfo=UTC),
    )  # fmt: skip
    assert evening.ends_at == datetime(2026, 12, 3, 20, tzinfo=UTC)
    assert concert.ends_at == datetime(2026, 12, 10, 20, tzinfo=UTC)


def test_the_same_file_again_changes_nothing(bring, bring_in, ict_2, hall):
    bring_in(TABLE, sheet="events")
    assert [verdict for _, verdict, _ in verdicts(bring(TABLE, sheet="events"))] == ["same"] * 3


def test_a_newer_file_moves_its_end_and_taken_back_it_is_as_it_was(
    bring_in, take_back, ict_2, hall
):
    bring_in(TABLE, sheet="events")
    session = bring_in(TABLE.replace("20:00", "21:00"), sheet="events")
    assert session.counts["updated"] == 1
    assert SchoolEvent.objects.get(name="Open evening").ends_at.hour == 21
    take_back(session)
    assert SchoolEvent.objects.get(name="Open evening").ends_at.hour == 20


def test_taken_back_they_are_gone_but_for_what_was_changed_since(
    bring_in, take_back, ict_2, hall, asha, moment
):
    session = bring_in(TABLE, sheet="events")
    one = SchoolEvent.objects.get(name="Winter concert")
    actions.change_event(
        one, EventPlan("Carols", one.kind, one.starts_at, one.ends_at), by=asha, at=moment
    )
    take_back(session)
    assert [row.name for row in SchoolEvent.objects.all()] == ["Carols"]


def test_a_room_that_nobody_knows_is_asked_about_with_what_is_near(bring, hall):
    session = bring("Event,Date,Room\nTrip briefing,7/12/2026,Halll\n", sheet="events")
    row = NewLookup.objects.get(session=session)
    assert (row.name, row.near[0]["name"]) == ("Halll", "Hall")


def test_a_feed_of_whole_days_is_one_of_events(bring_in, hall):
    content = feed(
        event("Ski trip", "20261207", "20261209", zone="VALUE=DATE"),
        event("Concert", "20261210T190000", "20261210T210000", "LOCATION:Hall"),
    )
    session = bring_in(content, name="school.ics", sheet="events")
    assert session.reading["notes"][0] == "It is a calendar with 2 events from 1 Aug 2026 on."
    assert told() == [
        ("Ski trip", "trip", True, False, []), ("Concert", "show", False, False, ["Hall"]),
    ]  # fmt: skip
    assert SchoolEvent.objects.get(name="Ski trip").ends_at == datetime(2026, 12, 9, tzinfo=UTC)


def test_a_calendar_without_lessons_is_tried_as_events(bring, hall):
    content = feed(event("Ski trip", "20261207", "20261209", zone="VALUE=DATE"))
    assert bring(content, name="school.ics", sheet="").sheet == "events"


def test_a_line_without_a_day_is_refused(bring, hall):
    assert verdicts(bring("Event,Date\nTrip,\n", sheet="events")) == [
        (2, "error", "It does not say on which day it is.")
    ]
