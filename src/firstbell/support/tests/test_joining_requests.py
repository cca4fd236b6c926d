"""Requests that wait for a yes, and files, when tickets are merged, parted again and split."""

from __future__ import annotations

from datetime import timedelta

import pytest

from firstbell.lib.refusal import Conflict
from firstbell.people import actions as people
from firstbell.people.states import MemberKind
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.attachments import actions as attachments
from firstbell.platform.attachments.models import Attachment
from firstbell.platform.audit.models import Event
from firstbell.support.actions import (
    approval_mails,
    approving,
    joining,
    linking,
    opening,
    requesting,
    talking,
    working,
)
from firstbell.support.actions.approving import Step
from firstbell.support.actions.hearing import File
from firstbell.support.actions.requesting import Request
from firstbell.support.actions.talking import Words
from firstbell.support.models import Approval, Clock, RequestType, Ticket, Voice
from firstbell.support.queries import approvals
from firstbell.support.queries.asking import Question

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(hartley, started, ict_2, teacher, funmi, asha, moment):
    hall = people.add_person(
        hartley, kind=MemberKind.STAFF, title="Mr", given_name="A", family_name="Hall", email="hall@hartley.example",
        by=system_actor(), at=moment,
    )  # fmt: skip
    kind = RequestType.objects.get(name="Software or app")
    requesting.set_questions(kind, [Question("what", "Which?", "text")], by=asha, at=moment)
    approving.set_steps(kind, [Step("person", person=hall)], by=asha, at=moment)
    return requesting.ask(hartley, Request(kind, ict_2, {"what": "Blender"}), by=teacher, at=moment)


@pytest.fixture
def other(hartley, asha, asked, moment):
    report = opening.Report(body="Blender for 3D club", requester_name="Tom Hale")
    made = opening.open_ticket(hartley, report, by=asha, at=moment)
    working.take(made, by=asha, at=moment)
    return made


def fresh(ticket):
    return Ticket.objects.select_related("status", "school").get(pk=ticket.pk)


@pytest.fixture
def one(asked, other, asha, moment):
    """The request, merged into what somebody else asked for."""
    joining.merge(fresh(asked), into=fresh(other), by=asha, at=moment)
    return fresh(other)


def say(yes, moment, reason=""):
    voice = Voice.objects.select_related("approval__ticket").get()
    return approving.say(voice, yes, reason, by=approving.actor_of(voice), at=moment + timedelta(hours=1))  # fmt: skip


def test_merged_it_waits_for_the_yes_that_the_other_needed(one, asked):
    assert one.status.for_approval
    assert all(row.paused_at for row in Clock.objects.filter(ticket=one, met_at=None))
    assert [row.ticket for row in approvals.of_ticket(one)] == [asked]


def test_whoever_is_asked_reads_who_asked_and_what_as_before(one, asked):
    words = approvals.words_of(Voice.objects.select_related("approval__ticket").get())

    assert (words["ticket"], [row.text for row in words["answers"]]) == (asked, ["Blender"])


def test_the_yes_takes_the_one_they_are_now_on(one, asked, moment):
    say(yes=True, moment=moment)

    assert fresh(one).status.phase == "new"
    assert Event.objects.filter(kind="support.approved").latest("pk").subject_uid == one.uid
    assert fresh(asked).is_merged


def test_a_no_solves_nothing_that_somebody_else_asked_for_and_the_team_reads_why(one, moment):
    say(yes=False, moment=moment, reason="Too dear")

    assert (fresh(one).is_open, fresh(one).status.for_approval) == (True, False)
    assert one.entries.latest("pk").body == "Mr Hall refused: Too dear"
    assert one.entries.latest("pk").public is False


def test_parted_again_each_stands_as_it_did(one, asked, other, asha, moment):
    joining.unmerge(fresh(asked), into=fresh(one), by=asha, at=moment + timedelta(minutes=5))

    assert fresh(asked).status.for_approval
    assert fresh(other).status.name == "In hand"
    running = Clock.objects.get(ticket=other, kind="resolve")
    assert (running.paused_at, fresh(other).due_at is not None) == (None, True)
    say(yes=True, moment=moment)
    assert fresh(asked).status.phase == "new"


def test_parted_after_the_yes_it_waits_no_longer(one, asked, asha, moment):
    say(yes=True, moment=moment)
    joining.unmerge(fresh(asked), into=fresh(one), by=asha, at=moment + timedelta(hours=2))

    assert (fresh(asked).status.phase, Approval.objects.get().said) == ("new", "yes")


def test_nobody_is_asked_any_more_about_what_is_solved(one, asha, moment):
    Ticket.objects.filter(pk=one.pk).update(solved_at=moment)
    Voice.objects.update(next_at=moment)

    assert approval_mails.send_waiting(at=moment + timedelta(minutes=1)) == (0, "")
    say(yes=True, moment=moment)
    with pytest.raises(Conflict):
        say(yes=True, moment=moment)


def test_what_is_split_off_takes_the_files_of_its_words_along(ticket, teacher, asha, ben, moment):
    later = moment + timedelta(hours=1)
    talking.ask_back(ticket, Words("And the sound is gone"), by=teacher, at=later)
    said = ticket.entries.latest("pk")
    for name, at in (("board.txt", moment), ("sound.txt", later)):
        attachments.add(ticket, File(name, name.encode()), by=ben, at=at)
    attachments.add(said, File("own.txt", b"own"), by=ben, at=later)

    made = linking.split(fresh(ticket), [said], title="No sound", by=asha, at=later)

    found = {row.name: row.thing_uid for row in Attachment.objects.all()}
    assert found == {"board.txt": ticket.uid, "sound.txt": made.uid, "own.txt": said.uid}
