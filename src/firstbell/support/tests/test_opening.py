from __future__ import annotations

import pytest

from firstbell.lib.refusal import NotAllowed, Refusal
from firstbell.people import actions as people
from firstbell.people.states import MemberKind
from firstbell.platform.audit import timeline
from firstbell.platform.search import finding
from firstbell.support.actions import opening
from firstbell.support.models import Entry, Ticket

pytestmark = pytest.mark.django_db


def test_a_teacher_reports_for_herself(ticket, funmi, ict_2, okoro_account):
    assert ticket.number == "T-00001"
    assert ticket.title == "No picture, only “no signal”."
    assert (ticket.requester, ticket.room, ticket.raised_by) == (funmi, ict_2, okoro_account)
    assert ticket.status.phase == "new"
    assert ticket.team.name == "ICT support"
    assert Entry.objects.get().body == "No picture, only “no signal”."


def test_the_history_of_ticket_room_and_person_tells_it(ticket, funmi, ict_2):
    sentence = f"Ms Okoro opened {ticket}"

    for thing in (ticket, funmi, ict_2):
        assert sentence in [event.sentence for event in timeline.of(thing)]


def test_a_tap_without_a_word_is_enough(hartley, teacher, ict_2, board, moment):
    made = opening.open_ticket(
        hartley, opening.Report(room=ict_2, category=board), by=teacher, at=moment
    )

    assert made.title == "Board or screen in ICT 2"
    assert not Entry.objects.exists()


def test_nothing_at_all_is_refused(hartley, teacher, ict_2, started, moment):
    with pytest.raises(Refusal, match="Say what is wrong"):
        opening.open_ticket(hartley, opening.Report(room=ict_2), by=teacher, at=moment)


def test_a_thing_brings_its_room_and_is_kept_as_it_was(
    hartley, teacher, projector, ict_2, started, moment
):
    report = opening.Report(body="It hums", items=[projector])
    made = opening.open_ticket(hartley, report, by=teacher, at=moment)

    assert made.room == (projector.place or None)
    assert [row.item for row in made.things.all()] == [projector]


def test_only_the_team_reports_for_others(hartley, teacher, asha, ict_2, funmi, started, moment):
    for_sam = opening.Report(body="Sam cannot sign in", room=ict_2, requester_name="Sam Reeve")
    for_her = opening.Report(body="By phone: no sound", room=ict_2, requester=funmi)

    made = opening.open_ticket(hartley, for_her, by=asha, at=moment)

    assert (made.requester, made.raised_by) == (funmi, None)
    assert opening.open_ticket(hartley, for_sam, by=asha, at=moment).who == "Sam Reeve"


def test_a_teacher_does_not_report_in_anothers_name(hartley, teacher, ict_2, started, moment, asha):
    bell = people.add_person(
        hartley, kind=MemberKind.STAFF, given_name="Tom", family_name="Bell", by=asha, at=moment
    )
    with pytest.raises(Refusal, match="Only the ICT team"):
        opening.open_ticket(
            hartley, opening.Report(body="x", requester=bell), by=teacher, at=moment
        )


def test_a_technician_of_another_school_opens_none_here(hartley, tariq, started, moment):
    with pytest.raises(NotAllowed):
        opening.open_ticket(hartley, opening.Report(body="x"), by=tariq, at=moment)


def test_it_is_found_by_number_and_words(ticket, asha):
    only = finding.find(ticket.number, actor=asha).only
    assert only is not None
    assert only.uid == ticket.uid


def test_numbers_go_on(hartley, teacher, ticket, ict_2, moment):
    second = opening.open_ticket(
        hartley, opening.Report(body="Again", room=ict_2), by=teacher, at=moment
    )

    assert [row.number for row in Ticket.objects.order_by("pk")] == ["T-00001", second.number]
    assert second.number == "T-00002"
