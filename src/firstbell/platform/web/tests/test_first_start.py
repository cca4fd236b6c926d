from __future__ import annotations

from datetime import timedelta

import pytest

from firstbell.lib import clock
from firstbell.platform.jobs.models import Job, State
from firstbell.platform.web.pages.start import DEMO


@pytest.fixture
def loading(db):
    def begun(**said):
        now = clock.now()
        return Job.objects.create(
            name=DEMO, title="Loading the demonstration trust", state=State.RUNNING, actor_key="system",
            actor_name="First start", run_after=now, created_at=now, done=40, total=50, **said,
        )  # fmt: skip

    return begun


def test_whoever_waits_for_the_demonstration_sees_it_through_though_it_has_accounts_by_then(
    loading, asha_account, client
):
    loading()

    seen = client.get("/start/demo/?part=progress")

    assert seen.status_code == 200
    assert "40 of 50" in seen.content.decode()


@pytest.mark.parametrize("ended", [True, False])
def test_an_hour_later_nobody_is_told_how_to_sign_in(loading, asha_account, client, ended):
    job = loading()
    long_ago = clock.now() - timedelta(minutes=61)
    ends = {"state": State.DONE, "ended_at": long_ago} if ended else {"created_at": long_ago}
    Job.objects.filter(pk=job.pk).update(**ends)

    assert client.get("/start/demo/").status_code == 404


def test_where_no_demonstration_was_loaded_there_is_nothing_to_see(asha_account, client):
    assert client.get("/start/demo/").status_code == 404
