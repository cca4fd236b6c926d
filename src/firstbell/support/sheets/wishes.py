"""What a line of an old ticket comes to: the columns of a ticket, and what was said on it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from firstbell.lib.mails import markup
from firstbell.lib.parsing import ReadMoment
from firstbell.people.sheets.calling import plain
from firstbell.platform.exchange.cells import SPILL
from firstbell.platform.exchange.own_fields import own_values
from firstbell.platform.exchange.sheets import Line, Plan
from firstbell.support.actions.bringing import OldWords
from firstbell.support.sheets.known import Known, found
from firstbell.support.states import DONE, EntryKind, Kind, Phase, Source

_HTML = re.compile(r"</(?:p|div|span|a|b|i|ul|li|strong|table|pre|html)>|<br\s*/?>", re.IGNORECASE)
_TAGS = 10
# What a later file may say differently, as long as nobody here has worked on the ticket.
FOLLOWS = (
    "title", "status_id", "category_id", "owner_id", "requester_id", "room_id", "solved_at", "closed_at", "kind",
    "custom",
)  # fmt: skip


@dataclass(slots=True)
class Wish:
    system: str
    number: str
    values: dict[str, Any] = field(default_factory=dict)
    words: list[OldWords] = field(default_factory=list)
    items: list[int] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    # The ticket here that it is about, where that is known: its key and what of it changes.
    ticket_id: int = 0
    change: dict[str, Any] = field(default_factory=dict)


class Reader:
    """Lines of one file, with the clocks of one school."""

    def __init__(self, known: Known) -> None:
        self.known, self.setting = known, known.setting
        self.zone = ZoneInfo(self.setting.school.time_zone)

    def ident(self, line: Line) -> tuple[str, str]:
        """Whose it is: its system and its number, or one made of its words where it has none."""
        get = line.values.get
        number = " ".join(str(get("number") or "").split())
        if not number:
            said = "|".join(
                str(get(key) or "") for key in ("title", "who", "email", "body", "opened")
            )
            number = f"~{hashlib.sha256(said.encode()).hexdigest()[:20]}"
        return str(get("system") or "").strip(), number

    def ticket(self, line: Line, wish: Wish, plan: Plan, items: Mapping[str, int | None]) -> None:
        get = line.values.get
        body = prose_of(get("body"))
        title = (" ".join(str(get("title") or "").split()) or first_line(body))[:200]
        opened = self.moment(get("opened")) or self.setting.at
        if get("opened") is None:
            plan.warned = True
            plan.reasons.append("It does not say when it was raised: today is taken.")
        times = self._times(line, opened)
        wish.values = {
            "title": title or f"Ticket {wish.number}", "kind": get("kind") or Kind.FAULT,
            "source": get("source") or Source.PORTAL, "minutes": get("minutes") or 0, "opened_at": opened, **self._who(line),
            **self._where(line), **times, "owner_id": found(self.known.owners, get("owner") or ""),
            "category_id": found(self.known.categories, get("category") or ""), "acknowledged_at": opened,
            "team_id": found(self.known.teams, get("team") or ""),
            "custom": {key: value for key, value in own_values(line.values).items() if value is not None},
        }  # fmt: skip
        self._words(line, wish, body)
        self._items(line, wish, plan, items)
        wish.tags = tags_of(get("tags"), plan)

    def moment(self, said: ReadMoment | None) -> datetime | None:
        """A time without a zone is by the school's own clocks; a day alone begins when school does."""
        if said is None:
            return None
        value = said.value + timedelta(hours=9) if said.is_day else said.value
        return (value if value.tzinfo else value.replace(tzinfo=self.zone)).astimezone(UTC)

    def _times(self, line: Line, opened: datetime) -> dict[str, Any]:
        get = line.values.get
        closed = self.moment(get("closed"))
        solved = self.moment(get("solved")) or closed
        changed = self.moment(get("changed"))
        status = self._status(get("state") or "", ended=solved is not None)
        if self.known.phases.get(status, Phase.NEW) in DONE:
            solved = max(solved or changed or opened, opened)
            closed = (
                max(closed or solved, solved) if self.known.phases[status] == Phase.CLOSED else None
            )
        else:
            solved = closed = None
        answered = self.moment(get("answered"))
        return {
            "status_id": status, "solved_at": solved, "closed_at": closed, "changed_at": closed or solved or changed or opened,
            "responded_at": max(answered, opened) if answered else solved,
        }  # fmt: skip

    def _status(self, said: str, *, ended: bool) -> int:
        phases = {phase: pk for pk, phase in reversed(self.known.phases.items())}
        status = found(self.known.states, said)
        if status is None:
            status = phases[Phase.CLOSED if ended else Phase.NEW]
        is_open = self.known.phases[status] not in DONE
        closes = self.setting.policies.get("open") == "close"
        return phases[Phase.CLOSED] if is_open and closes else status

    def _who(self, line: Line) -> dict[str, Any]:
        name, email = str(line.values.get("who") or ""), str(line.values.get("email") or "")
        if "@" in name and not email:
            name, email = "", name
        return {
            "requester_id": self.known.person(name, email), "requester_name": name[:200], "requester_email": email[:254],
        }  # fmt: skip

    def _where(self, line: Line) -> dict[str, Any]:
        said = str(line.values.get("room") or "")
        room = found(self.known.rooms, said)
        return {"room_id": room, "room_was": self.known.room_names.get(room or 0, said)[:200]}

    def _words(self, line: Line, wish: Wish, body: str) -> None:
        values = wish.values
        who = values["requester_name"] or values["requester_email"] or "Nobody known"
        opened = values["opened_at"]
        wish.words = [
            OldWords(opened, body, self.known.person_names.get(values["requester_id"], who), EntryKind.REPORT, from_team=False,
                     person_id=values["requester_id"])
        ]  # fmt: skip
        if note := line.values.get(SPILL):
            wish.words.append(
                OldWords(
                    opened, note, wish.system or "The old helpdesk", EntryKind.NOTE, public=False
                )
            )
        if line.values.get("said"):
            wish.words.append(self.said(line, wish.values))
        if solution := prose_of(line.values.get("resolution")):
            when = values["solved_at"] or values["changed_at"]
            wish.words.append(
                OldWords(when, solution, line.values.get("owner") or "The team", EntryKind.SOLUTION)
            )

    def said(self, line: Line, ticket: Mapping[str, Any]) -> OldWords:
        """A line of the conversation; by whoever asked, or by the team."""
        get = line.values.get
        by = " ".join(str(get("said_by") or "").split())
        person = self.known.people.known.get(plain(by)) if by else None
        asked = {
            plain(ticket.get("requester_name") or ""),
            plain(ticket.get("requester_email") or ""),
        } - {""}
        theirs = plain(by) in asked or (person is not None and person == ticket.get("requester_id"))
        when = self.moment(get("said_at")) or ticket.get("changed_at") or self.setting.at
        kind = get("said_to") or EntryKind.REPLY
        return OldWords(
            when, prose_of(get("said")), by or "The team", kind, public=kind != EntryKind.NOTE, from_team=not theirs,
            person_id=ticket.get("requester_id") if theirs else None, account_id=self.known.owners.known.get(plain(by)),
        )  # fmt: skip

    def _items(self, line: Line, wish: Wish, plan: Plan, items: Mapping[str, int | None]) -> None:
        for name in names_of(line.values.get("item")):
            pk = items.get(name)
            if pk is None:
                plan.warned = True
                plan.reasons.append(
                    f"Things: {name} is none of the register, and stays in its words."
                )
                wish.words.append(
                    OldWords(wish.values["opened_at"], f"About: {name}", wish.system or "The old helpdesk", EntryKind.NOTE, public=False)
                )  # fmt: skip
            elif pk not in wish.items:
                wish.items.append(pk)


def names_of(said: str | None) -> list[str]:
    return [name.strip() for name in (said or "").replace(";", ",").split(",") if name.strip()]


def tags_of(said: str | None, plan: Plan) -> list[str]:
    """As they are called there; what is too long for a tag is said, and left out."""
    names = names_of(said)
    long = [name for name in names if len(name) > 40 or "&" in name]
    if long:
        plan.warned = True
        plan.reasons.append(f"Tags: {long[0][:60]} is no tag here, and is left out.")
    return [name for name in names if name not in long][:_TAGS]


def prose_of(text: str | None) -> str:
    """As plain words: some systems write HTML."""
    said = (text or "").strip()
    return markup.text_of(markup.sanitised(said).html) if _HTML.search(said) else said


def first_line(body: str) -> str:
    return next((line.strip() for line in body.splitlines() if line.strip()), "")
