"""Mail that is seen as soon as it comes, from a real Dovecot; and servers that are deaf, mute or gone."""

from __future__ import annotations

import imaplib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import pytest

from firstbell.lib.mails.tests.making import mail
from firstbell.support import jobs
from firstbell.support.actions import imap, listening
from firstbell.support.models import Mailbox, Ticket
from firstbell.support.tests.mailboxes import mailbox
from firstbell.support.tests.posting import DOVECOT, PASSWORD, Dovecot, dovecot

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not Path(DOVECOT).exists(), reason="Dovecot is not installed"),
]


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    with dovecot() as running:
        yield running


@pytest.fixture(autouse=True)
def disk(settings, tmp_path):
    settings.DATA = tmp_path


@pytest.fixture
def box(server, hartley, started, moment, request) -> Mailbox:
    user = sha256(request.node.name.encode()).hexdigest()[:20]
    return mailbox(hartley, moment, port=server.port, user=user, password=PASSWORD)


@contextmanager
def meanwhile(does: Callable[[], None]) -> Iterator[listening.Bell]:
    """Rings when it has been done, or failed; what failed is raised here."""
    bell, failed = listening.Bell(), []

    def run() -> None:
        try:
            does()
        except BaseException as problem:
            failed.append(problem)
        finally:
            bell.ring()

    other = threading.Thread(target=run)
    other.start()
    try:
        yield bell
    finally:
        other.join(60)
    if failed:
        raise failed[0]


def gone(server: Dovecot, user: str, within: float = 20) -> float:
    """How long it took until every mail was brought from there."""
    began = time.monotonic()
    while server.count(user):
        assert time.monotonic() - began < within
        time.sleep(0.02)  # another machine is looked at
    return time.monotonic() - began


def test_a_mail_is_seen_within_two_seconds_and_the_next_ones_too(server, box, moment):
    took = []

    def write() -> None:
        for number in range(5):
            server.put(mail(f"number {number}", {"Message-ID": f"<{number}@h>"}), box.user)
            took.append(gone(server, box.user))

    with meanwhile(write) as bell:
        assert listening.hold(box, bell, lambda: moment)

    assert Ticket.objects.count() == 5
    assert max(took) < 2, took
    box.refresh_from_db()
    assert (box.listens_until, box.looked_at, box.problem) == (None, moment, "")


def test_a_connection_is_renewed_and_still_hears(server, box, moment, monkeypatch):
    monkeypatch.setattr(listening, "RENEW", 0.05)
    begun = []
    listen = imap.Server.listen
    monkeypatch.setattr(imap.Server, "listen", lambda self: begun.append(1) or listen(self))

    def write() -> None:
        while len(begun) < 10:
            time.sleep(0.02)
        server.put(mail("late"), box.user)
        assert gone(server, box.user) < 2

    with meanwhile(write) as bell:
        assert listening.hold(box, bell, lambda: moment)
    assert Ticket.objects.count() == 1


def test_a_mailbox_that_is_listened_to_is_looked_into_every_two_minutes_only(box, moment):
    Mailbox.objects.update(listens_until=moment + listening.LEASE, looked_at=moment, port=1)
    assert jobs.fetch_mail(moment) is None

    Mailbox.objects.update(looked_at=moment - jobs.LISTENED)
    assert "could not be read" in jobs.fetch_mail(moment)
    Mailbox.objects.update(listens_until=moment, looked_at=moment)
    assert "could not be read" in jobs.fetch_mail(moment)


def test_a_server_that_cannot_tell_is_looked_into_as_before(hartley, started, moment):
    with dovecot("imap_capability = IMAP4rev1\n") as plain, meanwhile(lambda: None) as bell:
        box = mailbox(hartley, moment, port=plain.port, user="plain", password=PASSWORD)
        assert not listening.hold(box, bell, lambda: moment)

        plain.put(mail("by looking"), "plain")
        jobs.fetch_mail(moment)
    assert Ticket.objects.count() == 1


def test_a_server_that_dies_is_noticed_at_once(hartley, started, moment):
    with dovecot() as dying:
        box = mailbox(hartley, moment, port=dying.port, user="dying", password=PASSWORD)

        def end() -> None:
            dying.put(mail("before"), "dying")
            gone(dying, "dying")
            dying.die()
            time.sleep(1)  # whoever does not notice is still listening when the bell rings

        with pytest.raises((OSError, imaplib.IMAP4.error)), meanwhile(end) as bell:
            listening.hold(box, bell, lambda: moment)
    assert Ticket.objects.count() == 1
    assert Mailbox.objects.get().listens_until is None


@contextmanager
def mute(*, from_: bytes) -> Iterator[int]:
    """A server that answers everything until it is asked this, and from then on nothing at all."""
    listener = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        there, _ = listener.accept()
        with there, there.makefile("rb") as lines:
            if from_:
                there.sendall(b"* OK ready\r\n")
            silent = not from_
            for line in lines:
                tag, _, said = line.rstrip().partition(b" ")
                silent = silent or said.startswith(from_) or tag == from_
                if not silent:
                    there.sendall(_SAYS.get(said.split()[0], b"") % tag)

    talking = threading.Thread(target=answer, daemon=True)
    talking.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.close()
        talking.join(5)


_OK = b"%s OK done\r\n"
_SAYS = {
    b"CAPABILITY": b"* CAPABILITY IMAP4rev1 IDLE\r\n" + _OK, b"LOGIN": _OK, b"LOGOUT": b"* BYE\r\n" + _OK,
    b"SELECT": b"* 0 EXISTS\r\n* OK [UIDVALIDITY 1] x\r\n" + _OK, b"UID": b"* SEARCH\r\n" + _OK, b"EXPUNGE": _OK,
    b"IDLE": b"+ listening, %s\r\n",
}  # fmt: skip


@pytest.mark.parametrize("asked", [b"", b"LOGIN", b"IDLE", b"DONE"])
def test_a_server_that_says_nothing_is_given_up(hartley, started, moment, monkeypatch, asked):
    monkeypatch.setattr(imap, "TIMEOUT", 0.3)
    monkeypatch.setattr(listening, "RENEW", 0.1)
    with mute(from_=asked) as port:
        box = mailbox(hartley, moment, port=port)
        bell = listening.Bell()
        with pytest.raises((OSError, imaplib.IMAP4.error)):
            listening.hold(box, bell, lambda: moment)
    assert Mailbox.objects.get().listens_until is None


def test_words_that_a_server_said_before_the_line_was_sealed_are_forgotten():
    ours, theirs = socket.socketpair()
    other, _ = socket.socketpair()
    line = imap.Server.__new__(imap.Server)
    line.sock = ours
    theirs.sendall(b"* OK ready\r\n* 7 EXISTS\r\n")
    assert line.readline() == b"* OK ready\r\n"

    line.sock = other
    assert not line._has_line()
