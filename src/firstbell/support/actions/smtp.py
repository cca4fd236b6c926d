"""The server that a letter goes out by: the installation's own, or that of its mailbox, with a password or a token."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend

from firstbell.lib import oauth
from firstbell.platform.database.secrets import opened
from firstbell.support.actions import consenting
from firstbell.support.models import Consent, Mailbox
from firstbell.support.states import Security

TIMEOUT: Final = 20


class _ByToken(EmailBackend):
    def __init__(self, user: str, token: Callable[[], str], **where: object) -> None:
        super().__init__(username="", password="", **where)  # type: ignore[arg-type]
        self.user, self.token = user, token

    def open(self) -> bool | None:
        is_new = super().open()
        if is_new and self.connection is not None:
            words = iter([oauth.xoauth2(self.user, self.token()).decode()])
            try:
                self.connection.ehlo_or_helo_if_needed()  # else its no reads like a yes
                self.connection.auth("XOAUTH2", lambda said=None: next(words, ""))
            except Exception:
                self.close()
                raise
        return is_new


def key(mailbox: Mailbox | None) -> int | None:
    """The same for letters that go by the same server."""
    return mailbox.pk if mailbox and mailbox.smtp_host else None


def connection(mailbox: Mailbox | None, *, at: datetime) -> BaseEmailBackend:
    if mailbox is None or not mailbox.smtp_host:
        usual: BaseEmailBackend = get_connection()
        return usual
    where = {
        "host": mailbox.smtp_host, "port": mailbox.smtp_port, "timeout": TIMEOUT,
        "use_tls": mailbox.smtp_security == Security.STARTTLS, "use_ssl": mailbox.smtp_security == Security.TLS,
    }  # fmt: skip
    if Consent.objects.filter(mailbox=mailbox).exists():
        return _ByToken(mailbox.user, lambda: consenting.token(mailbox, at=at), **where)
    password = opened(mailbox.password, f"The password of {mailbox}")
    return EmailBackend(username=mailbox.user, password=password, **where)  # type: ignore[arg-type]
