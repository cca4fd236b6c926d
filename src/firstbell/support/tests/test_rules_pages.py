"""The builder of rules, what it would have done, and its log: on pages and by API."""

from __future__ import annotations

import pytest
from django.test import Client

from firstbell.lib import clock
from firstbell.platform.accounts.actions.tokens import make_token
from firstbell.platform.accounts.states import Role
from firstbell.platform.jobs import outbox
from firstbell.support.actions import ruling
from firstbell.support.models import Firing, Rule, Ticket
from tests.people import account

pytestmark = pytest.mark.django_db
HOME = "/settings/desk/rules/"


@pytest.fixture
def noted(hartley, asha, moment):
    does = [{"do": "note", "value": "", "words": "Look at the lead first."}]
    made = ruling.save(
        Rule(school=hartley, kind="event"), by=asha, at=moment, name="Leads", whens=["opened"], does=does
    )  # fmt: skip
    return ruling.switch(made, on=True, by=asha, at=moment)


def sent(board, **more):
    """As the page sends it: one condition, one act."""
    return {
        "name": "Boards", "whens": ["opened"], "most_a_ticket": "5", "most_an_hour": "100", "all_of-count": "1",
        "all_of-0-field": "category", "all_of-0-op": "is", "all_of-0-value": [str(board.uid)], "any_of-count": "0",
        "does-count": "1", "does-0-do": "note", "does-0-words": "A board", "do": "save", **more,
    }  # fmt: skip


def test_a_rule_is_made_off_and_switched_on(desk, board, asha_account):
    answer = desk.post(f"{HOME}new/event/", sent(board))
    made = Rule.objects.get()

    assert (answer.status_code, answer.url) == (302, f"{HOME}{made.uid}/")
    assert (made.is_on, made.made_by, made.school_id is None) == (False, asha_account, False)
    assert made.all_of == [{"field": "category", "op": "is", "value": [str(board.uid)]}]
    desk.post(f"{HOME}{made.uid}/on/")
    assert Rule.objects.get().is_on


def test_every_other_button_keeps_nothing(desk, board):
    page = desk.post(f"{HOME}new/event/", sent(board, do="add:all_of")).content.decode()

    assert 'name="all_of-1-field"' in page
    assert not Rule.objects.exists()


def test_cards_drawn_again_bring_no_style_that_the_page_would_refuse(desk, board):
    wanted = sent(board, do="add:all_of")
    whole = desk.post(f"{HOME}new/event/", wanted).content.decode()
    part = desk.post(f"{HOME}new/event/", wanted, headers={"HX-Request": "true"}).content.decode()

    assert ("<style" in whole, "<style" in part) == (True, False)
    assert 'name="all_of-1-field"' in part


def test_a_card_offers_what_its_field_is_compared_with(desk, board):
    page = desk.post(f"{HOME}new/event/", sent(board, do="", **{"all_of-0-field": "source"})).content.decode()  # fmt: skip

    assert ">by phone</option>" in page


def test_what_makes_no_sense_stays_on_the_page_with_the_reason(desk, board):
    answer = desk.post(f"{HOME}new/event/", sent(board, **{"all_of-0-value": []}))

    assert answer.status_code == 422
    assert "Condition 1 of “all of these”: say what it is compared with." in answer.content.decode()


def test_the_look_beside_it_shows_the_tickets_and_keeps_nothing(desk, board, ticket):
    page = desk.post(f"{HOME}look/event/", sent(board)).content.decode()

    assert "1 time on 1 ticket" in page
    assert ticket.number in page
    assert not ticket.entries.filter(body="A board").exists()
    assert "Say what it does." in desk.post(f"{HOME}look/event/", sent(board, **{"does-count": "0"})).content.decode()  # fmt: skip


def test_the_list_says_each_in_words(desk, noted):
    page = desk.get(HOME).content.decode()

    assert "It is raised: Note for the team: “Look at the lead first.”" in page


def test_two_who_change_it_at_once_do_not_overwrite_each_other(desk, noted, board):
    changed = sent(board, name="Mine", version=str(noted.version))
    desk.post(f"{HOME}{noted.uid}/", changed)
    answer = desk.post(f"{HOME}{noted.uid}/", {**changed, "name": "Theirs"})

    assert answer.status_code == 422
    assert Rule.objects.get().name == "Mine"


def test_the_ticket_and_the_rule_say_what_was_done(desk, noted, raised, moment):
    ticket = raised(moment)
    outbox.deliver_waiting()

    assert "it is raised: noted" in desk.get(f"/tickets/{ticket.number}/").content.decode()
    assert ticket.number in desk.get(f"{HOME}{noted.uid}/").content.decode()


def test_the_log_shows_no_ticket_that_whoever_reads_it_does_not_see(
    desk, noted, raised, other_school, moment
):
    theirs = raised(moment)
    Firing.objects.create(rule=noted, ticket=theirs, key="a", at=moment, why="It is raised")
    Ticket.objects.filter(pk=theirs.pk).update(school=other_school)

    page = desk.get(f"{HOME}{noted.uid}/").content.decode()
    assert theirs.number not in page
    assert "Nothing yet." in page


def test_every_page_of_them_is_there(desk, noted, started):
    for url in ("", "new/event/", "new/for-an-exam/", "new/a-lesson-is-stopped/", "new/whoever-has-the-fewest/", "new/time/", "new/promise/", "new/it-waits/", "new/nobody-answers/", "new/promises-go-up/", f"{noted.uid}/"):  # fmt: skip
        assert desk.get(f"{HOME}{url}").status_code == 200, url
    assert desk.get(f"{HOME}new/nonsense/").status_code == 404


def test_another_schools_rule_is_not_there(browser_of, noted, other_school):
    lena = browser_of(account("lena@nether.example", "Lena Fox", Role.LEAD, other_school))

    assert lena.get(f"{HOME}{noted.uid}/").status_code == 404
    assert lena.post(f"{HOME}{noted.uid}/off/").status_code == 404
    assert Rule.objects.get().is_on


def test_they_are_put_in_order_and_away(desk, noted, board):
    desk.post(f"{HOME}new/event/", sent(board))
    second = Rule.objects.get(name="Boards")
    desk.post(f"{HOME}{second.uid}/place/", {"to": "up"})
    assert list(Rule.objects.all()) == [second, noted]

    desk.post(f"{HOME}{noted.uid}/away/")
    assert "1 put away" in desk.get(HOME).content.decode()
    desk.post(f"{HOME}{noted.uid}/back/")
    assert Rule.objects.get(pk=noted.pk).archived_at is None


def test_by_api_it_is_made_looked_at_switched_on_and_changed(
    asha_account, asha, hartley, ticket, board
):
    now = clock.now()
    _, secret = make_token(asha_account, name="Rules", scopes=["*"], by=asha, at=now)
    api = Client(headers={"Authorization": f"Bearer {secret}"})
    body = {
        "school": str(hartley.uid), "name": "Boards", "whens": ["opened"],
        "all_of": [{"field": "category", "op": "is", "value": [str(board.uid)]}], "does": [{"do": "note", "words": "A board"}],
    }  # fmt: skip
    made = api.post("/api/v1/ticket-rules", body, "application/json").json()
    url = f"/api/v1/ticket-rules/{made['uid']}"
    look = api.get(f"{url}/preview").json()

    assert (made["on"], made["made_by"]) == (False, "Asha Rahman")
    assert (look["tickets"], look["lines"][0]["would"]) == (1, ["noted"])
    assert api.post(f"{url}/switch", {"on": True}, "application/json").json()["on"] is True
    assert api.patch(url, {"name": "Screens"}, "application/json").status_code == 428
    changed = api.patch(url, {"name": "Screens"}, "application/json", headers={"If-Match": "2"})
    assert changed.json()["name"] == "Screens"
    strange = api.post("/api/v1/ticket-rules", {**body, "does": [{"do": "dance"}]}, "application/json")  # fmt: skip
    assert "Step 1 of what it does: it is not known." in strange.content.decode()
    assert api.get(f"{url}/firings").json() == {"items": [], "next": None}


def test_each_kind_is_made_and_looked_at_on_its_page(desk, started):
    act = {
        "any_of-count": "0",
        "all_of-count": "0",
        "does-count": "1",
        "does-0-do": "tell",
        "does-0-value": "lead",
    }
    caps = {"most_a_ticket": "5", "most_an_hour": "100", "do": "save"}
    by_time = {"name": "Waits", "amount": "3", "unit": "days", "since": "status", **act, **caps}
    ladder = {"name": "Ladder", "promise": "resolve", "does-0-minutes": "-15", **act, **caps}

    for kind, words in (("time", by_time), ("promise", ladder)):
        assert desk.post(f"{HOME}new/{kind}/", words).status_code == 302
        assert (
            "Looking changes nothing." in desk.post(f"{HOME}look/{kind}/", words).content.decode()
        )
    assert Rule.objects.get(kind="promise").does[0]["minutes"] == -15
    page = desk.get(HOME).content.decode()
    assert "3 school days since its status was set" in page
    assert "15 min of school before: Tell whoever leads the team" in page
