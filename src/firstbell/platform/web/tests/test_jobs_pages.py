from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.jobs import registry, worker
from firstbell.platform.jobs.models import Job, State


@pytest.fixture
def broken():
    """A job that fails until somebody mends the machine."""
    machine = {"mended": False}

    @registry.job("tests.fetch", attempts=1)
    def fetch(handle, **args):
        if not machine["mended"]:
            raise OSError("no route to the printer")
        return "fetched"

    return machine


@pytest.fixture
def failed(broken, hartley, moment):
    before = moment - timedelta(days=900)
    registry.defer(
        "tests.fetch",
        by=system_actor(),
        at=before,
        title="Fetch the counters",
        school_id=hartley.pk,
    )
    worker.work()
    return Job.objects.get()


def test_a_technician_reads_why_work_failed(browser_of, ben_account, failed):
    browser = browser_of(ben_account)

    assert "Fetch the counters" in browser.get("/settings/jobs/?state=failed").content.decode()
    text = browser.get(f"/settings/jobs/{failed.uid}/").content.decode()
    assert "OSError: no route to the printer" in text
    assert "Traceback" in text


def test_the_lead_tries_failed_work_again(browser_of, asha_account, failed, broken):
    broken["mended"] = True

    browser_of(asha_account).post(f"/settings/jobs/{failed.uid}/retry/")
    Job.objects.update(run_after=failed.run_after)
    worker.work()

    failed.refresh_from_db()
    assert (failed.state, failed.line) == (State.DONE, "fetched")


def test_work_that_is_done_is_not_tried_again(browser_of, asha_account, failed, broken):
    Job.objects.update(state=State.DONE)

    assert browser_of(asha_account).post(f"/settings/jobs/{failed.uid}/retry/").status_code == 409


def test_work_of_another_school_is_not_there(browser_of, tariq_account, failed):
    assert browser_of(tariq_account).get(f"/settings/jobs/{failed.uid}/").status_code == 404


def test_running_work_says_how_far_it_is(browser_of, ben_account, failed):
    Job.objects.update(state=State.RUNNING, done=1, total=4, line="printer 1")

    text = browser_of(ben_account).get(f"/settings/jobs/{failed.uid}/progress/").content.decode()

    assert "printer 1" in text


def test_this_machine_reads_the_metrics(client, failed):
    text = client.get("/metrics").content.decode()

    assert 'firstbell_jobs{state="failed"} 1' in text
    assert "firstbell_deliveries_waiting 0" in text
    assert 'firstbell_rows{table="jobs_job"}' in text


def test_another_machine_needs_the_token(db, settings):
    elsewhere = Client(REMOTE_ADDR="10.1.2.3")
    assert elsewhere.get("/metrics").status_code == 403

    settings.METRICS_TOKEN = "let me see"
    assert elsewhere.get("/metrics").status_code == 403
    assert (
        elsewhere.get("/metrics", headers={"Authorization": "Bearer let me see"}).status_code == 200
    )
    assert Client().get("/metrics").status_code == 403
