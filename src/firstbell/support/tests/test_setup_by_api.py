"""What a desk keeps ready, and how a team shares its work, set by a program; and a ticket passed on by one."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from firstbell.lib import clock
from firstbell.places.actions import buildings
from firstbell.platform.accounts import actions as accounts
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.audit.models import Event
from firstbell.support.actions import clocks, working
from firstbell.support.models import Area, Macro, Promise, RequestType, Status, Team, Ticket
from firstbell.support.states import Stops

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(asha_account, started):
    """A program that may do what Asha, who leads the desk, may."""
    _, secret = accounts.make_token(asha_account, name="Test", scopes=["*"], by=system_actor(), at=clock.now())  # fmt: skip
    program = Client(headers={"Authorization": f"Bearer {secret}"})

    def send(method, path, body=None, version=1):
        more = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}  # fmt: skip
        return getattr(program, method)(f"/api/v1/{path}", headers={"If-Match": str(version)}, **more)  # fmt: skip

    return send


def told():
    return list(Event.objects.filter(kind__startswith="support.setup").order_by("id").values_list("sentence", flat=True))  # fmt: skip


def test_an_answer_is_kept_ready_changed_put_away_and_brought_back(call, hartley):
    steps = call("post", "ticket-checklists", {"school": str(hartley.uid), "name": "Lamp", "lines": "Off\nOn"}).json()  # fmt: skip
    assert steps["lines"] == ["Off", "On"]
    words = {"school": str(hartley.uid), "name": "New lamp", "body": "It comes on Friday", "checklists": [steps["uid"]]}  # fmt: skip
    made = call("post", "ticket-macros", words)
    assert made.status_code == 201, made.content
    uid = made.json()["uid"]
    assert call("patch", f"ticket-macros/{uid}", {"minutes": 5}).json()["version"] == 2
    assert call("patch", f"ticket-macros/{uid}", {"minutes": 6}).status_code == 412
    assert call("patch", f"ticket-macros/{uid}", {"body": "{nonsense}"}, 2).status_code == 422
    assert call("post", f"ticket-ready/answers/{uid}/away").json()["archived"] is True
    assert call("post", f"ticket-ready/answers/{uid}/away").status_code == 409
    assert call("post", f"ticket-ready/answers/{uid}/back").json()["archived"] is False
    assert call("post", f"ticket-ready/answers/{uid}/back").status_code == 409

    row = Macro.objects.get()
    assert (row.minutes, [one.name for one in row.checklists.all()]) == (5, ["Lamp"])
    assert told() == [
        "Asha Rahman by Test added the checklist Lamp", "Asha Rahman by Test added the ready answer New lamp",
        "Asha Rahman by Test changed New lamp", "Asha Rahman by Test put the ready answer New lamp away",
        "Asha Rahman by Test brought the ready answer New lamp back",
    ]  # fmt: skip


def test_a_whole_ticket_is_kept_ready(call, hartley):
    made = call("post", "ticket-templates", {"school": str(hartley.uid), "name": "Starter", "title": "New staff"}).json()  # fmt: skip
    changed = call("patch", f"ticket-templates/{made['uid']}", {"title": "A new teacher", "stops": "next"}).json()  # fmt: skip

    assert (changed["title"], changed["stops"], changed["name"]) == ("A new teacher", "next", "Starter")  # fmt: skip
    assert [row["name"] for row in call("get", "ticket-templates").json()["items"]] == ["Starter"]
    assert call("get", "ticket-checklists").json()["items"] == []


def test_what_is_nonsense_is_refused(call, hartley):
    assert call("post", "ticket-checklists", {"name": "Lamp", "lines": "x", "school": "no"}).status_code == 422  # fmt: skip
    assert call("post", "ticket-checklists", {"name": "Lamp", "lines": " ", "school": str(hartley.uid)}).status_code == 422  # fmt: skip
    assert call("post", f"ticket-ready/teams/{hartley.uid}/away").status_code == 422
    assert call("post", f"ticket-ready/answers/{hartley.uid}/away").status_code == 404


@pytest.fixture
def team(hartley, ben_account, moment):
    found = Team.objects.create(school=hartley, name="Network", created_at=moment)
    found.members.add(ben_account)
    return found


def test_an_area_of_a_team_is_added_set_and_taken_off(
    call, team, ben_account, okoro_account, board
):
    base = f"ticket-teams/{team.uid}/areas"
    words = {"name": "Wi-Fi", "members": [str(ben_account.uid)], "categories": [str(board.uid)]}
    made = call("post", base, words).json()
    assert [one["name"] for one in made["members"]] == ["Ben Whitlock"]
    assert call("post", base, {"name": "Wi-Fi"}).status_code == 409
    assert call("post", base, {"name": "Phones", "members": [str(okoro_account.uid)]}).status_code == 422  # fmt: skip
    assert call("put", f"{base}/{made['uid']}", {"name": "Wireless"}).json()["members"] == []
    assert [row["name"] for row in call("get", base).json()["items"]] == ["Wireless"]
    assert call("delete", f"{base}/{made['uid']}").status_code == 204
    assert not Area.objects.exists()


def test_an_area_is_of_buildings_and_rooms_of_the_teams_school(
    call, team, ict_2, other_school, moment
):
    base = f"ticket-teams/{team.uid}/areas"
    block = ict_2.building
    words = {"name": "ICT", "buildings": [str(block.uid)], "rooms": [str(ict_2.uid)]}
    made = call("post", base, words).json()
    assert [[one["name"] for one in made[part]] for part in ("buildings", "rooms")] == [["ICT block"], ["ICT 2"]]  # fmt: skip
    assert call("get", base).json()["items"] == [made]

    theirs = buildings.add_building(other_school, name="Annexe", floors=[(0, "Ground")], by=system_actor(), at=moment)  # fmt: skip
    path = f"{base}/{made['uid']}"
    assert call("put", path, {"name": "ICT", "buildings": [str(theirs.uid)]}).status_code == 404
    everywhere = call("put", path, {"name": "ICT"}).json()
    assert (everywhere["buildings"], everywhere["rooms"]) == ([], [])


def test_what_is_promised_for_one_category_or_request_goes_before_what_is_for_all(
    call, hartley, board
):
    minutes = {"acknowledge": 5, "respond": 10, "update": 30, "resolve": 60}
    school, asked = str(hartley.uid), RequestType.objects.first()
    for words in ({}, {"category": str(board.uid)}, {"request": str(asked.uid)}):
        answer = call("put", "ticket-promises", {"school": school, "stops": "now", **words, **minutes})  # fmt: skip
        assert answer.status_code == 200, answer.content
    both = {"school": school, "category": str(board.uid), "request": str(asked.uid)}
    assert call("put", "ticket-promises", {**both, "stops": "now", **minutes}).status_code == 422
    assert call("post", "ticket-promises/usual", {"school": school}).status_code == 422

    items = call("get", f"ticket-promises?school={school}").json()["items"]
    assert [(one["stops"], one["resolve"]) for one in items if one["stops"] == "now"] == [("now", 60)] * 3  # fmt: skip
    assert [(one["category"] or one["request"])["name"] for one in items[len(Stops):]] == [str(board), str(asked)]  # fmt: skip
    assert len(items) == len(Stops) + 2, "what nobody changed is told as well"
    assert clocks.promised(hartley, "now", board)["resolve"] == 60

    gone = call("post", "ticket-promises/usual", {"school": school, "category": str(board.uid)})
    assert gone.status_code == 204
    assert Promise.objects.exclude(category=None).count() == 0


def test_the_steps_of_a_team_are_set_and_hold(call, team, hartley):
    new, hand = (Status.objects.get(name=name) for name in ("New", "In hand"))
    path = f"ticket-teams/{team.uid}/steps"
    assert call("get", path).json() == {"items": []}
    set_to = call("put", path, {"steps": [{"was": str(new.uid), "now": str(hand.uid)}]}).json()

    assert [(row["was"]["name"], row["now"]["name"]) for row in set_to["items"]] == [("New", "In hand")]  # fmt: skip
    assert call("put", path, {"steps": [{"was": str(new.uid), "now": str(hartley.uid)}]}).status_code == 422  # fmt: skip
    assert call("put", path, {"steps": []}).json() == {"items": []}


def test_a_ticket_is_passed_on_to_another_school(call, ticket, other_school, hartley, ben):
    path = f"tickets/{ticket.uid}/school"
    assert call("post", path, {"school": str(hartley.uid)}).status_code == 422
    assert call("post", path, {"school": str(ticket.uid)}).status_code == 404
    assert call("post", path, {"school": str(other_school.uid)}).status_code == 204
    assert Ticket.objects.get().school == other_school
    assert call("get", f"tickets/{ticket.uid}").status_code == 404


def test_history_says_who_took_it_and_what_was_chosen_in_words(ticket, ben):
    working.take(ticket, by=ben, at=clock.now())
    event = Event.objects.get(kind="support.taken")

    assert ("owner", "", "Ben Whitlock") in event.changes.values_list("field", "was", "now")
