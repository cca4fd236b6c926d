"""Enrolment keys: the secret in the address that a school's agents report to."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction

from firstbell.agents import events
from firstbell.agents.models import Key
from firstbell.lib.refusal import Conflict, Refusal
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import announce, changes_between
from firstbell.platform.database import bulk, together
from firstbell.platform.database.secrets import opened
from firstbell.platform.tenancy.models import School

_BASIC_USER = "agent"
# So that a busy morning does not write the key's row with every report.
_NOTE_USE_EVERY = timedelta(minutes=10)


def digest(secret: str) -> str:
    """Secrets are long and random, so that a plain digest says nothing of them."""
    return hashlib.sha256(secret.encode()).hexdigest()


def make(  # noqa: PLR0913 -- a row of facts
    school: School,
    *,
    label: str,
    by: Actor,
    at: datetime,
    approves: bool = False,
    expires_on: date | None = None,
    with_password: bool = False,
    client_certificate: bool = False,
) -> Key:
    """A new address for agents. Its secret is drawn here; nobody chooses one."""
    require(by, "agents.keys", school)
    label = " ".join(label.split())
    if not label:
        raise Refusal("Say where it is used.", fields={"label": "Needed"})
    if expires_on is not None and expires_on < at.date():
        raise Refusal("It would be over already.", fields={"expires_on": "In the past"})
    secret, password = secrets.token_urlsafe(24), secrets.token_urlsafe(12)
    key = Key(
        school=school, label=label, secret=secret, secret_hash=digest(secret), approves=approves, expires_on=expires_on,
        client_certificate=client_certificate, created_at=at,
    )  # fmt: skip
    if with_password:
        key.basic_user, key.basic_password = _BASIC_USER, password
        key.basic_hash = digest(password)
    try:
        with transaction.atomic():
            key.save()
            announce(events.KEY_MADE, key, by=by, at=at)
    except IntegrityError:
        raise Conflict(
            f"There is a key {label} already.", fields={"label": "There already"}
        ) from None
    return key


def change(
    key: Key, *, by: Actor, at: datetime, approves: bool, expires_on: date | None, version: int | None = None
) -> Key:  # fmt: skip
    """Whether its devices need approval, and how long it works."""
    require(by, "agents.keys", key)
    if key.revoked_at is not None:
        raise Conflict(f"{key} is revoked.")
    if expires_on is not None and expires_on != key.expires_on and expires_on < at.date():
        raise Refusal("It would be over already.", fields={"expires_on": "In the past"})
    key.version = version or key.version
    changes = changes_between(key, {"approves": approves, "expires_on": expires_on})
    if changes:
        key.approves, key.expires_on = approves, expires_on
        with transaction.atomic():
            key.bump("approves", "expires_on")
            announce(events.KEY_CHANGED, key, by=by, at=at, changes=changes)
    return key


def revoke(key: Key, *, by: Actor, at: datetime) -> None:
    """What reports to it is refused from now on; the devices stay."""
    require(by, "agents.keys", key)
    if key.revoked_at is not None:
        raise Conflict(f"{key} is revoked already.")
    with transaction.atomic():
        key.revoked_at = at
        key.bump("revoked_at")
        announce(events.KEY_REVOKED, key, by=by, at=at)


def show(key: Key, *, by: Actor, at: datetime) -> str:
    """The address of the key. That somebody looked is written down."""
    require(by, "agents.keys", key)
    address = address_of(key)
    with transaction.atomic():
        announce(events.KEY_SHOWN, key, by=by, at=at)
    return address


def address_of(key: Key) -> str:
    return f"{settings.BASE_URL}/agent/{opened(key.secret, 'The address of this key')}/"


_USED = "UPDATE agents_key SET used_count = used_count + %s, last_used_at = %s WHERE id = %s"


def note_use(key: Key, *, at: datetime, enrolled: int = 0) -> None:
    """Called with every report, and written when it says something new."""
    if not enrolled and key.last_used_at and at - key.last_used_at < _NOTE_USE_EVERY:
        return
    [moment] = bulk.stored(Key, ("last_used_at",), (at,))
    together.put(_USED, [enrolled, moment, key.pk])
    key.last_used_at = at
