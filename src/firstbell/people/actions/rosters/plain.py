"""A list of everybody as CSV or Excel: the headings of the sheet of people, told by MIS number or email."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from firstbell.lib.parsing.names import given_and_family
from firstbell.lib.rosters import Person, Roster
from firstbell.lib.sheets import Choices, Unreadable, match_headers, read_sheet
from firstbell.platform.exchange import files, sheets
from firstbell.platform.exchange.cells import Cells
from firstbell.platform.exchange.sheets import Line

_SURE = 80
_PLAIN = (
    "kind", "title", "given_name", "family_name", "known_as", "email", "mis_id", "initials", "phone_ext", "job_title",
    "department", "tutor_group",
)  # fmt: skip


def read_list(path: Path, name: str) -> Roster:
    sheet = sheets.named("people")
    reading = read_sheet(path, name, files.LIMITS, Choices(aliases=sheet.aliases()))
    mapping: dict[str, str] = {}
    for guess in match_headers(reading.headers, sheet.aliases()):
        if guess.field and guess.score >= _SURE and guess.field not in mapping.values():
            mapping[str(guess.column)] = guess.field
    if not {"mis_id", "email"} & set(mapping.values()):
        raise Unreadable(
            f"{name} has no column that is sure to be the MIS number or the email, so nobody could be told by it. "
            "Add one of them, with its name above it.",
            "columns",
        )
    cells = Cells(sheet.columns(), mapping, {}, reading.headers)
    roster = Roster()
    nameless = 0
    for row in reading.rows():
        if not row.skipped:
            nameless += not _take(roster, cells.line(row))
    roster.note(
        nameless, "1 line has neither MIS number nor email and is left out.",
        "{n} lines have neither MIS number nor email and are left out.",
    )  # fmt: skip
    roster.notes += [note.sentence for note in reading.notes]
    if not roster.people:
        raise Unreadable(f"There is nobody in {name}.", "nobody")
    return roster


def _take(roster: Roster, line: Line) -> bool:
    values = {key: value for key, value in line.values.items() if value is not None}
    key = values.get("mis_id") or values.get("email", "").casefold()
    if not key:
        return False
    person = _person(key, values)
    if line.problems:
        person.problem = " ".join([f"Line {line.number}:", *line.problems])
    person.notes += line.warnings
    known = roster.people.setdefault(key, person)
    if known is not person and _told(known) != _told(person):
        known.problem = (
            f"{key} is in the list twice, the second time on line {line.number}, for somebody else."
        )
    return True


def _told(person: Person) -> tuple[str, str, str]:
    return person.given_name, person.family_name, person.email


def _person(key: str, values: dict[str, Any]) -> Person:
    given, family = given_and_family(values.get("name", ""))
    person = Person(key)
    for name in _PLAIN:
        setattr(person, name, str(values.get(name, "")))
    person.given_name = person.given_name or given
    person.family_name = person.family_name or family
    person.year = values.get("cohort")
    for name in ("from_on", "to_on"):
        day = values.get(name)
        if isinstance(day, date):
            setattr(person, name, day.isoformat())
    if not person.kind and (person.year is not None or person.tutor_group):
        person.kind = "student"
    return person
