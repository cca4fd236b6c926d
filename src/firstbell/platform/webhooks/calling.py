"""One call to another system: signed, to a checked address, without redirects, bounded in time and size."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import socket
import ssl
import threading
import time
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import SplitResult

from django.conf import settings

from firstbell.platform.webhooks import addresses
from firstbell.platform.webhooks.addresses import Unreachable

_LARGEST = 64 * 1024
_KEPT = 500


@dataclass(frozen=True, slots=True)
class Answer:
    """`status` is None where nobody answered; `text` then says why."""

    status: int | None
    text: str
    took_ms: int

    @property
    def is_taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def signature(secret: str, body: bytes, moment: int) -> str:
    """`t=<seconds>,v1=<hex>`: HMAC-SHA256 of the seconds, a dot and the body. Old ones can be refused by `t`."""
    signed = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={signed}"


def call(url: str, body: bytes, headers: dict[str, str]) -> Answer:
    began = time.monotonic()
    try:
        status, text = _call(addresses.read(url), body, headers)
    except Unreachable as problem:
        status, text = None, str(problem)
    except (OSError, HTTPException) as problem:
        status, text = None, _in_words(problem)
    return Answer(status, text[:_KEPT], int(1000 * (time.monotonic() - began)))


def _in_words(problem: Exception) -> str:
    if isinstance(problem, TimeoutError):
        return "No answer in time"
    if isinstance(problem, ssl.SSLCertVerificationError):
        return f"Its certificate is not trusted: {problem.verify_message}"
    return str(problem) or type(problem).__name__


def _call(parts: SplitResult, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
    host = str(parts.hostname)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    connection = _connection(parts.scheme, host, port, str(addresses.resolve(host, port)))
    connection.connect()
    # Each byte may come just in time; the whole of it may not take for ever.
    watch = threading.Timer(2 * settings.WEBHOOK_SECONDS, _cut, [connection.sock])
    watch.daemon = True
    watch.start()
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", path, body=body, headers=headers)
        answer = connection.getresponse()
        text = answer.read(_LARGEST).decode("utf-8", "replace").replace("\x00", "")
        if 300 <= answer.status < 400:
            text = f"It answered with a redirect to {answer.headers.get('Location', 'nowhere')}, which is not followed"
        return answer.status, text
    finally:
        watch.cancel()
        connection.close()


def _connection(scheme: str, host: str, port: int, address: str) -> HTTPConnection:
    made: HTTPConnection = (
        HTTPSConnection(host, port, context=ssl.create_default_context())
        if scheme == "https"
        else HTTPConnection(host, port)
    )
    made.timeout = settings.WEBHOOK_SECONDS

    def connect(*args: Any, **kwargs: Any) -> socket.socket:
        return socket.create_connection((address, port), timeout=settings.WEBHOOK_SECONDS)

    # The host's name stays in the Host header and in the certificate check; the line goes to the checked address.
    made._create_connection = connect  # type: ignore[attr-defined]
    return made


def _cut(line: socket.socket) -> None:
    with contextlib.suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
