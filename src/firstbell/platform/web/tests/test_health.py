from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import OperationalError, connection
from django.test import Client

from firstbell.lib import clock
from firstbell.platform.jobs.models import Beat


def test_a_school_whose_work_is_being_done_is_well(client: Client, db: None) -> None:
    Beat.objects.create(name="sweep", ran_at=clock.now())

    assert client.get("/healthz").json() == {"status": "ok", "reasons": [], "failed_jobs": False}


def test_a_worker_that_has_fallen_silent_is_said(client: Client, db: None) -> None:
    Beat.objects.create(name="sweep", ran_at=clock.now() - timedelta(hours=1))

    answer = client.get("/healthz")

    assert answer.status_code == 200
    assert answer.json()["status"] == "worried"
    assert "Nothing has done the work in the background" in answer.json()["reasons"][0]


def test_a_database_that_is_gone_is_the_reason_given(client: Client, db: None) -> None:
    def gone(*args: Any) -> None:
        raise OperationalError("could not connect to server at 10.0.0.5")

    with connection.execute_wrapper(gone):
        answer = client.get("/healthz")

    assert answer.status_code == 503
    assert answer.json() == {"status": "failing", "reasons": ["The database does not answer."]}
