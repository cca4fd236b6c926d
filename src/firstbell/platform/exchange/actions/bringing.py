"""A file arrives: kept, then read in the background, then understood as well as can be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from firstbell.lib.refusal import NotAllowed, Refusal
from firstbell.lib.sheets import Unreadable
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import can, require
from firstbell.platform.exchange import files, rows, sheets, understanding
from firstbell.platform.exchange.actions.stages import may, send_off, step
from firstbell.platform.exchange.models import ImportProfile, ImportSession
from firstbell.platform.exchange.states import WORKING, State
from firstbell.platform.tenancy.models import School

# A file may be read anew until something of it has been brought in.
READABLE = (State.MAPPING, State.CHECKED, State.FAILED)


def bring(  # noqa: PLR0913 -- a row of facts
    school: School, *, sheet: str | ImportProfile, name: str, content: Iterable[bytes], by: Actor, at: datetime,
    fill: Mapping[str, str] | None = None, policies: Mapping[str, str] | None = None,
) -> ImportSession:  # fmt: skip
    """Keep the file and begin to read it, as a profile says; without a sheet, its headings will tell which it is.

    `fill` is what holds for every line that says nothing itself; `policies` answers questions of the sheet beforehand.
    """
    require(by, "exchange.import", school)
    profile = sheet if isinstance(sheet, ImportProfile) else None
    sheet = sheet.sheet if isinstance(sheet, ImportProfile) else sheet
    offered = [
        one.name
        for one in sheets.all_sheets()
        if sheet in ("", one.name) and can(by, one.permission, school)
    ]
    if not offered:
        raise NotAllowed("You may not bring in lists of this kind here.")
    digest, size = files.keep(content)
    if not size:
        raise Refusal("That file is empty.", fields={"file": "Empty"})
    clean = "".join(letter for letter in name if letter.isprintable()).strip()[-200:] or "A file"
    with transaction.atomic():
        session = ImportSession.objects.create(
            school=school, sheet=offered[0], choices={"sheets": offered} if not sheet else {}, name=clean, digest=digest, size=size, account_id=by.account_id,
            actor_name=by.name, profile=profile, created_at=at, policies=dict(policies or {}),
            fill={key: {"value": text, "always": False} for key, text in (fill or {}).items()},
        )  # fmt: skip
        send_off(session, "exchange.read", "Read", by=by, at=at)
    return session


@dataclass(frozen=True)
class OwnTable:
    """A table that a room made itself: its columns are the fields, in the order of the headings."""

    sheet: str
    name: str
    headings: Sequence[str]
    content: Iterable[bytes]
    policies: Mapping[str, str]


def take(school: School, table: OwnTable, *, by: Actor, at: datetime) -> ImportSession:
    """Nothing of it needs to be settled; whoever made it has it checked."""
    require(by, "exchange.import", school)
    require(by, sheets.named(table.sheet).permission, school)
    digest, size = files.keep(table.content)
    reading = {"headers": list(table.headings), "notes": [], "columns": [], "estimate": 0}
    made: ImportSession = ImportSession.objects.create(
        school=school, sheet=table.sheet, name=table.name[-200:], digest=digest, size=size, account_id=by.account_id,
        actor_name=by.name, state=State.CHECKING, reading=reading, policies=dict(table.policies),
        mapping={str(at): key for at, key in enumerate(table.headings)}, created_at=at,
        choices={"encoding": "utf-8-sig", "delimiter": ",", "header_line": 1},
    )  # fmt: skip
    return made


def read_again(
    session: ImportSession, *, choices: Mapping[str, Any], by: Actor, at: datetime, sheet: str = ""
) -> None:
    """The person knows better what is in it, or its encoding, separator, worksheet or line of headings."""
    may(session, by)
    if sheet and sheet != session.sheet:
        require(by, sheets.named(sheet).permission, session)
        session.sheet, session.match, session.fill, session.policies = sheet, "", {}, {}
    kept = {name: value for name, value in choices.items() if value not in (None, "")}
    with transaction.atomic():
        step(
            session, State.UPLOADED, of=READABLE, choices=kept, date_order="", problem="", sheet=session.sheet,
            match=session.match, fill=session.fill, policies=session.policies,
        )  # fmt: skip
        send_off(session, "exchange.read", "Read", by=by, at=at)


def read(session: ImportSession) -> str:
    """The background part of it; a file that cannot be read is a verdict, not an accident."""
    if session.state != State.UPLOADED:
        return "Read already"
    try:
        _turn(session)
        understanding.tell_sheet(session)
        understanding.understand(session, understanding.open_file(session))
    except Unreadable as unreadable:
        session.state, session.problem = State.FAILED, unreadable.sentence
        session.bump("state", "problem")
        return unreadable.sentence
    session.state = State.MAPPING
    session.bump(
        "state", "sheet", "choices", "reading", "mapping", "fill", "mode", "match", "date_order", "policies", "digest",
    )  # fmt: skip
    return f"{len(session.reading['headers'])} columns"


def _turn(session: ImportSession) -> None:
    """A file that is no table becomes one, where a sheet knows how; from then on, the table is the file."""
    offered = session.choices.get("sheets") or [session.sheet]
    path, unread = files.path_of(session.digest), None
    for one in map(sheets.named, offered):
        try:
            turned = one.turn and one.turn(path, session.school, session.created_at)
        except Unreadable as unreadable:
            # A calendar without lessons may still be one of events.
            unread = unread or unreadable
            continue
        if turned:
            session.digest, _ = files.keep(turned.content)
            session.sheet = one.name
            session.choices = {"encoding": "utf-8-sig", "delimiter": ",", "header_line": 1}
            session.reading = {"turned": list(turned.notes)}
            return
    if unread is not None:
        raise unread


def throw_away(session: ImportSession, *, by: Actor) -> None:
    """A file that brought nothing in leaves no trace; one that did is history."""
    may(session, by)
    if session.state in WORKING or session.applied_at:
        raise Refusal(f"{session} is in use or was brought in: undo it instead.")
    rows.forget(session)
    session.delete()
