"""A mail from the moment an SMTP server has accepted it until its ticket stands in the queue: all of it real.

A mail server of the tests takes the mail and hands it to Dovecot's own delivery before it says yes; `firstbell serve`
hears of it over IMAP; the page of the queue is asked for until the ticket is on it.
"""

from __future__ import annotations

import logging
import smtplib
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from typing import Any
from zlib import crc32

from aiosmtpd.controller import Controller

from bench.table import Table
from firstbell.support.tests.posting import DOVECOT, PASSWORD, Dovecot, dovecot, free_port
from tests.reliability.school import School, database

ONE_BY_ONE, AT_ONCE, USER = 20, 100, "help"
DELIVER = "/usr/lib/dovecot/dovecot-lda"
WHAT, LATER = "SMTP accept to visible in the queue", 60
FOUNDING = f"""
import django
django.setup()
from firstbell.lib import clock
from firstbell.platform.tenancy.models import School
from firstbell.support.actions import starting
from firstbell.support.tests.mailboxes import mailbox
starting.start(at=clock.now())
mailbox(School.objects.get(), clock.now(), port={{port}}, user="{USER}", password="{PASSWORD}")
"""


def measure(table: Table) -> None:
    if not (Path(DOVECOT).exists() and Path(DELIVER).exists()):
        table.add(WHAT, "left out: Dovecot is not installed (apt-get install dovecot-imapd)")
        return
    with tempfile.TemporaryDirectory() as folder, database("firstbell_arrival") as url:
        school = School(Path(folder) / "data", url)
        school.found()
        port = free_port()
        env = {**school.environment(), "DJANGO_SETTINGS_MODULE": "firstbell.config.settings"}
        subprocess.run([sys.executable, "-c", FOUNDING.format(port=port)], env=env, check=True)
        with dovecot(port=port) as imap, _smtp(imap) as smtp:
            school.start()
            try:
                _ready(school)
                _one_by_one(table, school, smtp)
                _at_once(table, school, smtp)
            finally:
                school.stop()


def _one_by_one(table: Table, school: School, smtp: int) -> None:
    took = []
    for number in range(ONE_BY_ONE):
        words = f"The board hums, number {number}."
        _send(smtp, words)
        accepted = time.monotonic()
        _until(lambda words=words: words in _queue(school))
        took.append(time.monotonic() - accepted)
    figure = f"{median(took):.2f} s, the slowest of {ONE_BY_ONE} {max(took):.2f} s"
    table.add(WHAT, figure, "≤ 2 s", met=max(took) <= 2)


def _at_once(table: Table, school: School, smtp: int) -> None:
    for number in range(AT_ONCE):
        _send(smtp, f"All at once, number {number}.")
    accepted = time.monotonic()
    wanted = [(ONE_BY_ONE + AT_ONCE,)]
    _until(lambda: school.rows("SELECT count(*) FROM support_ticket") == wanted)
    table.add(f"the last of {AT_ONCE} that came at once", f"{time.monotonic() - accepted:.1f} s")


def _ready(school: School) -> None:
    """It listens, and the pages of it were asked for once."""
    heard = "SELECT count(*) FROM support_mailbox WHERE listens_until IS NOT NULL"
    _until(lambda: school.rows(heard) == [(1,)])
    school.sign_in()
    _queue(school)


def _queue(school: School) -> str:
    connection = HTTPConnection("localhost", school.port, timeout=60)
    try:
        jar = "; ".join(f"{name}={value}" for name, value in school.cookies.items())
        connection.request("GET", "/tickets/", headers={"Cookie": jar})
        answer = connection.getresponse()
        if answer.status != 200:
            raise AssertionError(answer.status)
        return answer.read().decode()
    finally:
        connection.close()


def _until(so: Callable[[], object]) -> None:
    began = time.monotonic()
    while not so():
        if time.monotonic() - began > LATER:
            raise AssertionError(f"Not within {LATER} s")
        time.sleep(0.01)  # another process is looked at


def _send(port: int, words: str) -> None:
    letter = EmailMessage()
    name = crc32(words.encode())
    letter["From"], letter["To"] = f"p{name}@hartley.example", "help@hartley.example"
    letter["Subject"], letter["Message-ID"] = words, f"<{name}@hartley.example>"
    letter.set_content(words)
    with smtplib.SMTP("127.0.0.1", port, timeout=30) as server:
        server.send_message(letter)


class _Delivers:
    def __init__(self, imap: Dovecot) -> None:
        self.conf = str(imap.folder / "dovecot.conf")

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 -- the server's own name
        """Accepted is what lies in the mailbox, as with a school's own server."""
        done = subprocess.run(
            [DELIVER, "-c", self.conf, "-d", USER], input=envelope.content, check=False, capture_output=True
        )  # fmt: skip
        return "250 OK" if done.returncode == 0 else f"451 {done.stderr.decode()[:200]}"


@contextmanager
def _smtp(imap: Dovecot) -> Iterator[int]:
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    server = Controller(_Delivers(imap), hostname="127.0.0.1", port=free_port())
    server.start()
    try:
        yield int(server.port)
    finally:
        server.stop()
