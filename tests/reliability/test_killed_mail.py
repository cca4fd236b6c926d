"""A machine that dies while mail comes in: between the disk and the database, the database and the server, the server
and the ticket. Nothing is lost, and nothing is there twice; on SQLite and on PostgreSQL.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from firstbell.lib.mails.tests.making import mail
from firstbell.support.tests.posting import DOVECOT, PASSWORD, Dovecot, dovecot
from tests.reliability.school import School, database

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path(DOVECOT).exists(), reason="Dovecot is not installed"),
]
KILLS = int(os.environ.get("FIRSTBELL_KILLS", "10"))
SEED = 20_261_126
AT_ONCE = 6
# Where it dies: before or after one of these is called, for the first, second or third time.
POINTS = (
    "fetching:_to_disk", "fetching:keep", "fetching:_taken", "fetching:_note", "receiving:_placed", "hearing:opened",
    "hearing:add_files", "lettering:receipt", "receiving:_end", "indexing:put",
)  # fmt: skip

FOUND = f"""
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from firstbell.lib import clock
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.tenancy.actions import add_school
from firstbell.support.actions import starting
from firstbell.support.tests.mailboxes import mailbox
at = clock.now()
starting.start(at=at)
school = add_school("Hartley Vale School", by=system_actor(), at=at)
mailbox(school, at, port={{port}}, user="{{user}}", password="{PASSWORD}")
"""
WORKER = """
import os, signal, sys
import django
django.setup()
from firstbell.lib import clock
from firstbell.support import jobs
from firstbell.support.actions import fetching, hearing, indexing, lettering, receiving
where, when, which = sys.argv[1:]
if where != "nowhere":
    module, _, name = where.partition(":")
    module = {"fetching": fetching, "receiving": receiving, "hearing": hearing, "lettering": lettering, "indexing": indexing}[module]
    real, calls = getattr(module, name), iter(range(1, 1000))
    def dies(*words, **named):
        number = next(calls)
        if number == int(which) and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        answer = real(*words, **named)
        if number == int(which) and when == "after":
            os.kill(os.getpid(), signal.SIGKILL)
        return answer
    setattr(module, name, dies)
print("ready", flush=True)
jobs.fetch_mail(clock.now())
jobs.fetch_mail(clock.now())
"""


@pytest.fixture(scope="module")
def imap() -> Iterator[Dovecot]:
    with dovecot() as server:
        yield server


@pytest.fixture
def school(tmp_path: Path) -> Iterator[School]:
    with database("firstbell_mail") as url:
        yield School(tmp_path / "data", url)


def environment(school: School) -> dict[str, str]:
    return {**school.environment(), "DJANGO_SETTINGS_MODULE": "firstbell.config.settings"}


def works(school: School, *words: str, moment: float = 0) -> int:
    """A worker that dies where it is told to, or at some moment, or ends; with which code."""
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, *words], env=environment(school), stdout=subprocess.PIPE
    )
    assert worker.stdout is not None
    assert worker.stdout.readline() == b"ready\n"
    if moment:
        time.sleep(moment)  # the moment is the test
        worker.send_signal(signal.SIGKILL)
    code = worker.wait(60)
    worker.stdout.close()
    return code


def test_a_machine_that_dies_again_and_again_loses_no_mail_and_doubles_none(imap, school):
    chance, user = random.Random(SEED), f"killed{os.getpid()}"
    founding = FOUND.format(port=imap.port, user=user)
    subprocess.run([sys.executable, "-c", founding], env=environment(school), check=True)
    wanted, died = 0, 0
    for number in range(KILLS):
        for _ in range(AT_ONCE):
            words = {"Message-ID": f"<{wanted}@h>", "From": f"p{wanted}@hartley.example"}
            imap.put(mail(f"number {wanted}", words), user)
            wanted += 1
        if number % 4 == 3:
            died += works(school, "nowhere", "", "0", moment=chance.uniform(0.02, 0.4)) < 0
        else:
            where, when = POINTS[number % len(POINTS)], chance.choice(("before", "after"))
            died += works(school, where, when, str(chance.randint(1, 3))) < 0
    assert works(school, "nowhere", "", "0") == 0

    assert died > KILLS * 0.6
    for table, what, count in (
        ("support_rawmail WHERE state = 'read'", "same", wanted),
        ("support_rawmail", "digest", wanted),
        ("support_ticket", "requester_email", wanted),
        ("support_entry", "ticket_id", wanted),
        ("support_letter", "ticket_id", wanted),
    ):
        assert school.rows(f"SELECT count(*), count(DISTINCT {what}) FROM {table}") == [(count, count)], table  # fmt: skip
    assert imap.count(user) == 0
