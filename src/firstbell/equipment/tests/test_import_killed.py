"""A worker that is killed while it brings a file in: nothing half, nothing twice, and it goes on by itself."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time

import pytest

LINES = 1_500
SCRIPT = """
import django; django.setup()
from django.core.management import call_command
from firstbell.lib import clock
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.exchange.actions import applying, bringing, checking, deciding, settling, undoing
from firstbell.platform.exchange.models import ImportRow, ImportSession
from firstbell.platform.jobs import worker
from firstbell.platform.jobs.models import Job
from firstbell.equipment.models import Identity, Item
from firstbell.platform.audit.models import Event
from firstbell.platform.search.models import SearchEntry
from firstbell.platform.tenancy import actions as tenancy
at = clock.now()
by = system_actor()
def session():
    return ImportSession.objects.select_related("school").get()
"""
PREPARE = """
call_command("migrate", verbosity=0)
school = tenancy.add_school("Hartley Vale School", by=by, at=at)
text = "Asset tag,Serial,Kind,Home room,Bought on\\n"
text += "".join(f"HV-{n},SN{n:06d},Laptop,Room {n % 9},04/09/2023\\n" for n in range(LINES))
one = bringing.bring(school, sheet="equipment", name="list.csv", content=[text.encode()], by=by, at=at)
worker.work()
one = session()
settling.settle(one, settling.Settled(mapping=one.mapping, match=one.match, date_order=one.date_order, policies=one.policies), by=by, at=at)
worker.work()
deciding.accept_all(session(), by=by)
applying.start(session(), by=by, at=at)
"""
# A small piece each time, so that there is much to be killed between.
WORK = """
applying._FEWEST = applying._FIRST = applying._MOST = 20
undoing._AT_ONCE = 20
Job.objects.filter(state="running").update(claimed_until=at)
print("at it", flush=True)
worker.work()
"""
LOOK = """
one = session()
live = Item.objects.live()
print(one.state, live.count(), live.values("tag_key").distinct().count(), Identity.objects.filter(item__removed_at=None).count(),
      ImportRow.objects.filter(outcome="created").count(), Event.objects.filter(kind="equipment.registered").count(),
      SearchEntry.objects.filter(label__startswith="Laptop").count(), Event.objects.filter(kind="exchange.brought_in").count(),
      one.counts.get("created"), one.counts.get("undone"), Item.objects.exclude(custodies=None).count())
"""


@pytest.fixture
def run(tmp_path):
    """Run a piece of work in a process of its own, over a database in a file."""
    environment = {
        **os.environ, "FIRSTBELL_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "firstbell.config.settings", "DATABASE_URL": "",
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
    }  # fmt: skip
    environment.pop("PYTEST_CURRENT_TEST", None)

    def start(piece: str) -> subprocess.Popen[str]:
        text = SCRIPT + piece.replace("LINES", str(LINES))
        return subprocess.Popen(
            [sys.executable, "-c", text], env=environment, stdout=subprocess.PIPE, text=True
        )

    return start


def finished(process) -> list[str]:
    out, _ = process.communicate(timeout=240)
    assert process.returncode == 0
    return out.split()


def kill_while(run, piece: str, times: int) -> int:
    """Kill the process at some moment of its work, again and again; how often it was still at it."""
    killed = 0
    for _ in range(times):
        process = run(piece)
        process.stdout.readline()
        time.sleep(random.uniform(0.02, 0.5))
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            killed += 1
        process.communicate()
    return killed


@pytest.mark.slow
def test_a_killed_import_goes_on_and_a_killed_undo_too(run):
    finished(run(PREPARE))
    assert kill_while(run, WORK, 6) >= 1
    state, live, tags, serials, rows, events, found, *_ = finished(run(LOOK))
    # Whatever was written was written whole: a thing, its identity, its history, its entry of the index and its line.
    assert live == tags == serials == rows == events == found
    finished(run(WORK))
    state, live, tags, serials, rows, events, found, announced, created, *_ = finished(run(LOOK))
    assert (state, {live, tags, serials, rows, events, found, created}) == ("applied", {str(LINES)})
    assert announced == "1"
    finished(run("undoing.undo(session(), by=by, at=at)"))
    kill_while(run, WORK, 4)
    finished(run(WORK))
    state, live, *_, undone, _ = finished(run(LOOK))
    assert (state, live, undone) == ("undone", "0", str(LINES))
