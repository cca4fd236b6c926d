"""Mails on their way to the server: one after another, each known again when it is sent twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from smtplib import SMTPRecipientsRefused
from typing import TypeVar

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

Row = TypeVar("Row")


def headers(key: str) -> dict[str, str]:
    """Of a mail that nobody wrote. The same when it is sent twice after a crash, so that mail programs show it once."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(">")
    return {"Auto-Submitted": "auto-generated", "Message-ID": f"<{key}@{domain}>"}


def refused(mail: EmailMessage) -> str:
    """Send it; the sentence says that the server will not have that address. A server that is away is raised."""
    try:
        mail.send()
    except SMTPRecipientsRefused as problem:
        return f"The mail server refuses that address: {problem}"[:300]
    return ""


def send_each(
    connection: BaseEmailBackend, rows: Iterable[Row], send: Callable[[Row], Exception | None]
) -> tuple[int, str]:
    """How many went, and what went wrong. A server that is away is asked once, not once a mail."""
    sent = 0
    try:
        for row in rows:
            problem = send(row)
            sent += problem is None
            if problem is not None and not isinstance(problem, SMTPRecipientsRefused):
                return sent, str(problem)[:200]
    finally:
        connection.close()
    return sent, ""
