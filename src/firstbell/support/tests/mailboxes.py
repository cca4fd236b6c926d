"""Mailboxes and mails for the tests."""

from __future__ import annotations

from typing import Any

from firstbell.lib import mails
from firstbell.lib.mails.tests.making import mail
from firstbell.support.actions import composing, fetching, receiving
from firstbell.support.actions.starting import team_of
from firstbell.support.models import Letter, Mailbox, RawMail


def mailbox(school: Any, at: Any, **words: Any) -> Mailbox:
    usual = {
        "team": team_of(school, None, at=at), "address": "help@hartley.example", "host": "127.0.0.1", "port": 1,
        "security": "none", "user": "help", "password": "secret", "created_at": at,
    }  # fmt: skip
    return Mailbox.objects.create(school=school, **{**usual, **words})


def comes(
    box: Mailbox, at: Any, body: str | bytes = "No sound in I2.", **headers: str | None
) -> RawMail:
    """A mail that is kept and read."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    kept = fetching.keep(box, mail(body, named), at=at)
    assert kept is not None
    return receiving.read(kept, at=at)


def sent(letter: Letter) -> mails.Message:
    """A letter as whoever gets it reads it."""
    return mails.read(composing.message_of(letter).message().as_bytes())
