"""Rights and parts of teams by API."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from firstbell.lib import clock
from firstbell.platform.accounts import actions as accounts
from firstbell.platform.accounts.actors import system_actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def call_of(started):
    def client(who):
        _, secret = accounts.make_token(who, name="Test", scopes=["*"], by=system_actor(), at=clock.now())  # fmt: skip
        program = Client(headers={"Authorization": f"Bearer {secret}"})

        def send(method, path, body=None, version=1):
            more = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}  # fmt: skip
            return getattr(program, method)(f"/api/v1/{path}", headers={"If-Match": str(version)}, **more)  # fmt: skip

        return send

    return client


def test_rights_and_parts_are_set_by_api(
    call_of, add_team, asha_account, cara_account, ben_account, hartley
):
    call, above = call_of(asha_account), add_team("Network")
    words = {
        "school": str(hartley.uid), "name": "Wi-Fi", "parent": str(above.uid), "opening": "own",
        "people": [{"account": str(cara_account.uid), "right": "manages"}, {"account": str(ben_account.uid), "right": "looks"}],
    }  # fmt: skip
    made = call("post", "ticket-teams", words).json()
    assert made["parent"]["name"] == "Network"
    assert made["opening"] == "own"
    assert [(one["account"]["name"], one["right"]) for one in made["people"]] == [("Ben Whitlock", "looks"), ("Cara Nolan", "manages")]  # fmt: skip
    assert [one["name"] for one in made["members"]] == ["Cara Nolan"]
    path = f"ticket-teams/{made['uid']}"
    refused = call("patch", path, {"people": []})
    assert (refused.status_code, "Say who manages" in refused.content.decode()) == (422, True)
    assert call("patch", path, {"people": [{"account": str(hartley.uid), "right": "looks"}]}).status_code == 422  # fmt: skip
    assert call("patch", path, {"people": [], "members": []}).status_code == 422
    assert call("patch", path, {"opening": "closed"}).status_code == 422
    members = call("patch", path, {"members": [str(cara_account.uid)]}).json()
    assert {one["right"] for one in members["people"]} == {"looks", "manages"}
    assert call("patch", f"ticket-teams/{above.uid}", {"parent": made["uid"]}).status_code == 422
    assert {row["opening"] for row in call("get", "ticket-teams").json()["items"]} == {"all", "own"}


def test_whoever_manages_one_does_so_by_api_and_no_other(
    call_of, network, add_team, cara_account, ben_account, hartley
):
    call, other = call_of(cara_account), add_team("Phones")
    assert call("patch", f"ticket-teams/{network.uid}", {"words": "Switches"}).status_code == 200
    assert call("patch", f"ticket-teams/{network.uid}", {"name": "Mine"}, version=2).status_code == 403  # fmt: skip
    assert call("patch", f"ticket-teams/{other.uid}", {"words": "Mine"}).status_code in (403, 404)
    assert call("post", f"ticket-teams/{network.uid}/areas", {"name": "Phones"}).status_code == 201
    assert call("post", f"ticket-teams/{other.uid}/areas", {"name": "Phones"}).status_code in (403, 404)  # fmt: skip
    assert call("post", f"ticket-teams/{network.uid}/away").status_code in (403, 404)
    own = {"school": str(hartley.uid), "name": "Restart", "body": "Done", "team": str(network.uid)}
    assert call("post", "ticket-macros", own).status_code == 201
    assert call("post", "ticket-macros", {**own, "name": "Else", "team": None}).status_code in (403, 404)  # fmt: skip
    assert call_of(ben_account)("post", "ticket-macros", own).status_code in (403, 404)


def test_a_ticket_is_passed_to_a_team_by_api(call_of, network, ticket, ben_account):
    call = call_of(ben_account)
    assert call("post", f"tickets/{ticket.uid}/team", {"team": str(network.uid)}).status_code == 204
    assert call("get", f"tickets/{ticket.uid}").status_code == 404
    assert call("post", f"tickets/{ticket.uid}/team", {"team": str(network.uid)}).status_code == 404
