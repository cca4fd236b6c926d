"""What does not fit is said in words, as everything else is."""

from __future__ import annotations

import pytest
from django.test import Client

from firstbell.lib import clock
from firstbell.platform.accounts.actions import make_token
from firstbell.platform.accounts.actors import system_actor


@pytest.fixture
def client(asha_account):
    _, secret = make_token(
        asha_account, name="Tests", scopes=["write"], by=system_actor(), at=clock.now()
    )
    return Client(headers={"Authorization": f"Bearer {secret}"})


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("name", 3, "A text."),
        ("name", "", "It is too short: 1 or more characters."),
        ("scope", "everything", "One of 'all', 'building', 'rooms', 'kind' or 'view'."),
        ("school", "Hartley", "A uid, as the answers have them."),
    ],
)
def test_it_says_what_to_send_instead(client, key, value, words):
    body = {"name": "July", key: value}

    answer = client.post("/api/v1/counts", body, "application/json")

    assert answer.status_code == 422
    assert answer.json()["fields"].get(f"body.{key}") == words


def test_what_is_missing_is_asked_for(client):
    answer = client.post("/api/v1/counts", {"name": "July"}, "application/json")

    assert answer.json()["detail"] == "body.school: It is missing. Send it too."
