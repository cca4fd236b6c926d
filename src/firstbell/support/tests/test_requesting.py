"""Asking for something: a form of its own, with its questions, to the team that does it."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from firstbell.lib.refusal import Conflict, Refusal
from firstbell.places.actions import buildings, closing, rooms
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.attachments import actions as attachments
from firstbell.platform.attachments.models import Attachment
from firstbell.platform.audit.models import Event
from firstbell.support.actions import putting_away, requesting, starting, teaming
from firstbell.support.actions.requesting import Request
from firstbell.support.models import Answer, Category, RequestType, RoomCard, Team, Ticket
from firstbell.support.queries import asking
from firstbell.support.queries.asking import Question

pytestmark = pytest.mark.django_db


def _png() -> bytes:
    file = BytesIO()
    Image.new("RGB", (40, 30), "navy").save(file, "PNG")
    return file.getvalue()


PIXEL = _png()


@pytest.fixture
def starter(started):
    return RequestType.objects.get(name="New starter")


GIVEN = {
    "q_who": "Ada Byron", "q_when": "2027-01-04", "q_job": "Teacher", "q_teach": "Maths", "q_device": "Yes", "q_which": "Laptop",
    "q_access": ["Printing", "Registers"],
}  # fmt: skip


def test_a_request_is_a_ticket_with_its_answers_and_what_is_to_be_done(hers, starter, ict_2, funmi):
    answer = hers.post(f"/ask/{starter.uid}/", {**GIVEN, "room": str(ict_2.uid)})

    made = Ticket.objects.get()
    assert answer.url == f"/mine/tickets/{made.number}/"
    assert (made.title, made.kind, made.room, made.requester) == (
        "New starter: Ada Byron",
        "request",
        ict_2,
        funmi,
    )
    assert made.category == starter.category
    assert [(one.question, one.text) for one in made.answers.all()] == [
        ("Who is starting?", "Ada Byron"), ("On which day?", "04/01/2027"), ("As what?", "Teacher"),
        ("Which classes or subjects?", "Maths"), ("What do they need to get into?", "Printing, Registers"),
        ("Do they need a computer of their own?", "Yes"), ("Which kind?", "Laptop"),
    ]  # fmt: skip
    said, to_do = made.entries.order_by("pk")
    assert "As what? Teacher" in said.body
    assert to_do.body.startswith("To do:\n• Make the account")
    assert not to_do.public


def test_the_server_asks_the_conditions_again(hers, starter, ict_2):
    """A browser that sends what it hid, with nonsense in a hidden box, changes nothing."""
    hers.post(f"/ask/{starter.uid}/", {**GIVEN, "q_until": "no day at all", "q_device": "No", "q_which": "Laptop", "room": str(ict_2.uid)})  # fmt: skip

    kept = set(Ticket.objects.get().answers.values_list("key", flat=True))
    assert kept == {"who", "when", "job", "teach", "access", "device"}


def test_a_required_question_that_is_asked_is_asked_for(hers, starter, ict_2):
    words = {**GIVEN, "q_which": "", "room": str(ict_2.uid)}
    page = hers.post(f"/ask/{starter.uid}/", words).content.decode()

    assert "“Which kind?” wants an answer" in page
    assert "Ada Byron" in page
    assert not Ticket.objects.exists()


def test_the_room_is_always_asked_for(hers, starter):
    page = hers.post(f"/ask/{starter.uid}/", GIVEN).content.decode()

    assert "Say which room it is for" in page
    assert not Ticket.objects.exists()


def test_an_answer_keeps_the_question_as_it_was(hers, desk, starter, ict_2, asha, moment):
    hers.post(f"/ask/{starter.uid}/", {**GIVEN, "room": str(ict_2.uid)})
    requesting.set_questions(starter, [Question("who", "The newcomer’s name?", "text")], by=asha, at=moment)  # fmt: skip

    assert Answer.objects.get(key="who").question == "Who is starting?"
    event = Event.objects.filter(subject_uid=starter.uid).latest("pk")
    assert event.changes.get().now == "The newcomer’s name?"


def test_people_rooms_and_things_are_pointed_to(
    hartley, ict_2, projector, funmi, started, asha, moment
):
    kind = RequestType.objects.get(name="Moving rooms")
    given = {"to": ict_2, "when": "tomorrow", "what": ["Printer"], "which": projector}
    made = requesting.ask(hartley, Request(kind, ict_2, given, requester=funmi), by=asha, at=moment)

    found = {one.key: one for one in made.answers.all()}
    assert (found["to"].room, found["which"].item) == (ict_2, projector)
    assert [row.item for row in made.things.all()] == [projector]


def test_a_file_is_kept_on_the_ticket(hartley, ict_2, starter, asha, moment, settings, tmp_path):
    settings.DATA = tmp_path
    requesting.set_questions(starter, [Question("pic", "A picture?", "file")], by=asha, at=moment)
    file = SimpleUploadedFile("plan.png", PIXEL)
    made = requesting.ask(hartley, Request(starter, ict_2, {"pic": file}), by=asha, at=moment)

    assert made.answers.get().text == "plan.png"
    assert Attachment.objects.of(made.uid).count() == 1


def test_students_ask_only_for_what_is_theirs_to_ask_for(
    browser_of, sam_account, starter, ict_2, asha, moment
):
    browser = browser_of(sam_account)
    assert starter.name not in browser.get("/ask/").content.decode()
    assert browser.get(f"/ask/{starter.uid}/").status_code == 404

    requesting.save(starter, name="New starter", for_students=True, by=asha, at=moment)
    page = browser.get(f"/ask/{starter.uid}/").content.decode()
    assert 'name="room_words"' in page
    browser.post(f"/ask/{starter.uid}/", {**GIVEN, "room_words": "ict2", "q_instead": "Mr Hall"})
    assert Ticket.objects.get().room == ict_2


def test_it_goes_to_its_own_team(hartley, starter, ict_2, asha, moment):
    team = teaming.save_team(Team(school=hartley), name="Accounts", by=asha, at=moment)
    requesting.save(starter, name="New starter", team=team, by=asha, at=moment)
    requesting.set_questions(starter, [], by=asha, at=moment)

    assert requesting.ask(hartley, Request(starter, ict_2), by=asha, at=moment).team == team


def test_a_request_with_open_tickets_is_not_put_away(hartley, starter, ict_2, asha, moment):
    requesting.set_questions(starter, [], by=asha, at=moment)
    requesting.ask(hartley, Request(starter, ict_2), by=asha, at=moment)

    with pytest.raises(Conflict, match="1 open ticket asks for New starter"):
        putting_away.put_away(starter, by=asha, at=moment)


def test_what_is_put_away_cannot_be_asked_for(hartley, starter, ict_2, asha, moment):
    putting_away.put_away(starter, by=asha, at=moment)
    with pytest.raises(Conflict, match="any more"):
        requesting.ask(hartley, Request(starter, ict_2), by=asha, at=moment)


def test_another_schools_room_is_refused(hartley, other_school, starter, asha, moment):
    by = system_actor()
    block = buildings.add_building(
        other_school, name="Main", floors=[(0, "Ground")], by=by, at=moment
    )
    far = rooms.add_room(other_school, name="Hall", building=block, by=by, at=moment)
    requesting.set_questions(starter, [], by=asha, at=moment)
    with pytest.raises(Refusal, match="another school"):
        requesting.ask(hartley, Request(starter, far), by=asha, at=moment)


def cards(questions, do="save"):
    words = {"count": len(questions), "do": do}
    for number, one in enumerate(questions):
        words |= {f"{number}-{name}": value for name, value in one.items()}
    return words


def test_the_builder_adds_moves_and_takes_out_and_keeps_nothing_before_save(desk, starter):
    url = f"/settings/desk/requests/{starter.uid}/questions/"
    before = starter.questions
    one = {"key": "a", "text": "Who?", "kind": "text"}
    two = {"key": "b", "text": "Which?", "kind": "choice", "choices": "Red\nBlue\n\nRed"}

    assert desk.post(url, cards([one], "add")).content.decode().count("fb-build-card") == 2
    page = desk.post(url, cards([one, two], "up:1")).content.decode()
    assert page.index("Which?") < page.index("Who?")
    assert "Who?" not in desk.post(url, cards([one, two], "off:0")).content.decode()
    starter.refresh_from_db()
    assert starter.questions == before

    three = {
        "key": "c",
        "text": "Why red?",
        "kind": "long",
        "when": "b",
        "are": "Red",
        "required": "on",
    }
    desk.post(url, cards([one, two, three]))
    starter.refresh_from_db()
    assert asking.read(starter.questions) == [
        Question("a", "Who?", "text"), Question("b", "Which?", "choice", choices=("Red", "Blue")),
        Question("c", "Why red?", "long", required=True, when="b", are=("Red",)),
    ]  # fmt: skip


def test_the_builder_says_what_makes_no_sense_and_keeps_the_cards(desk, starter):
    one = {"key": "a", "text": "Which?", "kind": "choice", "choices": "Red"}
    answer = desk.post(f"/settings/desk/requests/{starter.uid}/questions/", cards([one]))

    assert answer.status_code == 422
    assert "at least two answers" in answer.content.decode()
    assert "Which?" in answer.content.decode()


def test_the_preview_shows_conditions_as_the_form_will(desk, starter):
    one = {"key": "a", "text": "Now?", "kind": "yes_no"}
    two = {"key": "b", "text": "Why?", "kind": "text", "when": "a", "are": "Yes"}
    page = desk.post(f"/settings/desk/requests/{starter.uid}/preview/", cards([one, two])).content.decode()  # fmt: skip

    assert 'data-fb-when="preview-q_a"' in page
    assert "Why?" in page


def test_every_page_of_requests_is_there(desk, hers, starter, ict_2):
    for url in ("/settings/desk/requests/", "/settings/desk/requests/new/", f"/settings/desk/requests/{starter.uid}/",
                f"/settings/desk/requests/{starter.uid}/questions/", "/ask/", f"/ask/{starter.uid}/",
                f"/rooms/{ict_2.uid}/first-help/"):  # fmt: skip
        assert desk.get(url).status_code == 200, url
    assert "An account, equipment" in hers.get("/ask/").content.decode()


def test_the_usual_five_come_back_at_a_press(desk, started):
    RequestType.objects.all().delete()
    assert "Begin with the usual five" in desk.get("/settings/desk/requests/").content.decode()

    desk.post("/settings/desk/requests/usual/")
    assert RequestType.objects.count() == 5
    assert starting.requests(at=Category.objects.first().created_at) == 0


def test_the_rooms_own_first_help_stands_above_the_report(
    desk, hers, ict_2, board, asha, moment, settings, tmp_path
):
    settings.DATA = tmp_path
    desk.post(
        f"/rooms/{ict_2.uid}/first-help/",
        {"tips": "The switch is behind the door\nUse the white remote"},
    )
    picture = attachments.add(
        RoomCard.objects.get(), SimpleUploadedFile("switch.png", PIXEL), by=asha, at=moment
    )
    page = hers.get(f"/report/room/{ict_2.uid}/").content.decode()

    assert "The switch is behind the door" in page
    assert hers.get(f"/files/{picture.uid}").status_code == 200
    assert f"{picture.uid}" in page


def test_what_is_answered_about_a_merged_room_points_to_the_room_that_is_kept(
    hartley, ict_2, started, asha, moment
):
    kind = RequestType.objects.get(name="Moving rooms")
    other = rooms.add_room(
        hartley, name="ICT two", building=ict_2.building, by=system_actor(), at=moment
    )
    requesting.set_card(other, "The switch is behind the door", by=asha, at=moment)
    given = {"to": other, "when": "tomorrow", "what": ["Phone"]}
    made = requesting.ask(hartley, Request(kind, ict_2, given), by=asha, at=moment)
    closing.merge_rooms(other, into=ict_2, by=asha, at=moment)

    assert made.answers.get(key="to").room == ict_2
    assert RoomCard.objects.get().room == ict_2
