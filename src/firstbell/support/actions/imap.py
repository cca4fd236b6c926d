"""A connection to a mail server: let in, asked, and listened to while it has nothing to say (RFC 2177)."""

from __future__ import annotations

import contextlib
import imaplib
import select
import socket
import ssl
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from firstbell.lib import oauth
from firstbell.platform.database.secrets import opened
from firstbell.support.actions import consenting
from firstbell.support.models import Consent, Mailbox
from firstbell.support.states import Security

TIMEOUT: Final = 30  # seconds for any answer of a server
_LONGEST_LINE: Final = 1_000_000
_TAG: Final = b"LISTEN"
# A connection that nobody speaks on is asked for after a minute, so that one that is gone is noticed.
_ALIVE: Final = (
    ("TCP_KEEPIDLE", 60),
    ("TCP_KEEPINTVL", 20),
    ("TCP_KEEPCNT", 3),
)


class _Listening(imaplib.IMAP4):
    """Reads into a buffer of its own: only so it is known whether a line is there already, or must be waited for."""

    _held: bytearray
    _of: socket.socket | None = None

    def _buffer(self) -> bytearray:
        """What came before a connection was sealed is nobody's word."""
        if self._of is not self.sock:
            self._held, self._of = bytearray(), self.sock
        return self._held

    def read(self, size: int) -> bytes:
        held = self._buffer()
        while len(held) < size:
            self._more()
        return self._cut(size)

    def readline(self) -> bytes:
        held, looked = self._buffer(), 0
        while (end := held.find(b"\n", looked)) < 0:
            looked = len(held)
            if looked > _LONGEST_LINE:
                raise self.error("The server sent a line without an end.")
            self._more()
        return self._cut(end + 1)

    def _cut(self, size: int) -> bytes:
        cut = bytes(self._held[:size])
        del self._held[:size]
        return cut

    def _more(self) -> None:
        got = self.sock.recv(1 << 16)
        if not got:
            raise self.abort("The server hung up.")
        self._held += got

    def can_listen(self) -> bool:
        return b"IDLE" in _offers(self)

    def had_news(self) -> bool:
        """Whether something came since this was asked last, and was said beside the answer to something else."""
        return bool(self.response("EXISTS")[1][-1])

    def listen(self) -> bool:
        """From here on the server says what comes; whether it has said so already."""
        self.send(_TAG + b" IDLE\r\n")
        news = False
        while not (line := self.readline()).startswith(b"+"):
            if line.startswith(_TAG):
                raise self.error("The server will not tell what comes.")
            news = self._is_news(line) or news
        return news

    def news(self, seconds: float, unless: socket.socket) -> bool:
        """Wait for it to say that something came, at most so long, and no longer than the other one is silent."""
        if not self._has_line() and not self._is_there(seconds, unless):
            return False
        news = False
        while self._has_line():
            news = self._is_news(self.readline()) or news
        return news

    def _has_line(self) -> bool:
        return b"\n" in self._buffer()

    def _is_there(self, seconds: float, unless: socket.socket) -> bool:
        waiting = isinstance(self.sock, ssl.SSLSocket) and self.sock.pending()
        if not waiting:
            ready, _, _ = select.select([self.sock, unless], [], [], max(0.0, seconds))
            if self.sock not in ready:
                return False
        self._more()
        return True

    def _is_news(self, line: bytes) -> bool:
        said = line.upper()
        if said.startswith(b"* BYE"):
            raise self.abort("The server said goodbye.")
        return said.startswith(b"* ") and said.rstrip().endswith((b" EXISTS", b" RECENT"))

    def stop_listening(self) -> None:
        self.send(b"DONE\r\n")
        while not self.readline().startswith(_TAG):
            pass


class _Sealed(_Listening, imaplib.IMAP4_SSL):
    pass


Server = _Listening


@contextlib.contextmanager
def connected(mailbox: Mailbox, *, at: datetime) -> Iterator[Server]:
    by_token = Consent.objects.filter(mailbox=mailbox).exists()
    token = consenting.token(mailbox, at=at) if by_token else ""
    server = _server(mailbox)
    try:
        _keep_alive(server.sock)
        if by_token:
            _show(server, mailbox.user, token)
        else:
            server.login(mailbox.user, opened(mailbox.password, f"The password of {mailbox}"))
        yield server
    finally:
        with contextlib.suppress(OSError, imaplib.IMAP4.error):
            server.logout()


def _show(server: Server, user: str, token: str) -> None:
    """As Microsoft and Google want it, or as the standard has it. What a server says to a no is answered with nothing."""
    known = b"AUTH=XOAUTH2" in _offers(server) or b"AUTH=OAUTHBEARER" not in _offers(server)
    makes = oauth.xoauth2 if known else oauth.oauthbearer
    words = iter([makes(user, token)])
    server.authenticate("XOAUTH2" if known else "OAUTHBEARER", lambda said: next(words, b""))


def _offers(server: Server) -> list[bytes]:
    _, told = server.capability()
    return b" ".join(one for one in told if isinstance(one, bytes)).upper().split()


def _server(mailbox: Mailbox) -> Server:
    trusted = ssl.create_default_context()
    if mailbox.security == Security.TLS:
        return _Sealed(mailbox.host, mailbox.port, ssl_context=trusted, timeout=TIMEOUT)
    server = _Listening(mailbox.host, mailbox.port, timeout=TIMEOUT)
    if mailbox.security == Security.STARTTLS:
        server.starttls(trusted)
    return server


def _keep_alive(sock: socket.socket) -> None:
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in _ALIVE:
        if hasattr(socket, name):
            sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
