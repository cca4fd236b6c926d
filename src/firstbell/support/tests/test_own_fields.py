"""The trust's own fields on tickets: set, told, found, brought in, and erased."""

from __future__ import annotations

import pytest

from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.audit import timeline
from firstbell.platform.fields import actions as fields
from firstbell.platform.fields.models import FieldValue
from firstbell.platform.fields.states import Kind
from firstbell.platform.lists import conditions
from firstbell.platform.lists.looking import Looker
from firstbell.platform.lists.reading import Reading
from firstbell.support import events
from firstbell.support.actions import changing, erasing, joining, opening
from firstbell.support.models import Ticket
from firstbell.support.queries import about_somebody
from firstbell.support.web.lists import TICKETS

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(db, moment):
    def add(label, kind=Kind.TEXT, **more):
        return fields.add_field(noun="support.ticket", label=label, kind=kind, by=system_actor(), at=moment, **more)  # fmt: skip

    return add


@pytest.fixture
def budget(own):
    return own("Budget code")


@pytest.fixture
def cause(own):
    return own("Root cause", Kind.CHOICE, choices=["Worn out", "Dropped"])


def set_own(ticket, by, at, **custom):
    return changing.change(Ticket.objects.get(pk=ticket.pk), custom=custom, by=by, at=at)


def test_what_is_set_is_kept_and_told_in_history(ticket, budget, asha, moment):
    set_own(ticket, asha, moment, budget_code="ICT-7")

    assert Ticket.objects.get().custom == {"budget_code": "ICT-7"}
    event = timeline.of(ticket).first()
    [change] = event.changes.all()
    assert (event.kind, change.field, change.was, change.now) == ("support.changed", "budget code", "", "ICT-7")  # fmt: skip


def test_a_field_called_like_a_column_is_told_all_the_same(ticket, own, asha, moment):
    own("Minutes")
    set_own(ticket, asha, moment, minutes="ten")

    assert timeline.of(ticket).first().changes.get().now == "ten"


def test_what_is_not_given_stays_and_what_does_not_fit_is_refused(
    ticket, budget, cause, asha, moment
):
    set_own(ticket, asha, moment, budget_code="ICT-7")
    set_own(ticket, asha, moment, root_cause="Dropped")
    with pytest.raises(Refusal):
        set_own(ticket, asha, moment, root_cause="Witchcraft")

    assert Ticket.objects.get().custom == {"budget_code": "ICT-7", "root_cause": "Dropped"}


def test_they_stand_on_the_forms_and_beside_the_ticket(desk, ticket, budget, ict_2):
    url = f"/tickets/{ticket.number}/change/"
    assert "Budget code" in desk.get(url).content.decode()
    words = {"title": "Dark", "kind": "fault", "stops": "no", "custom_budget_code": "ICT-7", "version": ticket.version}  # fmt: skip
    desk.post(url, words)

    page = desk.get(f"/tickets/{ticket.number}/").content.decode()
    assert "Budget code" in page
    assert "ICT-7" in page

    desk.post("/tickets/new/", {**words, "body": "", "room": str(ict_2.uid), "source": "phone", "custom_budget_code": "ICT-8"})  # fmt: skip
    assert Ticket.objects.latest("pk").custom == {"budget_code": "ICT-8"}


def test_a_field_that_must_be_filled_is_asked_of_the_team_and_stops_no_report(
    desk, own, hartley, teacher, ict_2, started, moment
):
    own("Budget code", is_required=True, default="ICT")
    report = opening.Report(body="Dark", room=ict_2)
    ticket = opening.open_ticket(hartley, report, by=teacher, at=moment)
    assert ticket.custom == {"budget_code": "ICT"}

    words = {"title": "Dark", "kind": "fault", "stops": "no", "custom_budget_code": "", "version": ticket.version}  # fmt: skip
    answer = desk.post(f"/tickets/{ticket.number}/change/", words)
    assert answer.status_code == 200
    assert "This field is required" in answer.content.decode()


def test_the_list_has_them_as_columns_narrows_by_them_and_exports_them(
    desk, raised, own, cause, asha, hartley, moment
):
    first, second = raised(moment), raised(moment)
    set_own(first, asha, moment, root_cause="Dropped")
    set_own(second, asha, moment, root_cause="Worn out")
    question = conditions.read("own_root_cause=Dropped&columns=number,own_root_cause")
    reading = Reading(TICKETS, Looker(asha, moment, hartley), question)

    assert reading.narrowed.problems == []
    assert [row["number"] for row in reading.page().rows] == [first.number]
    page = desk.get("/tickets/all/?own_root_cause=Dropped&columns=number,own_root_cause")
    assert "Root cause" in page.content.decode()


def test_by_api_the_team_sets_and_reads_them_and_whoever_asked_does_not(
    desk, hers, ticket, budget, hartley, funmi
):
    url = f"/api/v1/tickets/{ticket.uid}"
    answer = desk.patch(
        url,
        {"custom": {"budget_code": "ICT-7"}},
        content_type="application/json",
        headers={"If-Match": str(ticket.version)},
    )
    assert answer.json()["custom"] == {"budget_code": "ICT-7"}
    words = {"school": str(hartley.uid), "title": "Dark", "custom": {"budget_code": "X"}}
    made = desk.post("/api/v1/tickets", words, content_type="application/json")
    assert made.json()["custom"] == {"budget_code": "X"}
    wrong = desk.patch(
        url,
        {"custom": {"colour": "red"}},
        content_type="application/json",
        headers={"If-Match": str(answer.json()["version"])},
    )
    assert wrong.status_code == 422

    theirs = hers.get(url)
    assert theirs.status_code == 200
    assert theirs.json()["custom"] == {}


def test_a_secret_one_is_looked_at_by_a_lead_alone_and_noted(
    browser_of, ben_account, desk, ticket, own, asha, moment
):
    alarm = own("Alarm code", is_secret=True)
    set_own(ticket, asha, moment, alarm_code="4711")

    assert "4711" not in desk.get(f"/tickets/{ticket.number}/").content.decode()
    assert desk.get(f"/api/v1/tickets/{ticket.uid}").json()["custom"]["alarm_code"] == "••••••••"
    answer = desk.post(f"/fields/{alarm.uid}/of/{ticket.uid}/")
    assert browser_of(ben_account).post(f"/fields/{alarm.uid}/of/{ticket.uid}/").status_code == 403
    assert "4711" in answer.content.decode()
    assert timeline.of(ticket).first().kind == "fields.revealed"


def test_the_ticket_that_stands_has_them_all_and_gives_them_back(raised, own, asha, moment):
    own("Budget code", is_unique=True)
    gone, into = raised(moment), raised(moment)
    set_own(gone, asha, moment, budget_code="ICT-7")
    gone.refresh_from_db()

    into = joining.merge(gone, into=into, by=asha, at=moment)
    assert Ticket.objects.get(pk=into.pk).custom == {"budget_code": "ICT-7"}
    assert FieldValue.objects.get().thing_uid == into.uid

    joining.unmerge(Ticket.objects.get(pk=gone.pk), into=into, by=asha, at=moment)
    assert Ticket.objects.get(pk=into.pk).custom == {}
    assert FieldValue.objects.get().thing_uid == gone.uid


def test_what_says_something_of_a_person_goes_when_the_ticket_is_erased(
    ticket, own, budget, asha, moment
):
    own("Home address", is_personal=True)
    set_own(ticket, asha, moment, home_address="1 Mill Lane", budget_code="ICT-7")
    ticket.refresh_from_db()

    erasing.blank(ticket, events.BLANKED, by=asha, at=moment)
    assert Ticket.objects.get().custom == {"budget_code": "ICT-7"}
    assert "Mill Lane" not in str(FieldValue.objects.values_list("text", flat=True))
    told = [change.now for event in timeline.of(ticket) for change in event.changes.all()]
    assert "ICT-7" in told
    assert "1 Mill Lane" not in told

    erasing.remove(ticket, events.GONE, by=asha, at=moment)
    assert not FieldValue.objects.exists()


def test_they_are_in_what_is_kept_of_somebody(ticket, budget, funmi, asha, moment):
    set_own(ticket, asha, moment, budget_code="ICT-7")

    assert "Budget code: ICT-7" in "".join(about_somebody.lines(asha, funmi))


def test_they_come_with_a_file_of_old_tickets_and_go_with_its_undo(
    bring_in, take_back, budget, cause
):
    head = "Ticket Number,Subject,Budget code,Root cause\n"
    bring_in(head + "77,Dark,ICT-7,Dropped\n78,Loud,,\n")
    brought = dict(Ticket.objects.values_list("title", "custom"))
    assert brought == {"Dark": {"budget_code": "ICT-7", "root_cause": "Dropped"}, "Loud": {}}
    assert FieldValue.objects.count() == 2

    session = bring_in(head + "77,Dark,ICT-9,\n")
    assert Ticket.objects.get(title="Dark").custom == {"budget_code": "ICT-9", "root_cause": "Dropped"}  # fmt: skip
    take_back(session)
    assert Ticket.objects.get(title="Dark").custom["budget_code"] == "ICT-7"
    assert FieldValue.objects.filter(text="ICT-7").count() == 1
