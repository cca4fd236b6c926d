"""A partner outside is asked about one ticket: it waits, it is not solved, and nobody else's words reach them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from firstbell.lib.refusal import Conflict, NotAllowed, Refusal
from firstbell.people.actions import organisations
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.jobs import outbox
from firstbell.support.actions import (
    changing,
    joining,
    opening,
    partnering,
    passing,
    talking,
    working,
)
from firstbell.support.actions.partnering import Asked, Partner, Sees
from firstbell.support.actions.talking import Words
from firstbell.support.models import Clock, Entry, Letter, Mailbox, Sharing, Status, Team, Ticket
from firstbell.support.queries import partners, queue, reporting, reporting_periods

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("box")]
DESK = Partner("desk@northern.example", "Northern Schools ICT")


def fresh(ticket):
    return Ticket.objects.get(pk=ticket.pk)


@pytest.fixture
def northern(hartley, moment):
    return organisations.add_organisation(
        hartley, name="Northern Schools ICT", support_email="desk@northern.example", by=system_actor(), at=moment
    )  # fmt: skip


@pytest.fixture
def shared(ticket, ben, moment):
    return partnering.ask(ticket, DESK, Asked("Please look at the lamp"), by=ben, at=moment)


def test_it_waits_for_them_stays_whose_it_is_and_is_not_solved(shared, ben, moment):
    found = fresh(shared.ticket)

    assert (found.status.name, found.is_open, found.owner.name) == ("With a supplier", True, "Ben Whitlock")  # fmt: skip
    assert found.responded_at is None
    stands = {row.kind: row.paused_at for row in Clock.objects.filter(ticket=found, met_at=None)}
    assert stands == {"respond": moment, "update": moment, "resolve": moment}
    entry = Entry.objects.latest("pk")
    assert (entry.kind, entry.public, entry.body) == ("partner", False, "Please look at the lamp")


def test_the_words_go_to_the_partner_alone_and_to_nobody_else(shared):
    outbox.deliver_waiting()

    assert [(one.to, one.kind) for one in Letter.objects.all()] == [("desk@northern.example", "partner")]  # fmt: skip


def test_an_organisation_is_written_to_at_its_address_for_support(ticket, northern, ben, moment):
    made = partnering.ask(ticket, Partner(organisation=northern), Asked("Please look"), by=ben, at=moment)  # fmt: skip

    assert (made.name, made.email, made.organisation) == ("Northern Schools ICT", "desk@northern.example", northern)  # fmt: skip


@pytest.mark.parametrize(
    ("partner", "asked", "why"),
    [
        (Partner(), Asked("Please look"), "Say whom to ask"),
        (Partner("nonsense"), Asked("Please look"), "is no address"),
        (Partner("help@hartley.example"), Asked("Please look"), "own address"),
        (Partner("okoro@hartley.example"), Asked("Please look"), "is whoever asked"),
        (DESK, Asked(" \x00 "), "Say what you want"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_sent(ticket, ben, moment, partner, asked, why):  # fmt: skip
    with pytest.raises(Refusal, match=why):
        partnering.ask(ticket, partner, asked, by=ben, at=moment)
    assert (Sharing.objects.count(), fresh(ticket).status.name) == (0, "New")


def test_a_team_without_a_mailbox_writes_from_one_of_the_school(ticket, box, ben, moment):
    box.team = Team.objects.create(school=ticket.school, name="Network", created_at=moment)
    box.save()
    partnering.ask(ticket, DESK, Asked("Please look"), by=ben, at=moment)
    assert Letter.objects.get().mailbox == box

    Mailbox.objects.update(enabled=False)
    with pytest.raises(Refusal, match="no mailbox in use"):
        partnering.ask(ticket, Partner("al@n.example"), Asked("Look"), by=ben, at=moment)


def test_an_organisation_without_an_address_is_said_to_have_none(ticket, northern, ben, moment):
    northern.support_email = ""
    with pytest.raises(Refusal, match="Northern Schools ICT has no address for support"):
        partnering.ask(ticket, Partner(organisation=northern), Asked("Look"), by=ben, at=moment)


def test_a_status_that_waits_for_nobody_is_none_for_it(ticket, ben, moment):
    wrong = Asked("Please look", status=Status.objects.get(name="Solved"))
    with pytest.raises(Refusal, match="waits for nobody"):
        partnering.ask(ticket, DESK, wrong, by=ben, at=moment)


def test_the_same_partner_is_not_asked_twice_at_once(shared, ben, moment):
    with pytest.raises(Conflict, match=r"has T-.* already"):
        partnering.ask(shared.ticket, replace(DESK, email="Desk@Northern.example"), Asked("And?"), by=ben, at=moment)  # fmt: skip


def test_a_restricted_a_solved_and_an_unasked_desk_keep_it(ticket, teacher, ben, moment):
    with pytest.raises(NotAllowed):
        partnering.ask(ticket, DESK, Asked("Please look"), by=teacher, at=moment)
    working.solve(fresh(ticket), Words("Done"), by=ben, at=moment)
    with pytest.raises(Conflict, match="is solved"):
        partnering.ask(fresh(ticket), DESK, Asked("Please look"), by=ben, at=moment)
    Ticket.objects.update(restricted=True, solved_at=None)
    with pytest.raises(Refusal, match="restricted"):
        partnering.ask(fresh(ticket), DESK, Asked("Please look"), by=system_actor(), at=moment)


def test_taken_back_it_is_in_hand_again_and_what_did_not_go_does_not(shared, ben, moment):
    partnering.take_back(shared, "We have it", by=ben, at=moment + timedelta(hours=1))

    assert fresh(shared.ticket).status.name == "In hand"
    letters = {one.entry.body: one.state for one in Letter.objects.all()}
    assert letters == {"Please look at the lamp": "failed", "We have it": "queued"}
    with pytest.raises(Conflict, match="was taken back"):
        partnering.write(shared, "One more thing", by=ben, at=moment)
    with pytest.raises(Conflict, match="was taken back"):
        partnering.take_back(shared, by=ben, at=moment)


def test_what_waits_for_somebody_else_meanwhile_goes_on_waiting(shared, ben, moment):
    working.set_status(fresh(shared.ticket), Status.objects.get(name="Booked in"), by=ben, at=moment)  # fmt: skip
    partnering.take_back(shared, by=ben, at=moment)

    assert fresh(shared.ticket).status.name == "Booked in"


def test_more_words_make_it_their_turn_again(shared, ben, moment):
    Sharing.objects.update(heard_at=moment + timedelta(hours=1))
    working.set_status(fresh(shared.ticket), Status.objects.get(name="In hand"), by=ben, at=moment)
    partnering.write(shared, "It is HV-40031", by=ben, at=moment + timedelta(hours=2))

    assert (Sharing.objects.get().waits, fresh(shared.ticket).status.name) == (True, "With a supplier")  # fmt: skip


def test_solved_it_is_with_nobody_any_more(shared, ben, moment):
    working.solve(fresh(shared.ticket), Words("The lamp was dead"), by=ben, at=moment)

    assert Sharing.objects.get().ended_at == moment
    assert partners.who_has([shared.ticket_id]) == {}


def test_made_restricted_it_is_shown_to_nobody_outside(shared, asha, moment):
    link = partners.address(shared).split("/")[2]
    assert partners.by_token(link, moment) is not None
    changing.change(fresh(shared.ticket), restricted=True, by=asha, at=moment)

    assert partners.by_token(link, moment) is None
    assert Letter.objects.get().state == "failed"


def test_another_school_gets_it_when_it_was_taken_back(shared, other_school, ben, moment):
    with pytest.raises(Conflict, match="A partner has"):
        passing.to_school(fresh(shared.ticket), other_school, by=ben, at=moment)


@pytest.fixture
def talk(ticket, hartley, ict_2, funmi, ben, asha, moment):
    """Said to whoever asked, noted, shared with two partners, and another ticket merged into it."""
    talking.reply(ticket, Words("We look at it"), by=ben, at=moment)
    talking.note(fresh(ticket), Words("She always says that"), by=ben, at=moment)
    partnering.ask(fresh(ticket), Partner("lamps@glow.example"), Asked("A price for a lamp?"), by=ben, at=moment)  # fmt: skip
    report = opening.Report(body="Mine is dark, too", room=ict_2, requester_name="Tom")
    other = opening.open_ticket(hartley, report, by=asha, at=moment)
    joining.merge(other, into=fresh(ticket), by=asha, at=moment)
    return fresh(ticket)


@pytest.mark.parametrize(
    ("story", "shown"),
    [
        (False, ["Please look at the lamp"]),
        (True, ["No picture, only “no signal”.", "We look at it", "Please look at the lamp"]),
    ],
)
def test_they_see_what_was_chosen_and_no_note_no_other_partner_and_no_other_ticket(talk, ben, moment, story, shown):  # fmt: skip
    asked = Asked("Please look at the lamp", sees=Sees(story=story))
    made = partnering.ask(talk, DESK, asked, by=ben, at=moment)

    assert [entry.body for entry in partners.seen(made)] == shown


def test_of_one_that_was_merged_they_see_their_own_part(shared, hartley, teacher, asha, ben, moment):  # fmt: skip
    partnering.show(shared, Sees(story=True), by=ben, at=moment)
    kept = opening.open_ticket(hartley, opening.Report(body="The hall is dark"), by=teacher, at=moment)  # fmt: skip
    joining.merge(fresh(shared.ticket), into=kept, by=asha, at=moment)
    talking.reply(fresh(kept), Words("For both of you"), by=ben, at=moment)

    found = Sharing.objects.select_related("ticket__merged_into").get()
    assert [one.body for one in partners.seen(found)] == ["No picture, only “no signal”.", "Please look at the lamp"]  # fmt: skip
    assert partners.who_has([kept.pk]) == {kept.pk: found}
    partnering.write(found, "Still dark", by=ben, at=moment)
    assert Entry.objects.latest("pk").ticket == kept
    partnering.take_back(found, by=ben, at=moment)


def test_the_page_is_good_for_its_days_and_not_once_it_is_taken_back(shared, ben, moment):
    link = partners.address(shared).split("/")[2]
    assert partners.by_token(link, moment + timedelta(days=29)) == shared
    assert partners.by_token(link, moment + timedelta(days=30)) is None
    assert partners.by_token(link[:-2] + "xx", moment) is None

    partnering.show(shared, Sees(days=0), by=ben, at=moment)
    assert partners.by_token(link, moment) is None
    partnering.show(shared, Sees(), by=ben, at=moment)
    partnering.take_back(shared, by=ben, at=moment)
    assert partners.by_token(link, moment) is None


def test_what_they_are_told_of_room_and_things_is_chosen(ticket, projector, ben, moment):
    ticket.things.create(item=projector, added_at=moment)
    all_of_it = partnering.ask(ticket, DESK, Asked("Please look"), by=ben, at=moment)
    assert partners.facts(all_of_it) == [
        ("School", "Hartley Vale School"), ("Room", "ICT 2, ICT block"), ("Equipment", "Projector (HV-40031)"),
    ]  # fmt: skip

    partnering.show(all_of_it, Sees(room=False, things=False), by=ben, at=moment)
    assert partners.facts(Sharing.objects.get()) == [("School", "Hartley Vale School")]


def test_the_queue_says_who_has_it_and_the_report_counts_it(shared, ben, hartley, moment):
    [line] = queue.lines(ben, hartley, moment)
    assert line.partner == shared
    assert queue.within([line], ben, "outside") == [line]

    period = reporting_periods.told(hartley, moment + timedelta(days=7))
    found = reporting.report(ben, hartley, period, moment + timedelta(days=7))
    assert [(one.label, one.now, one.solved, one.minutes) for one in found.partners] == [
        ("Northern Schools ICT", 1, 0, 1)
    ]
