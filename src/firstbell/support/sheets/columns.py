"""The fields of the sheet of old tickets, and the headings that other helpdesks have for them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from firstbell.lib.parsing import Unclear, shown
from firstbell.platform.exchange.own_fields import own_columns
from firstbell.platform.exchange.sheets import Column, Match, Policy
from firstbell.support.states import EntryKind, Kind, Source

TICKET = "support.ticket"
C = Column
_WHAT, _WHO, _WHEN, _SAID = "The ticket", "Who and where", "When", "What was said on it"

_KINDS = {
    Kind.FAULT: ("fault", "incident", "problem", "issue", "break/fix", "bug", "something is broken"),
    Kind.REQUEST: ("request", "service request", "feature request", "task", "order", "something is wanted"),
    Kind.QUESTION: ("question", "how to", "query", "enquiry", "a question"),
    Kind.CHANGE: ("change", "project", "a change"),
    Kind.PROACTIVE: ("proactive", "maintenance", "alert", "found before anybody noticed"),
}  # fmt: skip
_SOURCES = {
    Source.MAIL: ("email", "e-mail", "mail", "by email"), Source.PHONE: ("phone", "call", "by phone"),
    Source.WALK_IN: ("walk in", "walk-in", "in person", "at the door"), Source.CORRIDOR: ("in the corridor",),
    Source.API: ("api", "by api"), Source.LABEL: ("from a label",), Source.MINE: ("from their own equipment",),
}  # fmt: skip
_SPENT = re.compile(
    r"(?:(\d+)\s*h(?:ours?|rs?)?)?\s*(?:(\d+)\s*m(?:in(?:ute)?s?)?)?", re.IGNORECASE
)
_CLOCK = re.compile(r"(\d{1,4}):(\d{2})(?::\d{2})?")


def kind_of(text: str) -> str:
    """What nobody has a word for is something that is broken."""
    plain = text.casefold().strip()
    return next((kind for kind, words in _KINDS.items() if plain in words), Kind.FAULT)


def source_of(text: str) -> str:
    plain = text.casefold().strip()
    return next((one for one, words in _SOURCES.items() if plain in words), Source.PORTAL)


def minutes_of(text: str) -> int:
    """ "45", "1:30", "01:30:00", "1 h 30 min"."""
    plain = text.strip().replace(",", "")
    if clock := _CLOCK.fullmatch(plain):
        return int(clock[1]) * 60 + int(clock[2])
    if plain.replace(".", "", 1).isdigit():
        return round(float(plain))
    spent = _SPENT.fullmatch(plain)
    if spent and (spent[1] or spent[2]):
        return int(spent[1] or 0) * 60 + int(spent[2] or 0)
    raise Unclear(f"{shown(text)} is no time spent. Write it in minutes, or like 1:30.")


def said_kind(text: str) -> str:
    """Whether the requester read it: what says nothing was an answer."""
    plain = text.casefold().strip()
    hidden = (
        "note",
        "private",
        "internal",
        "n",
        "no",
        "false",
        "0",
        "team only",
        "private note",
        "internal note",
    )
    return EntryKind.NOTE if plain in hidden else EntryKind.REPLY


COLUMNS: tuple[Column, ...] = (
    C("number", "Number", "identity", ("ticket number", "ticket id", "ticket #", "ticket no", "id", "#", "case number",
      "ticket", "reference", "request id", "case id", "ticket_id"), limit=60, group=_WHAT,
      help="What it was called there: it is still found by it"),
    C("title", "What", "text", ("subject", "summary", "title", "issue summary", "short description", "ticket subject"),
      limit=2_000, group=_WHAT),
    C("body", "Description", "notes", ("message", "details", "issue details", "problem description", "body",
      "ticket description", "description text", "long description"), limit=60_000, group=_WHAT),
    C("state", "Status", "text", ("current status", "state", "ticket status"), limit=60, group=_WHAT),
    C("category", "About", "text", ("category", "help topic", "topic", "issue type", "sub category"), limit=80, group=_WHAT),
    C("kind", "Kind", "text", ("type", "ticket type"), limit=60, parse=kind_of, group=_WHAT),
    C("team", "Team", "text", ("group", "queue", "team assigned", "assigned group", "department"), limit=80, group=_WHAT),
    C("owner", "Owner", "name", ("agent", "assigned to", "assignee", "agent assigned", "technician", "assigned agent"),
      group=_WHAT),
    C("tags", "Tags", "text", ("tag", "labels", "keywords"), limit=400, group=_WHAT, help="Several with commas between"),
    C("minutes", "Minutes", "text", ("time spent", "time tracked", "minutes spent", "time worked", "total time"), limit=40,
      parse=minutes_of, group=_WHAT),
    C("source", "Came", "text", ("source", "channel", "ticket source"), limit=60, parse=source_of, group=_WHAT),
    C("system", "Old system", "text", ("old system", "came from", "imported from"), limit=40, group=_WHAT,
      help="Whose numbers these are, so that two systems may have the same"),
    C("who", "For", "name", ("from", "creator", "requester", "requester name", "full name", "name", "contact", "user",
      "reported by", "submitted by", "contact name", "created by", "customer"), group=_WHO),
    C("email", "Their address", "email", ("from email", "email", "requester email", "creator email", "contact email",
      "user email", "email address"), group=_WHO),
    C("room", "Room", "text", ("location", "room number", "classroom", "room name"), limit=100, group=_WHO),
    C("item", "Things", "text", ("asset", "asset tag", "device", "item", "asset number", "related to", "assets"), limit=200,
      group=_WHO, help="Tags or serial numbers, with commas between"),
    C("opened", "Raised", "moment", ("date created", "created on", "created time", "created at", "created", "opened",
      "date opened", "open date", "create date", "created date", "date"), group=_WHEN),
    C("answered", "First answer", "moment", ("initial response time", "first response", "first response at",
      "first responded at"), group=_WHEN),
    C("solved", "Solved", "moment", ("resolved time", "resolved on", "resolved at", "resolved", "date resolved",
      "resolution date", "completed", "date completed"), group=_WHEN),
    C("closed", "Closed", "moment", ("closed time", "closed on", "closed at", "closed date", "date closed", "close date"),
      group=_WHEN),
    C("changed", "Last changed", "moment", ("last updated", "last update time", "updated at", "updated on", "last update",
      "modified"), group=_WHEN),
    C("resolution", "Solution", "notes", ("resolution", "closing notes", "fix", "resolution notes", "outcome"), limit=60_000,
      group=_SAID),
    C("said", "Said", "notes", ("comment", "reply", "comment body", "message body", "entry", "conversation", "note"),
      limit=60_000, group=_SAID, help="A line more with the same number is more of its conversation"),
    C("said_at", "Said on", "moment", ("comment date", "comment created at", "message date", "replied at", "entry date"),
      group=_SAID),
    C("said_by", "Said by", "text", ("comment by", "comment author", "poster", "author", "commenter", "comment creator"),
      limit=200, group=_SAID),
    C("said_to", "Read by the requester", "text", ("comment type", "is public", "public", "visibility", "entry type"),
      limit=60, parse=said_kind, group=_SAID),
)  # fmt: skip

POLICIES: tuple[Policy, ...] = (
    Policy("open", "Tickets that are not solved there", (
        ("stay", "They come into the queue here"),
        ("close", "They are closed as they come"),
    )),
)  # fmt: skip


def columns() -> Sequence[Column]:
    return (*COLUMNS, *own_columns(TICKET))


def matches() -> Sequence[Match]:
    return (Match("number", "Its number", ("number", "title")),)
