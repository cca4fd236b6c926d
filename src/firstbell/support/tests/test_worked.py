"""Steps, followers, those copied in, time and money on a ticket."""

from __future__ import annotations

from datetime import date

import pytest

from firstbell.lib.refusal import Conflict, Refusal
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.jobs import worker
from firstbell.platform.notifications.models import Notice
from firstbell.support.actions import (
    changing,
    costing,
    following,
    opening,
    readying,
    talking,
    ticking,
    working,
)
from firstbell.support.actions.talking import Words
from firstbell.support.models import (
    ChecklistTemplate,
    Copied,
    Cost,
    Entry,
    Letter,
    Mailbox,
    Ticket,
    Todo,
    Watcher,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def mailbox(ticket, moment):
    return Mailbox.objects.create(
        school=ticket.school, team=ticket.team, address="help@hartley.example", host="127.0.0.1", user="help",
        password="x", created_at=moment,
    )  # fmt: skip


@pytest.fixture
def lamp(hartley, asha, moment, board):
    words = {
        "name": "New lamp",
        "lines": "Switch it off\nFit it",
        "school": hartley,
        "category": board,
    }
    return readying.add(ChecklistTemplate, words, by=asha, at=moment)


def test_steps_come_by_themselves_with_what_they_are_about(lamp, hartley, teacher, board, ict_2, moment):  # fmt: skip
    about = opening.open_ticket(hartley, opening.Report(body="Dark", room=ict_2, category=board), by=teacher, at=moment)  # fmt: skip
    other = opening.open_ticket(hartley, opening.Report(body="Dark", room=ict_2), by=teacher, at=moment)  # fmt: skip

    assert [step.text for step in about.steps.all()] == ["Switch it off", "Fit it"]
    assert (Ticket.objects.get(pk=about.pk).steps_all, other.steps.count()) == (2, 0)


def test_who_ticked_it_and_when_is_kept_and_once_is_once(ticket, lamp, ben, asha, ben_account, moment):  # fmt: skip
    ticking.put(ticket, lamp, by=ben, at=moment)
    step = Todo.objects.select_related("ticket__school").first()
    ticking.tick(step, done=True, by=ben, at=moment)
    ticking.tick(step, done=True, by=asha, at=moment)

    step.refresh_from_db()
    assert (step.done_by, step.done_name, step.done_at) == (ben_account, "Ben Whitlock", moment)
    assert Ticket.objects.get().steps_done == 1
    ticking.tick(step, done=False, by=asha, at=moment)
    assert Ticket.objects.get().steps_done == 0


def test_the_same_checklist_twice_doubles_no_step(ticket, lamp, ben, moment):
    ticking.put(ticket, lamp, by=ben, at=moment)
    ticking.put(ticket, lamp, by=ben, at=moment)

    assert ticket.steps.count() == 2


def test_how_far_the_steps_are_stands_in_the_queue_and_beside_the_ticket(desk, ticket, lamp):
    url = f"/tickets/{ticket.number}/steps/"
    desk.post(url, {"checklist": str(lamp.uid)})
    desk.post(url, {"text": "Tell Ms Okoro"})
    step = Todo.objects.get(text="Fit it")
    part = desk.post(f"{url}{step.uid}/", {"to": "done"}, headers={"HX-Request": "true"}).content.decode()  # fmt: skip

    assert "1 of 3" in part
    assert "Asha" in part
    assert "1 of 3" in desk.get("/tickets/").content.decode()
    desk.post(f"{url}{step.uid}/", {"to": "off"})
    assert Ticket.objects.get().steps_all == 2


def test_followers_are_told_what_happens_and_the_owner_not_twice(ticket, ben, asha, ben_account, asha_account, moment):  # fmt: skip
    following.follow(ticket, by=ben, at=moment)
    following.follow(ticket, by=ben, at=moment)
    talking.note(ticket, Words("Loose plate again"), by=asha, at=moment)
    worker.work()

    assert [(one.account, one.kind) for one in Notice.objects.filter(kind="support.followed")] == [(ben_account, "support.followed")]  # fmt: skip
    following.unfollow(ticket, by=ben)
    assert not Watcher.objects.exists()


def test_who_is_named_in_a_note_is_told_and_follows(ticket, asha, ben_account, moment):
    talking.note(ticket, Words("@Ben Whitlock, can you bring a lamp?"), by=asha, at=moment)
    worker.work()

    assert Notice.objects.filter(kind="support.named").get().account == ben_account
    assert Watcher.objects.get().account == ben_account


def test_who_may_not_see_a_restricted_ticket_cannot_be_named_on_it(desk, ticket, asha, ben_account, moment):  # fmt: skip
    changing.change(ticket, restricted=True, by=asha, at=moment)
    with pytest.raises(Refusal, match="Ben Whitlock does not see restricted tickets"):
        talking.note(ticket, Words("@Ben Whitlock, look"), by=asha, at=moment)

    assert Entry.objects.count() == 1
    page = desk.get(f"/tickets/{ticket.number}/people/?q=ben").content.decode()
    assert 'aria-disabled="true"' in page
    assert "may not see a restricted ticket" in page


def test_a_follower_of_what_became_restricted_is_told_no_more(ticket, ben, asha, moment):
    following.follow(ticket, by=ben, at=moment)
    changing.change(ticket, restricted=True, by=asha, at=moment)
    talking.note(ticket, Words("Private"), by=asha, at=moment)
    worker.work()

    assert not Notice.objects.filter(kind="support.followed").exists()


def test_who_is_copied_in_is_sent_answers_from_then_on_and_never_a_note(ticket, mailbox, ben, moment):  # fmt: skip
    talking.reply(ticket, Words("Before"), by=ben, at=moment)
    later = moment.replace(minute=(moment.minute + 1) % 60)
    following.copy_in(ticket, "head@hartley.example", name="The head", by=ben, at=later)
    talking.reply(ticket, Words("A lamp is ordered"), by=ben, at=later)
    talking.note(ticket, Words("It is always this room"), by=ben, at=later)
    worker.work()

    [letter] = Letter.objects.all()
    assert (letter.to, letter.entry.body) == ("head@hartley.example", "A lamp is ordered")
    following.take_off(Copied.objects.select_related("ticket__school").get(), by=ben, at=later)
    talking.reply(ticket, Words("It came"), by=ben, at=later)
    worker.work()
    assert Letter.objects.count() == 1


def test_nobody_is_copied_twice_nor_into_what_is_restricted(ticket, mailbox, ben, asha, moment):
    following.copy_in(ticket, "head@hartley.example", by=ben, at=moment)
    with pytest.raises(Conflict, match="copied in already"):
        following.copy_in(ticket, "Head@hartley.example", by=ben, at=moment)
    with pytest.raises(Conflict, match="is whoever asked"):
        following.copy_in(ticket, "okoro@hartley.example", by=ben, at=moment)
    with pytest.raises(Refusal, match="own address"):
        following.copy_in(ticket, "help@hartley.example", by=ben, at=moment)

    changing.change(ticket, restricted=True, by=asha, at=moment)
    with pytest.raises(Refusal, match="restricted"):
        following.copy_in(ticket, "other@hartley.example", by=asha, at=moment)


def test_time_without_words_counts_and_is_no_answer(desk, ticket):
    part = desk.post(f"/tickets/{ticket.number}/time/", {"minutes": "12", "activity": "walking"}, headers={"HX-Request": "true"}).content.decode()  # fmt: skip

    assert "12 min" in part
    assert "Getting there" in part
    found = Ticket.objects.get()
    assert (found.minutes, found.responded_at) == (12, None)
    with pytest.raises(Refusal, match="From a minute to a day"):
        costing.log(found, 0, by=system_actor(), at=found.opened_at)


def test_what_it_cost_is_added_up_and_taken_back(desk, ticket, projector, moment):
    url = f"/tickets/{ticket.number}/costs/"
    desk.post(url, {"what": "A lamp", "pence": "£49.00", "budget": "ICT repairs", "order_ref": "PO-2207"})  # fmt: skip
    part = desk.post(url, {"what": "Postage", "pence": "4.50"}, headers={"HX-Request": "true"}).content.decode()  # fmt: skip
    assert "£53.50" in part
    assert "PO-2207" in part

    cost = Cost.objects.get(what="Postage")
    part = desk.post(f"{url}{cost.uid}/back/", headers={"HX-Request": "true"}).content.decode()
    assert "£49.00" in part
    assert "taken back" in part


def test_no_money_for_nothing_and_none_of_another_school(ticket, ben, moment):
    with pytest.raises(Refusal, match="how much"):
        costing.add(ticket, costing.Spent("A lamp", 0, date(2026, 11, 24)), by=ben, at=moment)
    with pytest.raises(Refusal, match="what it was for"):
        costing.add(ticket, costing.Spent(" ", 100, date(2026, 11, 24)), by=ben, at=moment)


def test_what_was_solved_keeps_its_steps_and_they_can_still_be_ticked(ticket, lamp, ben, moment):
    ticking.put(ticket, lamp, by=ben, at=moment)
    working.solve(ticket, Words("Done"), by=ben, at=moment)
    step = Todo.objects.select_related("ticket__school").first()
    ticking.tick(step, done=True, by=system_actor(), at=moment)

    assert Ticket.objects.get().steps_done == 1
