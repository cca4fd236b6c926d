"""People as they come from a table: each key once, and whoever is left out counted."""

from __future__ import annotations

from firstbell.lib.rosters.listed import Person, Roster
from firstbell.lib.rosters.tables import Row


class Users:
    def __init__(self, roster: Roster, file: str) -> None:
        self.roster, self.file = roster, file
        self.lines: dict[str, tuple[int, tuple[str, ...]]] = {}
        self.family = self.elsewhere = self.unknown = 0

    def take(self, row: Row, person: Person) -> None:
        if not person.key:
            self.roster.notes.append(
                f"Line {row.line} of {self.file} has no sourcedId and is left out."
            )
            return
        told = (person.given_name, person.family_name, person.email, person.kind, person.gone)
        known = self.roster.people.get(person.key)
        first = self.lines.setdefault(person.key, (row.line, told))
        if known is None or (known.modified and known.modified < person.modified):
            # A delta may have the same person several times: the latest word counts.
            self.roster.people[person.key] = person
        elif first[1] != told and not (person.modified and person.modified < known.modified):
            # They stay in the list, so that nobody is taken for a leaver because of it.
            known.problem = (
                f"{self.file} has two different people under {person.key}, on lines {first[0]} and "
                f"{row.line}. Put that right where it is exported."
            )

    def leave_out(self, roles: set[str], *, is_family: bool) -> None:
        if is_family:
            self.family += 1
        elif roles:
            self.unknown += 1
        else:
            self.elsewhere += 1

    def finish(self) -> None:
        note = self.roster.note
        note(
            self.family,
            "1 parent or guardian is left out.",
            "{n} parents and guardians are left out.",
        )
        note(
            self.elsewhere, "1 person has no part in this school and is left out.",
            "{n} people have no part in this school and are left out.",
        )  # fmt: skip
        note(
            self.unknown, "1 person is neither student nor staff and is left out.",
            "{n} people are neither students nor staff and are left out.",
        )  # fmt: skip
