"""A partner outside, on the pages of the desk, by API, and on the one page that they see."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client

from firstbell.lib import clock
from firstbell.people.actions import organisations
from firstbell.platform.accounts import actions as accounts
from firstbell.platform.accounts.actors import system_actor
from firstbell.support.actions import partnering, talking
from firstbell.support.actions.partnering import Asked, Partner
from firstbell.support.actions.talking import Words
from firstbell.support.models import Sharing, Ticket
from firstbell.support.queries import partners

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("box")]


@pytest.fixture
def northern(hartley, moment):
    return organisations.add_organisation(
        hartley, name="Northern Schools ICT", support_email="desk@northern.example", by=system_actor(), at=moment
    )  # fmt: skip


@pytest.fixture
def shared(ticket, asha):
    partner = Partner("desk@northern.example", "Northern")
    return partnering.ask(ticket, partner, Asked("Please look", "A dark board"), by=asha, at=clock.now())  # fmt: skip


@pytest.fixture
def call(ben_account):
    """A program that may do what Ben may."""
    _, secret = accounts.make_token(ben_account, name="Test", scopes=["*"], by=system_actor(), at=clock.now())  # fmt: skip
    program = Client(headers={"Authorization": f"Bearer {secret}"})

    def send(method, path, body=None):
        more = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}  # fmt: skip
        return getattr(program, method)(f"/api/v1/{path}", **more)

    return send


def fresh(ticket):
    return Ticket.objects.get(pk=ticket.pk)


def test_an_organisation_is_asked_seen_everywhere_and_the_ticket_taken_back(desk, ticket, northern):
    page = f"/tickets/{ticket.number}/"
    assert "Ask a partner outside" in desk.get(page).content.decode()
    form = desk.get(f"{page}partners/").content.decode()
    assert "not that Ms Okoro asked" in form
    status = re.search(r'<option value="([-0-9a-f]+)" selected>With a supplier', form)[1]
    words = {"organisation": northern.uid, "subject": "A dark board", "body": "Please look", "status": status, "days": 14}  # fmt: skip
    assert desk.post(f"{page}partners/", {**words, "room": "on"}).status_code == 302

    shown = desk.get(page).content.decode()
    assert "To Northern Schools ICT" in shown
    assert "Not answered" in shown
    assert "With Northern Schools ICT since" in desk.get("/tickets/").content.decode()
    assert "With a partner" in desk.get("/tickets/?view=outside").content.decode()
    assert "With Northern Schools ICT since" in desk.get("/tickets/board/").content.decode()
    assert ticket.number in desk.get("/tickets/all/?outside=yes&columns=number,outside").content.decode()  # fmt: skip
    assert ticket.number not in desk.get("/tickets/all/?outside=no").content.decode()
    assert "Asked about tickets" in desk.get(f"/organisations/{northern.uid}/").content.decode()

    made = Sharing.objects.get()
    assert (made.room, made.things, made.story, made.organisation) == (True, False, False, northern)
    own = f"{page}partners/{made.uid}/"
    desk.post(own, {"body": "And the remote?"})
    desk.post(f"{own}page/", {"days": 0, "story": "on"})
    assert (Sharing.objects.get().page_until, Sharing.objects.get().story) == (None, True)
    desk.post(f"{own}back/", {"words": ""})
    assert Sharing.objects.get().ended_at is not None
    assert "until" in desk.get(page).content.decode()


def test_what_is_wrong_is_said_in_the_form_with_the_words_still_there(desk, ticket):
    answer = desk.post(f"/tickets/{ticket.number}/partners/", {"subject": "x", "body": "Please look", "days": 30})  # fmt: skip
    assert answer.status_code == 200
    assert "Please look</textarea>" in answer.content.decode()
    assert Sharing.objects.count() == 0


def test_they_see_their_page_without_signing_in_and_nothing_of_anything_else(desk, hers, ticket, shared, ben):  # fmt: skip
    talking.note(fresh(ticket), Words("She always says that"), by=ben, at=clock.now())
    stranger = Client()

    page = stranger.get(partners.address(shared)).content.decode()
    assert "Please look" in page
    assert "A dark board" in page
    for hidden in ("Okoro", "She always says that", "no signal", "fb-rail"):
        assert hidden not in page
    assert hers.get(partners.address(shared)).status_code == 200
    assert "Please look" not in hers.get(f"/mine/tickets/{ticket.number}/").content.decode()

    partnering.take_back(shared, by=ben, at=clock.now())
    gone = stranger.get(partners.address(shared))
    assert (gone.status_code, "Please look" in gone.content.decode()) == (404, False)
    assert stranger.get("/shared/nonsense/").status_code == 404


def test_what_they_write_runs_nothing_on_any_page(desk, ticket, shared, asha):
    partnering.write(shared, "<script>alert(1)</script>", by=asha, at=clock.now())

    for page in (desk.get(f"/tickets/{ticket.number}/"), Client().get(partners.address(shared))):
        assert "<script>alert" not in page.content.decode()


def test_by_api_one_is_asked_written_to_shown_and_it_is_taken_back(call, ticket, northern):
    made = call("post", f"tickets/{ticket.uid}/partners", {"organisation": str(northern.uid), "body": "Please look"})  # fmt: skip
    assert made.status_code == 201, made.content
    one = made.json()
    assert (one["name"], one["waits"], one["subject"]) == ("Northern Schools ICT", True, ticket.title)  # fmt: skip
    base = f"tickets/{ticket.uid}/partners"
    assert [row["uid"] for row in call("get", base).json()["items"]] == [one["uid"]]
    assert call("post", f"{base}/{one['uid']}/words", {"body": "And?"}).status_code == 200
    assert call("put", f"{base}/{one['uid']}/page", {"days": 0}).json()["page_until"] is None
    assert (
        call("post", base, {"email": "desk@northern.example", "body": "Again"}).status_code == 409
    )
    assert call("post", base, {"body": "To nobody"}).status_code == 422
    assert call("post", f"{base}/{one['uid']}/back", {"body": "Thanks"}).json()["ended_at"]
    assert call("post", f"{base}/{one['uid']}/words", {"body": "And?"}).status_code == 409
