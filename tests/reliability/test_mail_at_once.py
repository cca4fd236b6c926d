"""`firstbell serve` hears of a mail at once, hears again after the mail server was away, and ends cleanly."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from firstbell.lib.mails.tests.making import mail
from firstbell.support.tests.posting import DOVECOT, dovecot, free_port
from tests.reliability.school import School, database
from tests.reliability.test_killed_mail import FOUND, environment

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path(DOVECOT).exists(), reason="Dovecot is not installed"),
]
LISTENS = "SELECT count(*) FROM support_mailbox WHERE listens_until IS NOT NULL"


def waited(until: Callable[[], object], seconds: float = 60) -> float:
    began = time.monotonic()
    while not until():
        assert time.monotonic() - began < seconds
        time.sleep(0.02)  # another process is looked at
    return time.monotonic() - began


def has_tickets(school: School, wanted: int) -> bool:
    return school.rows("SELECT count(*) FROM support_ticket") == [(wanted,)]


def test_a_service_hears_of_mail_at_once_and_again_after_the_server_was_away(tmp_path):
    port = free_port()
    with database("firstbell_at_once") as url:
        school = School(tmp_path / "data", url)
        founding = FOUND.format(port=port, user="heard")
        subprocess.run([sys.executable, "-c", founding], env=environment(school), check=True)
        school.start()
        try:
            for number in range(2):
                with dovecot(port=port) as imap:
                    waited(lambda: school.rows(LISTENS) == [(1,)])
                    imap.put(mail(f"number {number}", {"Message-ID": f"<{number}@h>"}), "heard")
                    assert waited(partial(has_tickets, school, number + 1)) < 2
                waited(lambda: school.rows(LISTENS) == [(0,)])
            with dovecot(port=port):
                waited(lambda: school.rows(LISTENS) == [(1,)])
                school.server.terminate()
                assert school.server.wait(15) == 0
            assert school.rows(LISTENS) == [(0,)]
        finally:
            school.stop()
