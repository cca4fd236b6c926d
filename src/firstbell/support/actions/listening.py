"""Mailboxes whose servers tell at once what comes: one connection each, held as long as it stands, renewed before a
server ends it. Whatever is wrong with it, the mailbox is looked into as before.
"""

from __future__ import annotations

import imaplib
import logging
import socket
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from django.db import DatabaseError, connections

from firstbell.lib.refusal import Refusal
from firstbell.support.actions import fetching, imap, receiving
from firstbell.support.models import Mailbox

log = logging.getLogger("firstbell.support")
RENEW: Final = (
    9 * 60.0
)  # seconds; servers may end it after thirty minutes, and routers forget it earlier
BEAT: Final = 60.0  # how often it says that it still listens
LEASE: Final = timedelta(seconds=90)
BREATH: Final = 0.2  # between two looks, whatever a server says
ROUNDS: Final = 50  # of two hundred mails, before it listens again
LOOK_AROUND: Final = 10.0  # for mailboxes that are new, changed or no longer used
DEAF: Final = 15 * 60.0  # until a server that cannot tell is asked again
FIRST_WAIT, LONGEST_WAIT = 1.0, 5 * 60.0
Now = Callable[[], datetime]


class Bell:
    """Wakes whoever waits for a server, or for nothing at all."""

    def __init__(self) -> None:
        self._inner, self.outer = socket.socketpair()
        self._rung = threading.Event()

    @property
    def rung(self) -> bool:
        return self._rung.is_set()

    def ring(self) -> None:
        self._rung.set()
        self._inner.send(b"!")

    def wait(self, seconds: float) -> bool:
        return self._rung.wait(seconds)

    def put_away(self) -> None:
        self._inner.close()
        self.outer.close()


class Ear(threading.Thread):
    def __init__(self, mailbox: int, now: Now) -> None:
        super().__init__(name=f"mailbox {mailbox}", daemon=True)
        self.mailbox, self.now, self.bell = mailbox, now, Bell()

    def run(self) -> None:
        wait = FIRST_WAIT
        while not self.bell.rung:
            began = time.monotonic()
            pause = self._held()
            # One that stood for a while was a good one: the next is tried at once.
            wait = FIRST_WAIT if time.monotonic() - began > BEAT else min(wait * 2, LONGEST_WAIT)
            self.bell.wait(pause if pause else wait)
        self.bell.put_away()

    def _held(self) -> float:
        """How long to leave it alone now; 0 where that is for whoever tries again to know."""
        try:
            mailbox = Mailbox.objects.select_related("school", "team").get(pk=self.mailbox)
            return 0 if hold(mailbox, self.bell, self.now) else DEAF
        except (OSError, imaplib.IMAP4.error, Refusal) as problem:
            log.info("Mailbox %s is not listened to for now: %s", self.mailbox, problem)
        except (Mailbox.DoesNotExist, DatabaseError) as problem:
            log.warning("Mailbox %s is not listened to for now: %s", self.mailbox, problem)
        except Exception:
            log.exception("Mailbox %s is not listened to for now", self.mailbox)
        finally:
            connections.close_all()
        return 0


def hold(mailbox: Mailbox, bell: Bell, now: Now) -> bool:
    """Until the bell rings; raises when the connection is gone. False where the server cannot tell what comes."""
    try:
        with imap.connected(mailbox, at=now()) as server:
            if not server.can_listen():
                return False
            while True:
                _brought(mailbox, server, now)
                if bell.rung or _until_news(mailbox, server, bell, now):
                    return True
    finally:
        Mailbox.objects.filter(pk=mailbox.pk).update(listens_until=None)


def _brought(mailbox: Mailbox, server: imap.Server, now: Now) -> None:
    for _ in range(ROUNDS):
        came = fetching.bring(mailbox, server, at=now())
        receiving.read_waiting(at=now())
        if came < fetching.A_TIME and not server.had_news():
            return


def _until_news(mailbox: Mailbox, server: imap.Server, bell: Bell, now: Now) -> bool:
    """Whether it was the bell. Nothing that came while nobody listened is missed: the server says it first."""
    ends = time.monotonic() + RENEW
    news = server.listen()
    while not news and (left := ends - time.monotonic()) > 0 and not bell.rung:
        Mailbox.objects.filter(pk=mailbox.pk).update(listens_until=now() + LEASE)
        connections.close_all()
        news = server.news(min(BEAT, left), bell.outer)
    server.stop_listening()
    return bell.wait(BREATH if news else 0)


def listen(stop: threading.Event, now: Now) -> None:
    """An ear for each mailbox in use, for as long as the service runs; another one when it was changed."""
    ears: dict[tuple[int, int], Ear] = {}
    try:
        while True:
            wanted = set(Mailbox.objects.filter(enabled=True).values_list("pk", "version"))
            connections.close_all()
            for key in [key for key, ear in ears.items() if key not in wanted or not ear.is_alive()]:  # fmt: skip
                ears.pop(key).bell.ring()
            for key in wanted - ears.keys():
                ears[key] = Ear(key[0], now)
                ears[key].start()
            if stop.wait(LOOK_AROUND):
                return
    finally:
        _end(list(ears.values()))


def _end(ears: list[Ear]) -> None:
    for ear in ears:
        ear.bell.ring()
    for ear in ears:
        ear.join(3)
