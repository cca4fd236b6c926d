from __future__ import annotations

import json

import pytest
from django.test import Client

from firstbell.lib import clock
from firstbell.platform.accounts.actions import make_token
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.tenancy import actions as tenancy


@pytest.fixture
def call(asha_account):
    def make(*scopes: str):
        _, secret = make_token(
            asha_account,
            name="Tests",
            scopes=list(scopes) or ["write"],
            by=system_actor(),
            at=clock.now(),
        )
        return Client(headers={"Authorization": f"Bearer {secret}"})

    return make


def test_a_stranger_is_asked_for_a_token(db):
    answer = Client().get("/api/v1/me")

    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    assert answer["WWW-Authenticate"] == "Bearer"


def test_a_token_does_what_its_scopes_say(call, hartley):
    assert call("read").get("/api/v1/me").json()["name"] == "Asha Rahman by Tests"

    refused = call("read").patch(
        f"/api/v1/schools/{hartley.uid}",
        {"urn": "100001"},
        "application/json",
        headers={"If-Match": "1"},
    )
    assert refused.status_code == 403
    assert refused.json()["detail"] == "You may not do this here: change the school's own settings."


def test_a_school_of_others_is_not_there(call, other_school):
    assert call().get(f"/api/v1/schools/{other_school.uid}").status_code == 404


def test_a_change_says_which_version_was_read(call, hartley):
    client, url = call(), f"/api/v1/schools/{hartley.uid}"

    assert client.patch(url, {"urn": "100001"}, "application/json").status_code == 428
    assert (
        client.patch(url, {"urn": "100001"}, "application/json", headers={"If-Match": "1"}).json()[
            "version"
        ]
        == 2
    )
    late = client.patch(url, {"urn": "100002"}, "application/json", headers={"If-Match": "1"})
    assert late.status_code == 412
    assert "changed by somebody else" in late.json()["detail"]


def test_a_page_of_history_leads_to_the_next(call, hartley, asha, moment):
    tenancy.change_school(hartley, by=asha, at=moment, urn="100001")

    first = call().get("/api/v1/history?limit=1").json()
    second = call().get(f"/api/v1/history?limit=1&after={first['next']}").json()

    assert len(first["items"]) == 1
    assert first["items"] != second["items"]


def test_a_made_up_cursor_is_refused_with_a_sentence(call):
    answer = call().get("/api/v1/history?after=zzzz")

    assert answer.status_code == 422
    assert "take it from" in answer.json()["detail"]


def test_the_browsers_own_session_needs_its_csrf_token(asha_account, hartley):
    client = Client(enforce_csrf_checks=True)
    client.force_login(asha_account, backend="allauth.account.auth_backends.AuthenticationBackend")

    answer = client.patch(
        f"/api/v1/schools/{hartley.uid}",
        json.dumps({"urn": "1"}),
        "application/json",
        headers={"If-Match": "1"},
    )

    assert answer.status_code == 403
    assert "CSRF" in answer.json()["detail"]
