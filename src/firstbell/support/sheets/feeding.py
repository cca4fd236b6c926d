"""What Spiceworks and Freshdesk write as JSON becomes the table that the sheet reads: a line a ticket, a line a comment."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from firstbell.lib.sheets import Unreadable, guard_formula
from firstbell.platform.exchange.sheets import Turned
from firstbell.platform.tenancy.models import School

MOST_BYTES = 500 * 1024 * 1024
HEADINGS = (
    "Number", "What", "Description", "Status", "About", "Kind", "Owner", "For", "Their address", "Raised", "Solved", "Closed",
    "Last changed", "Minutes", "Old system", "Said", "Said on", "Said by", "Read by the requester",
)  # fmt: skip
_STATES = {
    2: "Open",
    3: "Pending",
    4: "Resolved",
    5: "Closed",
    6: "Waiting on customer",
    7: "Waiting on third party",
}
_TALK = ("comments", "notes", "conversations", "helpdesk_notes", "replies")


def turn(path: Path, _school: School, _at: datetime) -> Turned | None:
    """None where it is no JSON with tickets in it."""
    with path.open("rb") as file:
        head = file.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")
    if head[:1] not in (b"{", b"["):
        return None
    if path.stat().st_size > MOST_BYTES:
        raise Unreadable(
            "That export is larger than 500 MB. Take it away a year at a time.", "too_large"
        )
    try:
        content = json.loads(path.read_bytes().decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise Unreadable(
            "That file begins like JSON and does not end like it: take it away again.", "broken"
        ) from None
    tickets = [_plain(one) for one in _tickets(content)]
    if not any(_first(one, "summary", "subject", "title") for one in tickets):
        return None
    said = sum(len(_talk(one)) for one in tickets)
    note = f"It is an export in JSON: {len(tickets):,} tickets with {said:,} comments."
    return Turned(_written(tickets, _people(content)), (note,))


def _tickets(content: Any) -> Iterable[Any]:
    if isinstance(content, list):
        return content
    for name in ("tickets", "helpdesk_tickets", "helpdesk-tickets", "results", "data"):
        if isinstance(content.get(name), list):
            found: list[Any] = content[name]
            return found
    return ()


def _plain(one: Any) -> Mapping[str, Any]:
    """Some wrap each in a name: {"helpdesk_ticket": {…}}."""
    if isinstance(one, dict) and len(one) == 1:
        [inside] = one.values()
        one = inside if isinstance(inside, dict) else one
    return one if isinstance(one, dict) else {}


def _people(content: Any) -> dict[str, tuple[str, str]]:
    """Name and address by the key that tickets have for somebody."""
    users = content.get("users") if isinstance(content, dict) else None
    found = {}
    for user in map(_plain, users or ()):
        name = (
            _first(user, "name", "full_name")
            or f"{user.get('first_name') or ''} {user.get('last_name') or ''}".strip()
        )
        found[str(user.get("id") or user.get("import_id"))] = (name, str(user.get("email") or ""))
    return found


def _first(row: Mapping[str, Any], *names: str) -> str:
    for name in names:
        value = row.get(name)
        if value not in (None, "", [], {}) and not isinstance(value, (dict, list)):
            return str(value)
    return ""


def _who(
    row: Mapping[str, Any], people: Mapping[str, tuple[str, str]], *names: str
) -> tuple[str, str]:
    """Somebody as a mapping, as a key, as an address or as a name."""
    for name in names:
        value = row.get(name)
        if isinstance(value, dict):
            full = (
                _first(value, "name", "full_name")
                or f"{_first(value, 'first_name')} {_first(value, 'last_name')}".strip()
            )
            return full, _first(value, "email")
        if value not in (None, ""):
            found = people.get(str(value))
            if found:
                return found
            return ("", str(value)) if "@" in str(value) else (str(value), "")
    return "", ""


def _talk(ticket: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [
        _plain(one) for name in _TALK for one in ticket.get(name) or () if isinstance(one, dict)
    ]


def _state(row: Mapping[str, Any]) -> str:
    value = row.get("status_name") or row.get("status")
    return _STATES.get(value, str(value)) if isinstance(value, int) else str(value or "")


def _written(
    tickets: Iterable[Mapping[str, Any]], people: Mapping[str, tuple[str, str]]
) -> Iterator[bytes]:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADINGS)
    for ticket in tickets:
        for row in _lines(ticket, people):
            writer.writerow([guard_formula(str(cell).replace("\0", "")) for cell in row])
        if out.tell() > 1 << 16:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()


def _lines(ticket: Mapping[str, Any], people: Mapping[str, tuple[str, str]]) -> Iterator[list[str]]:
    number = _first(ticket, "display_id", "num", "ticket_number", "number", "id", "import_id")
    is_fresh = "display_id" in ticket or "helpdesk_notes" in ticket or "responder_id" in ticket
    system = "Freshdesk" if is_fresh else "Spiceworks"
    name, email = _who(
        ticket,
        people,
        "requester",
        "creator",
        "created_by",
        "requester_name",
        "requester_id",
        "email",
    )
    owner = _who(
        ticket, people, "responder", "assignee", "assigned_to", "responder_name", "responder_id"
    )
    stats = ticket.get("stats") if isinstance(ticket.get("stats"), dict) else {}
    assert isinstance(stats, dict)  # noqa: S101 -- as the line above says
    yield [
        number, _first(ticket, "subject", "summary", "title"), _first(ticket, "description_text", "description", "body"),
        _state(ticket), _first(ticket, "category"), _first(ticket, "type", "ticket_type"), owner[0] or owner[1], name, email,
        _first(ticket, "created_at", "created_on"), _first(stats, "resolved_at") or _first(ticket, "resolved_at"),
        _first(stats, "closed_at") or _first(ticket, "closed_at", "closed_on"), _first(ticket, "updated_at"),
        _first(ticket, "time_spent_minutes"), system, "", "", "", "",
    ]  # fmt: skip
    for one in _talk(ticket):
        said = _first(one, "body_text", "body", "comment")
        if said:
            by = _who(
                one, people, "user", "creator", "author", "created_by", "user_id", "from_email"
            )
            yield [
                number,
                *[""] * 13,
                system,
                said,
                _first(one, "created_at", "created_on"),
                by[0] or by[1],
                _read_by(one),
            ]


def _read_by(comment: Mapping[str, Any]) -> str:
    hidden = (
        comment.get("private") is True
        or comment.get("is_public") is False
        or comment.get("public") is False
    )
    return "private" if hidden else "public"
