"""A POST with an Idempotency-Key is done once, whenever the machine dies and however many send it at once."""

from __future__ import annotations

import threading

import pytest
from django.db import connection
from django.test import Client, RequestFactory

from firstbell.lib import clock
from firstbell.platform.accounts.actions import make_token
from firstbell.platform.accounts.actors import account_actor, system_actor
from firstbell.platform.api.middleware import Idempotent
from firstbell.platform.api.models import Answered
from firstbell.platform.tags import actions as tags
from firstbell.platform.tags.models import Tag

URL = "/api/v1/tags"


class PowerCut(BaseException):
    """The process is gone: nothing of ours hears of it."""


@pytest.fixture
def client(asha_account):
    _, secret = make_token(
        asha_account, name="Tests", scopes=["write"], by=system_actor(), at=clock.now()
    )
    return Client(headers={"Authorization": f"Bearer {secret}"})


def send(client, name="Exam laptops", key="exam-1"):
    return client.post(URL, {"name": name}, "application/json", headers={"Idempotency-Key": key})


def test_the_second_time_it_is_answered_as_the_first(client):
    first, second = send(client), send(client)

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert Tag.objects.filter(name="Exam laptops").count() == 1


def test_a_key_is_for_one_request_alone(client):
    send(client)

    other = send(client, name="Staff laptops")

    assert other.status_code == 422
    assert "Use a new one" in other.json()["detail"]


def test_what_was_refused_may_be_sent_again_when_its_reason_is_gone(client, asha, moment):
    taken = tags.make("Exam laptops", by=asha, at=moment)
    assert send(client).status_code in (409, 422)

    tags.remove(taken, by=asha, at=moment)

    assert send(client).status_code == 201


def test_a_machine_that_dies_before_it_answers_has_done_nothing(client, asha_account, asha, moment):
    def change_and_die(request):
        tags.make("Exam laptops", by=asha, at=moment)
        raise PowerCut

    request = RequestFactory().post(
        URL, {"name": "Exam laptops"}, "application/json", headers={"Idempotency-Key": "exam-1"}
    )
    request.actor = account_actor(asha_account)
    with pytest.raises(PowerCut):
        Idempotent(change_and_die)(request)

    assert not Tag.objects.filter(name="Exam laptops").exists()
    assert not Answered.objects.exists()
    assert send(client).status_code == 201


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_is_done(client):
    if connection.vendor == "sqlite":
        pytest.skip("the tests' SQLite has one connection; tests/reliability asks a real server")
    answers = []

    def knock():
        try:
            answers.append(send(client))
        finally:
            connection.close()

    knocking = [threading.Thread(target=knock) for _ in range(6)]
    for one in knocking:
        one.start()
    for one in knocking:
        one.join(60)

    assert {answer.status_code for answer in answers} <= {201, 409}
    done = [answer.json()["uid"] for answer in answers if answer.status_code == 201]
    assert len(set(done)) == 1
    assert Tag.objects.filter(name="Exam laptops").count() == 1
    assert send(client).json()["uid"] == done[0]
