"""A file arrives: kept, then read in the background, then understood as well as can be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from firstbell.lib.refusal import Refusal
from firstbell.lib.sheets import Unreadable
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.exchange import files, rows, sheets, understanding
from firstbell.platform.exchange.actions.stages import may, send_off, step
from firstbell.platform.exchange.models import ImportSession
from firstbell.platform.exchange.states import WORKING, State
from firstbell.platform.tenancy.models import School

# A file may be read anew until something of it has been brought in.
READABLE = (State.MAPPING, State.CHECKED, State.FAILED)


def bring(
    school: School, *, sheet: str, name: str, content: Iterable[bytes], by: Actor, at: datetime
) -> ImportSession:
    """Keep the file and begin to read it."""
    require(by, "exchange.import", school)
    require(by, sheets.named(sheet).permission, school)
    digest, size = files.keep(content)
    if not size:
        raise Refusal("That file is empty.", fields={"file": "Empty"})
    clean = "".join(letter for letter in name if letter.isprintable()).strip()[-200:] or "A file"
    with transaction.atomic():
        session = ImportSession.objects.create(
            school=school, sheet=sheet, name=clean, digest=digest, size=size, account_id=by.account_id,
            actor_name=by.name, created_at=at,
        )  # fmt: skip
        send_off(session, "exchange.read", "Read", by=by, at=at)
    return session


def read_again(session: ImportSession, *, choices: Mapping[str, Any], by: Actor, at: datetime) -> None:
    """The person knows better which encoding, separator, sheet or line of headings it is."""
    may(session, by)
    kept = {name: value for name, value in choices.items() if value not in (None, "")}
    with transaction.atomic():
        step(session, State.UPLOADED, of=READABLE, choices=kept, date_order="", problem="")
        send_off(session, "exchange.read", "Read", by=by, at=at)


def read(session: ImportSession) -> str:
    """The background part of it; a file that cannot be read is a verdict, not an accident."""
    if session.state != State.UPLOADED:
        return "Read already"
    try:
        understanding.understand(session, understanding.open_file(session))
    except Unreadable as unreadable:
        session.state, session.problem = State.FAILED, unreadable.sentence
        session.bump("state", "problem")
        return unreadable.sentence
    session.state = State.MAPPING
    session.bump(
        "state", "reading", "mapping", "fill", "mode", "match", "date_order", "policies",
    )  # fmt: skip
    return f"{len(session.reading['headers'])} columns"


def throw_away(session: ImportSession, *, by: Actor) -> None:
    """A file that brought nothing in leaves no trace; one that did is history."""
    may(session, by)
    if session.state in WORKING or session.applied_at:
        raise Refusal(f"{session} is in use or was brought in: undo it instead.")
    rows.forget(session)
    session.delete()
