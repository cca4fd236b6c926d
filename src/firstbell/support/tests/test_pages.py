from __future__ import annotations

import pytest

from firstbell.equipment.actions import custody
from firstbell.lib import clock
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.codes import actions as codes
from firstbell.support.actions import opening, talking, working
from firstbell.support.actions.talking import Words
from firstbell.support.models import Entry, Ticket

pytestmark = pytest.mark.django_db


def test_the_queue_says_how_it_stands_and_why(desk, hartley, teacher, ict_2, started):
    report = opening.Report(body="No picture, only “no signal”.", room=ict_2, stops="now")
    ticket = opening.open_ticket(hartley, report, by=teacher, at=clock.now())
    page = desk.get("/tickets/").content.decode()

    assert "A lesson is stopped" in page
    assert "No picture, only “no signal”." in page
    assert f"/tickets/{ticket.number}/take/" in page


def test_what_whoever_asked_has_stands_beside_it_and_is_named_with_a_click(
    desk, ticket, projector, funmi, asha, moment
):
    custody.give(projector, to=funmi, by=asha, at=moment)
    page = desk.get(f"/tickets/{ticket.number}/").content.decode()
    assert "It is about this" in page
    assert projector.tag in page

    desk.post(f"/tickets/{ticket.number}/items/", {"item": projector.uid})
    assert ticket.things.get().item == projector
    assert "It is about this" not in desk.get(f"/tickets/{ticket.number}/").content.decode()


def test_an_owner_is_let_go_of_only_where_nobody_was_chosen(desk, ticket, ben_account):
    desk.post(f"/tickets/{ticket.number}/owner/", {"to": ben_account.uid})

    answer = desk.post(f"/tickets/{ticket.number}/owner/", {}, follow=True)
    ticket.refresh_from_db()
    assert "Say whose it is, or choose nobody." in answer.content.decode()
    assert ticket.owner == ben_account

    desk.post(f"/tickets/{ticket.number}/owner/", {"to": ""})
    ticket.refresh_from_db()
    assert ticket.owner is None


def test_an_empty_queue_says_so(desk, hartley):
    page = desk.get("/tickets/").content.decode()

    assert "Nobody waits for you" in page


def test_the_page_of_a_ticket_shows_person_thing_room_and_what_was_before(
    desk, hartley, teacher, projector, ict_2, board, asha, moment
):
    def report(body):
        words = opening.Report(body=body, items=[projector], room=ict_2, category=board)
        return opening.open_ticket(hartley, words, by=teacher, at=moment)

    old, new = report("Lamp gone"), report("Dark again")
    working.solve(old, Words("New lamp", minutes=20), by=asha, at=moment)
    page = desk.get(f"/tickets/{new.number}/").content.decode()

    for words in ("Dark again", "Ms Okoro", "HV-40031", "ICT 2", "Lamp gone", "1 other ticket", "in 20 min"):  # fmt: skip
        assert words in page


def test_an_answer_goes_out_and_the_page_comes_back(desk, ticket):
    answer = desk.post(f"/tickets/{ticket.number}/words/", {"to": "public", "body": "On my way", "minutes": "5"})  # fmt: skip

    assert answer.status_code == 302
    entry = Entry.objects.latest("pk")
    assert (entry.body, entry.public, entry.minutes) == ("On my way", True, 5)


def test_words_that_crossed_stay_in_the_box(desk, ticket, ben, moment):
    seen = Entry.objects.latest("pk").pk
    talking.reply(ticket, Words("I am there in five minutes", seen=seen), by=ben, at=moment)
    answer = desk.post(f"/tickets/{ticket.number}/words/", {"to": "public", "body": "I come at lunch", "seen": seen})  # fmt: skip

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Ben Whitlock answered while you were writing" in page
    assert "I am there in five minutes" in page
    assert "I come at lunch</textarea>" in page
    assert not Entry.objects.filter(body="I come at lunch").exists()


def test_an_answer_can_solve_it_or_let_it_wait(desk, ticket):
    url = f"/tickets/{ticket.number}/words/"
    desk.post(url, {"to": "public", "body": "Is it better now?", "then": "wait"})
    waits = Ticket.objects.get().status.name
    desk.post(url, {"to": "public", "body": "New lead", "then": "solve"})

    assert waits == "Booked in"
    assert Ticket.objects.get().status.name == "Solved"


def test_a_teacher_reports_from_a_room_and_follows_it(hers, ict_2, board):
    page = hers.get(f"/report/room/{ict_2.uid}/").content.decode()
    assert "What is wrong in ICT 2?" in page
    assert str(board.uid) in page

    answer = hers.post(f"/report/room/{ict_2.uid}/", {"category": str(board.uid), "stops": "now"})
    made = Ticket.objects.get()

    assert answer.url == f"/mine/tickets/{made.number}/"
    assert (made.room, made.stops, made.source) == (ict_2, "now", "label")
    assert "Nobody has taken it yet" in hers.get(answer.url).content.decode()


def test_from_the_portal_the_room_is_asked_for(hers, ict_2, board):
    said = {"category": str(board.uid), "body": "Dark"}
    refused = hers.post("/report/", said).content.decode()
    hers.post("/report/", {**said, "room": "", "room_words": "ict2"})

    assert "Say which room it is in" in refused
    assert Ticket.objects.get().room == ict_2


def test_a_pupil_reports_by_the_name_of_the_room(browser_of, sam_account, ict_2, board):
    browser = browser_of(sam_account)
    browser.post("/report/", {"category": str(board.uid), "room_words": "ICT 2"})

    made = Ticket.objects.get()
    assert (made.room, made.requester_name) == (ict_2, "Sam Reeve")
    assert browser.get(f"/mine/tickets/{made.number}/").status_code == 200


def test_she_reads_the_answer_and_never_the_note(hers, ticket, asha, moment):
    talking.reply(ticket, Words("On my way"), by=asha, at=moment)
    talking.note(ticket, Words("She always forgets the switch"), by=asha, at=moment)
    page = hers.get(f"/mine/tickets/{ticket.number}/").content.decode()

    assert "On my way" in page
    assert "forgets the switch" not in page
    assert hers.get(f"/tickets/{ticket.number}/").status_code == 403


def test_somebody_elses_ticket_is_not_there(browser_of, sam_account, ticket):
    assert browser_of(sam_account).get(f"/mine/tickets/{ticket.number}/").status_code == 404


def test_a_technician_takes_down_a_call(desk, ict_2, funmi, board):
    words = {
        "title": "No sound", "room": str(ict_2.uid), "requester": str(funmi.uid), "kind": "fault", "stops": "no",
        "source": "phone", "category": str(board.uid),
    }  # fmt: skip
    answer = desk.post("/tickets/new/", words)

    made = Ticket.objects.get()
    assert answer.url == f"/tickets/{made.number}/"
    assert (made.requester, made.source, made.people) == (funmi, "phone", 1)


def test_the_tickets_stand_on_the_pages_of_room_person_and_item(
    desk, hartley, teacher, projector, ict_2, funmi, started, moment
):
    report = opening.Report(body="It hums loudly", items=[projector], room=ict_2)
    opening.open_ticket(hartley, report, by=teacher, at=moment)

    for url in (f"/rooms/{ict_2.uid}/", f"/people/{funmi.uid}/", "/equipment/HV-40031/"):
        assert "It hums loudly" in desk.get(url).content.decode(), url


def test_whoever_may_not_see_the_thing_can_report_it_from_its_label(hers, projector, started):
    code = codes.issue([projector], by=system_actor(), at=projector.created_at)[projector.uid]
    page = hers.get(f"/c/{code.value}").content.decode()
    assert f"/report/code/{code.value}/" in page

    hers.post(f"/report/code/{code.value}/", {"body": "It hums"})
    assert [row.item for row in Ticket.objects.get().things.all()] == [projector]
