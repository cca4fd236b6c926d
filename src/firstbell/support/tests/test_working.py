from __future__ import annotations

from datetime import timedelta

import pytest

from firstbell.lib.refusal import Conflict, NotAllowed, Refusal
from firstbell.platform.accounts.actors import account_actor
from firstbell.platform.audit import timeline
from firstbell.platform.search import finding
from firstbell.support.actions import changing, opening, talking, working
from firstbell.support.actions.talking import Crossed, Words
from firstbell.support.models import Entry, Status, Team, Ticket

pytestmark = pytest.mark.django_db


def test_taking_it_puts_it_in_hand_and_acknowledges_it(ticket, ben, ben_account, moment):
    working.take(ticket, by=ben, at=moment)

    ticket.refresh_from_db()
    assert ticket.owner == ben_account
    assert ticket.status.phase == "open"
    assert ticket.acknowledged_at == moment
    assert ticket.responded_at is None


def test_an_answer_is_the_first_response_and_its_writer_has_it(ticket, ben, ben_account, moment):
    talking.reply(ticket, Words("On my way", minutes=5), by=ben, at=moment)

    ticket.refresh_from_db()
    assert (ticket.responded_at, ticket.owner, ticket.minutes) == (moment, ben_account, 5)
    assert Entry.objects.last().from_team is True


def test_a_note_is_the_teams_alone(ticket, ben, teacher, asha, moment):
    talking.note(ticket, Words("Loose plate again"), by=ben, at=moment)

    assert [entry.body for entry in Entry.objects.read_by(teacher, ticket)] == [
        "No picture, only “no signal”."
    ]
    assert Entry.objects.read_by(asha, ticket).count() == 2


def test_whoever_answers_at_once_reads_the_other_first(ticket, ben, asha, moment):
    """Two technicians with the same page before them: the second is told, and nothing is lost."""
    seen = Entry.objects.latest("pk").pk
    talking.reply(ticket, Words("I come in period 2", seen=seen), by=ben, at=moment)
    again = Ticket.objects.get(pk=ticket.pk)

    with pytest.raises(Crossed, match="Ben Whitlock answered while you were writing"):
        talking.reply(again, Words("I come at lunch", seen=seen), by=asha, at=moment)

    talking.reply(
        again, Words("I come at lunch", seen=Entry.objects.latest("pk").pk), by=asha, at=moment
    )
    assert [entry.body for entry in Entry.objects.filter(from_team=True).order_by("pk")] == [
        "I come in period 2", "I come at lunch",
    ]  # fmt: skip


def test_ones_own_words_do_not_cross_ones_own(ticket, ben, moment):
    seen = Entry.objects.latest("pk").pk
    talking.reply(ticket, Words("One", seen=seen), by=ben, at=moment)
    talking.reply(ticket, Words("Two", seen=seen), by=ben, at=moment)

    assert Entry.objects.filter(from_team=True).count() == 2


def test_it_waits_and_an_answer_goes_on_with_it(ticket, ben, teacher, moment):
    waiting = Status.objects.get(name="Waiting for an answer")
    working.set_status(ticket, waiting, until=moment + timedelta(days=1), by=ben, at=moment)
    talking.ask_back(ticket, Words("Yes, both leads"), by=teacher, at=moment)

    ticket.refresh_from_db()
    assert ticket.status.phase == "open"
    assert ticket.waiting_until is None


def test_it_does_not_wait_for_the_past(ticket, ben, moment):
    waiting = Status.objects.get(name="Booked in")
    with pytest.raises(Refusal, match="has passed"):
        working.set_status(ticket, waiting, until=moment - timedelta(hours=1), by=ben, at=moment)


def test_it_ends_with_words_and_an_answer_opens_it_again(ticket, ben, teacher, moment):
    working.solve(ticket, Words("New lead fitted"), by=ben, at=moment)
    assert ticket.status.phase == "solved"
    assert not ticket.is_open

    talking.ask_back(ticket, Words("It has come back"), by=teacher, at=moment + timedelta(days=2))

    ticket.refresh_from_db()
    assert ticket.is_open
    assert (ticket.solved_at, ticket.closed_at) == (None, None)


def test_after_the_teams_days_it_stays_closed(ticket, ben, teacher, moment):
    working.solve(ticket, Words("New lead fitted"), by=ben, at=moment)

    with pytest.raises(Conflict, match="Report it again"):
        talking.ask_back(ticket, Words("Again"), by=teacher, at=moment + timedelta(days=8))


def test_no_status_but_a_solution_ends_it(ticket, ben, moment):
    with pytest.raises(Refusal, match="how it was solved"):
        working.set_status(ticket, Status.objects.get(phase="solved"), by=ben, at=moment)


def test_another_team_takes_it_up_anew(ticket, ben, asha_account, hartley, moment):
    network = Team.objects.create(school=hartley, name="Network")
    network.members.add(asha_account)
    working.take(ticket, by=ben, at=moment)
    working.move(ticket, network, by=ben, at=moment)

    ticket.refresh_from_db()
    assert (ticket.team, ticket.owner) == (network, None)
    assert ticket.is_open


def test_it_is_given_only_to_somebody_who_works_here(
    ticket, ben, tariq_account, asha_account, moment
):
    with pytest.raises(Refusal, match="does not work"):
        working.assign(ticket, tariq_account, by=ben, at=moment)

    working.assign(ticket, asha_account, by=ben, at=moment)
    assert ticket.owner == asha_account


def test_whoever_raised_it_may_close_it_and_nobody_else_outside_the_team(
    ticket, teacher, sam, moment
):
    with pytest.raises(NotAllowed):
        working.close(ticket, by=sam, at=moment)

    working.close(ticket, by=teacher, at=moment)
    assert ticket.status.phase == "closed"


def test_a_restricted_ticket_is_seen_by_few(ticket, teacher, ben, asha, grace, ben_account, moment):
    changing.change(ticket, restricted=True, by=asha, at=moment)

    def seen(actor):
        return Ticket.objects.visible_to(actor).filter(pk=ticket.pk).exists()

    assert [seen(actor) for actor in (teacher, asha, ben, grace)] == [True, True, False, False]

    working.assign(ticket, ben_account, by=asha, at=moment)
    assert seen(account_actor(ben_account, on=moment.date()))


def test_a_restricted_ticket_is_told_to_few_and_not_found(
    hartley, teacher, asha, ben, ict_2, started, moment
):
    report = opening.Report(body="Something private", room=ict_2, restricted=True)
    made = opening.open_ticket(hartley, report, by=teacher, at=moment)

    def told(actor):
        return timeline.readable(actor, ict_2.uid).filter(subject_uid=made.uid).exists()

    assert (told(asha), told(ben)) == (True, False)
    assert finding.find(made.number, actor=asha).groups == []
