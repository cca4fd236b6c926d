"""A date that somebody set on a ticket, beside what is promised."""

from __future__ import annotations

from datetime import timedelta

import pytest

from firstbell.lib import clock
from firstbell.lib.refusal import Conflict, Refusal
from firstbell.platform.audit import timeline
from firstbell.support.actions import due_by_hand, joining, working
from firstbell.support.actions.talking import Words
from firstbell.support.models import Clock, Status, Ticket
from firstbell.support.queries import agenda

pytestmark = pytest.mark.django_db
WHY = "Open evening"


def fresh(ticket):
    return Ticket.objects.get(pk=ticket.pk)


def set_due(ticket, when, asha, moment, why=WHY):
    due_by_hand.set_due(fresh(ticket), when, why, by=asha, at=moment)
    return fresh(ticket)


@pytest.fixture
def promised(ticket):
    return fresh(ticket).due_at


def test_a_sooner_date_is_next_due_and_the_promises_stay(ticket, promised, asha, moment):
    before = list(Clock.objects.order_by("pk").values())
    soon = moment + timedelta(minutes=1)

    assert set_due(ticket, soon, asha, moment).due_at == soon
    assert list(Clock.objects.order_by("pk").values()) == before
    due_by_hand.take_off(fresh(ticket), by=asha, at=moment)
    assert fresh(ticket).due_at == promised


def test_a_later_date_hides_no_promise_and_counts_while_the_ticket_waits(
    ticket, promised, asha, moment
):
    later = moment + timedelta(days=3)
    assert set_due(ticket, later, asha, moment).due_at == promised

    waits = Status.objects.filter(pauses=True, for_approval=False).first()
    working.set_status(fresh(ticket), waits, by=asha, at=moment)
    assert fresh(ticket).due_at == later


def test_a_ticket_without_clocks_is_due_by_hand(ticket, asha, moment):
    Clock.objects.all().delete()
    later = moment + timedelta(days=3)

    assert set_due(ticket, later, asha, moment).due_at == later
    due_by_hand.take_off(fresh(ticket), by=asha, at=moment)
    assert fresh(ticket).due_at is None


def test_it_is_over_when_the_ticket_is_solved_and_history_says_both(ticket, asha, moment):
    later = moment + timedelta(days=3)
    set_due(ticket, later, asha, moment)
    event = timeline.of(ticket).first()
    assert event.sentence.endswith(f"is due {later:%d/%m/%Y %H:%M}")
    assert {one.now for one in event.changes.all()} == {f"{later:%d/%m/%Y %H:%M}", WHY}

    working.solve(fresh(ticket), Words("New lead"), by=asha, at=moment)
    found = fresh(ticket)
    assert (found.hand_due_at, found.hand_due_why, found.due_at) == (None, "", None)
    told = [one.was for event in timeline.of(ticket) for one in event.changes.all()]
    assert WHY in told
    with pytest.raises(Conflict, match="Reopen it first"):
        set_due(ticket, later, asha, moment)


def test_what_has_passed_is_too_far_away_or_has_no_reason_is_refused(ticket, asha, moment):
    day = timedelta(days=1)
    for when, why in ((moment, WHY), (moment + 2_000 * day, WHY), (moment + day, "  ")):
        with pytest.raises(Refusal):
            set_due(ticket, when, asha, moment, why)


def test_of_two_that_are_merged_the_sooner_stands_and_goes_back(raised, asha, moment):
    gone, into = raised(moment), raised(moment)
    soon, later = moment + timedelta(minutes=1), moment + timedelta(days=3)
    gone, into = set_due(gone, soon, asha, moment), set_due(into, later, asha, moment, "Exam")

    joining.merge(gone, into=into, by=asha, at=moment)
    assert (fresh(into).hand_due_at, fresh(into).due_at) == (soon, soon)
    assert fresh(gone).due_at is None

    joining.unmerge(fresh(gone), into=fresh(into), by=asha, at=moment)
    assert (fresh(into).hand_due_at, fresh(into).hand_due_why) == (later, "Exam")
    assert fresh(gone).due_at == soon


def test_the_calendar_has_the_date_and_the_promise(ticket, promised, asha, moment, hartley):
    soon = moment + timedelta(minutes=1)
    set_due(ticket, soon, asha, moment)
    rows = agenda.rows_of(asha, hartley)
    found = agenda.points(rows, moment, moment + timedelta(days=30))
    assert [(one.at, one.by_hand) for one in found] == [(soon, True), (promised, False)]

    alone = agenda.points(rows, promised, promised + timedelta(minutes=1))
    assert [one.at for one in alone] == [promised]


def test_it_is_set_on_the_page_and_shown_in_the_queue_and_the_list(
    desk, ticket, moment, monkeypatch
):
    monkeypatch.setattr(clock, "now", lambda: moment)
    url = f"/tickets/{ticket.number}/due/"
    soon = moment + timedelta(minutes=1)
    desk.post(url, {"when": f"{soon:%Y-%m-%dT%H:%M}", "why": WHY})

    assert fresh(ticket).hand_due_at == soon.replace(second=0, microsecond=0)
    page = desk.get(f"/tickets/{ticket.number}/").content.decode()
    assert "Set by hand" in page
    assert WHY in page
    assert "by hand" in desk.get("/tickets/").content.decode()
    assert WHY in desk.get("/tickets/all/?columns=number,hand_due,hand_why").content.decode()

    desk.post(url, {"off": "1"})
    assert fresh(ticket).hand_due_at is None
    assert "Say when it is due" in desk.post(url, {"when": "x"}, follow=True).content.decode()


def test_a_new_ticket_begins_with_its_date_or_not_at_all(desk, ict_2, started, moment, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: moment)
    soon = moment + timedelta(days=1)
    words = {"title": "Hall sound", "room": str(ict_2.uid), "kind": "fault", "stops": "no", "source": "phone"}  # fmt: skip
    said = {**words, "due": f"{soon:%Y-%m-%dT%H:%M}", "due_why": ""}
    refused = desk.post("/tickets/new/", said).content.decode()
    assert "Say why it is due then." in refused
    assert "In a few words" in refused
    assert not Ticket.objects.exists()

    desk.post("/tickets/new/", {**said, "due_why": WHY})
    desk.post("/tickets/new/", words)
    rows = Ticket.objects.order_by("pk").values_list("hand_due_at", "hand_due_why")
    assert list(rows) == [(soon.replace(second=0, microsecond=0), WHY), (None, "")]


def test_by_api_it_is_set_and_taken_off_and_the_reason_is_the_teams(desk, hers, ticket):
    url = f"/api/v1/tickets/{ticket.uid}"
    when = clock.now() + timedelta(days=3)
    body = {"when": when.isoformat(), "why": WHY}
    made = desk.put(f"{url}/due", body, content_type="application/json").json()
    assert (made["hand_due_at"][:16], made["hand_due_why"]) == (when.isoformat()[:16], WHY)
    assert hers.get(url).json()["hand_due_why"] == ""
    naive = {"when": "2030-01-01T10:00:00", "why": WHY}
    assert desk.put(f"{url}/due", naive, content_type="application/json").status_code == 422

    new = {"school": str(ticket.school.uid), "title": "Hall sound", "due": body["when"]}
    assert desk.post("/api/v1/tickets", new, content_type="application/json").status_code == 422
    begun = desk.post("/api/v1/tickets", {**new, "due_why": WHY}, content_type="application/json")
    assert (begun.status_code, begun.json()["hand_due_why"]) == (201, WHY)

    off = desk.put(f"{url}/due", {"when": None}, content_type="application/json").json()
    assert off["hand_due_at"] is None
