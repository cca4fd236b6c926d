"""Ready answers: offered while typing, shown before they go, and all of what they change or nothing."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from firstbell.lib.refusal import NotAllowed, Refusal
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.attachments import actions as attachments
from firstbell.platform.attachments.models import Attachment
from firstbell.platform.audit.models import EventChange
from firstbell.support.actions import macros, putting_away, readying
from firstbell.support.actions.talking import Words
from firstbell.support.models import (
    ChecklistTemplate,
    Entry,
    Macro,
    Status,
    Team,
    Ticket,
    TicketTemplate,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def make(hartley, asha, moment, started):
    def made(name="Lamp ordered", body="{first_name}, a lamp for {room} is ordered.", **more):
        words = {"name": name, "body": body, "school": hartley, **more}
        return readying.add(Macro, words, by=asha, at=moment)

    return made


def test_it_says_what_is_known_and_leaves_the_rest_in_its_braces(make, ticket, ben, moment):
    macro = make(body="{requester}, {room}, {number}: {technician} comes to {item}.")
    found = macros.offer(ticket, macro, by=ben, at=moment)

    assert found.body == f"Ms Okoro, ICT 2, {ticket.number}: Ben Whitlock comes to {{item}}."
    assert found.left == ("item",)


def test_what_nobody_filled_in_is_not_sent(desk, make, ticket):
    macro = make(body="It is {item}.")
    answer = desk.post(
        f"/tickets/{ticket.number}/words/",
        {"to": "public", "body": "It is {item}.", "macro": str(macro.uid)},
    )

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Nobody knows here what {item} is" in page
    assert "It is {item}.</textarea>" in page
    assert str(macro.uid) in page
    assert Entry.objects.count() == 1


def test_one_click_answers_waits_and_puts_the_steps_there(make, ticket, ben, ben_account, board, hartley, asha, moment):  # fmt: skip
    steps = readying.add(ChecklistTemplate, {"name": "New lamp", "lines": "Switch it off\nFit it\n\n", "school": hartley}, by=asha, at=moment)  # fmt: skip
    waits = Status.objects.get(name="Booked in")
    macro = make(status=waits, owner="me", minutes=5, activity="asking", checklists=[steps])
    macros.use(ticket, macro, Words("Funmi, a lamp is ordered."), by=ben, at=moment)

    ticket.refresh_from_db()
    assert (ticket.status, ticket.owner, ticket.minutes) == (waits, ben_account, 5)
    assert (ticket.steps_all, ticket.steps_done) == (2, 0)
    assert Entry.objects.latest("pk").body == "Funmi, a lamp is ordered."
    macro.refresh_from_db()
    assert macro.used == 1


def test_it_solves_with_its_words_and_without_them_nothing_happens(make, ticket, ben, moment):
    network = Team.objects.create(name="Network")
    macro = make(status=Status.objects.get(phase="solved"), to_team=network)

    with pytest.raises(Refusal, match="Write something first"):
        macros.use(ticket, macro, Words(""), by=ben, at=moment)
    assert Ticket.objects.get().team != network

    ticket = Ticket.objects.get()
    macros.use(ticket, macro, Words("Done."), by=ben, at=moment)
    assert (ticket.team, ticket.status.phase) == (network, "solved")


def test_a_team_sees_its_own_and_everybodys(make, ticket, hartley, ben, moment):
    network = Team.objects.create(school=hartley, name="Network")
    theirs, everybodys = make("Port reset", team=network), make("On my way")
    away = make("Old words")
    putting_away.put_away(away, by=system_actor(), at=moment)

    assert list(macros.offered(ticket)) == [everybodys]
    with pytest.raises(Refusal, match="not for tickets of"):
        macros.use(ticket, theirs, Words("x"), by=ben, at=moment)


def test_it_is_found_by_its_short_name_while_typing(desk, make, ticket):
    make(key="lamp")
    make("On my way", "On my way")
    page = desk.get(f"/tickets/{ticket.number}/ready/?q=lam").content.decode()

    assert "Lamp ordered" in page
    assert "On my way" not in page
    assert "No ready answer" in desk.get(f"/tickets/{ticket.number}/ready/?q=zzz").content.decode()


def test_picked_it_stands_in_the_box_with_its_files_and_what_changes(desk, make, ticket, moment):
    macro = make(status=Status.objects.get(name="Booked in"))
    file = SimpleUploadedFile("how.txt", b"Wait for the lamp", "text/plain")
    attachments.add(macro, file, by=system_actor(), at=moment)
    found = desk.post(f"/tickets/{ticket.number}/ready/{macro.uid}/").json()

    assert found["body"] == "Funmi, a lamp for ICT 2 is ordered."
    assert "Status: Booked in" in found["strip"]
    assert "how.txt" in found["tray"]
    assert Ticket.objects.get().status.phase == "new"

    desk.post(f"/tickets/{ticket.number}/words/", {"to": "public", "body": found["body"], "macro": str(macro.uid)})  # fmt: skip
    sent = Attachment.objects.filter(thing_uid=Entry.objects.latest("pk").uid)
    assert [row.name for row in sent] == ["how.txt"]
    assert Attachment.objects.filter(thing_uid=macro.uid).count() == 1


def test_a_word_that_stands_for_nothing_is_refused_when_it_is_written(make):
    with pytest.raises(Refusal, match=r"\{foo\} stands for nothing"):
        make(body="Dear {foo}")


def test_names_and_short_names_are_one_of_a_kind(make):
    make(key="lamp")
    with pytest.raises(Refusal, match="already"):
        make(key="other")
    with pytest.raises(Refusal, match="another one"):
        make("Lamp again", key="lamp")


def test_only_who_sets_the_desk_up_writes_them(hartley, ben, moment):
    with pytest.raises(NotAllowed):
        readying.add(Macro, {"name": "x", "body": "y", "school": hartley}, by=ben, at=moment)


def test_the_settings_add_change_and_put_away(desk, hartley, started):
    desk.post("/settings/ready/answers/new/", {"name": "On my way", "key": "omw", "body": "On my way, {first_name}.", "public": "yes", "owner": "me", "school": str(hartley.uid)})  # fmt: skip
    macro = Macro.objects.get()
    page = desk.get(f"/settings/ready/answers/{macro.uid}/").content.decode()
    assert "On my way, {first_name}." in page

    url = f"/settings/ready/answers/{macro.uid}/"
    desk.post(url, {"version": macro.version, "name": "Coming", "body": "Coming.", "public": "no", "school": str(hartley.uid)})  # fmt: skip
    macro.refresh_from_db()
    assert (macro.name, macro.public, macro.owner, macro.school) == ("Coming", False, "", hartley)

    desk.post(f"{url}away/")
    desk.get("/settings/ready/")
    assert "Coming" not in desk.get("/settings/ready/").content.decode()
    assert "Coming" in desk.get("/settings/ready/?away=1").content.decode()


def test_somebody_who_changed_it_meanwhile_is_not_overwritten(desk, make):
    macro = make()
    old = macro.version
    readying.change(macro, {"body": "Other words"}, by=system_actor(), at=macro.created_at)
    answer = desk.post(f"/settings/ready/answers/{macro.uid}/", {"version": old, "name": "Mine", "body": "Mine", "public": "yes"})  # fmt: skip

    assert "changed by somebody else" in answer.content.decode()
    assert Macro.objects.get().body == "Other words"


def test_a_ready_ticket_fills_the_form_in_and_brings_its_steps(desk, hartley, asha, ict_2, moment, started):  # fmt: skip
    steps = readying.add(ChecklistTemplate, {"name": "New staff", "lines": "Account\nLaptop", "school": hartley}, by=asha, at=moment)  # fmt: skip
    words = {"name": "New staff", "title": "A computer for somebody new", "school": hartley, "checklists": [steps]}  # fmt: skip
    ready = readying.add(TicketTemplate, words, by=asha, at=moment)
    url = f"/tickets/new/?ready={ready.uid}"
    assert "A computer for somebody new" in desk.get(url).content.decode()

    desk.post(url, {"title": "A computer for Ms Ali", "room": str(ict_2.uid), "kind": "request", "stops": "no", "source": "phone"})  # fmt: skip
    assert Ticket.objects.get().steps_all == 2


def test_which_checklists_came_to_an_answer_stands_in_the_history(make, hartley, asha, moment):
    steps = readying.add(ChecklistTemplate, {"name": "New lamp", "lines": "Fit it", "school": hartley}, by=asha, at=moment)  # fmt: skip
    macro = make()
    readying.change(macro, {"checklists": [steps]}, by=asha, at=moment)

    [change] = EventChange.objects.filter(event__subject_uid=macro.uid)
    assert (change.field, change.was, change.now) == ("checklists", "", "New lamp")
