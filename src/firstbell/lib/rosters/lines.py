"""A list of people as one plain table, a line for each class, person and leaver: what an import is made of."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from firstbell.lib.rosters.listed import Group, Person

HEADINGS: Final = (
    "what", "key", "name", "kind", "title", "given_name", "family_name", "known_as", "email", "mis_id", "initials",
    "phone_ext", "job_title", "department", "tutor_group", "year", "from_on", "to_on", "groups", "modified", "problem",
    "notes",
)  # fmt: skip
_PLAIN: Final = (
    "kind", "title", "given_name", "family_name", "known_as", "email", "mis_id", "initials", "phone_ext", "job_title",
    "department", "tutor_group", "from_on", "to_on", "modified", "problem",
)  # fmt: skip


@dataclass(slots=True)
class Belonging:
    """Which groups somebody is in: all of them (`whole`), or those that changed."""

    whole: bool = False
    joins: list[str] = field(default_factory=list)
    quits: list[str] = field(default_factory=list)
    leads: list[str] = field(default_factory=list)

    def text(self) -> str:
        if not (self.whole or self.joins or self.quits or self.leads):
            return ""
        return json.dumps([self.whole, self.joins, self.quits, self.leads])

    @classmethod
    def of(cls, text: str) -> Belonging:
        return cls(*json.loads(text)) if text else cls()


def line_of_person(person: Person) -> dict[str, str]:
    values = {name: " ".join(str(getattr(person, name)).split()) for name in _PLAIN}
    whole = person.groups is not None
    belonging = Belonging(
        whole, sorted(person.groups or person.joins), sorted(person.quits), sorted(person.leads)
    )
    year = "" if person.year is None else str(person.year)
    what = "leaver" if person.gone else "person"
    notes = [*person.notes, person.gone] if person.gone else person.notes
    return values | {
        "what": what, "key": person.key, "year": year, "groups": belonging.text(), "notes": " ".join(notes),
    }  # fmt: skip


def line_of_group(group: Group) -> dict[str, str]:
    kind = "tutor" if group.is_tutor else "class"
    what = "ended" if group.gone else "group"
    return {
        "what": what, "key": group.key, "name": group.name, "kind": kind, "modified": group.modified,
    }  # fmt: skip


def written(lines: Iterable[dict[str, str]]) -> Iterator[bytes]:
    """As a CSV file, a piece at a time."""
    out = io.StringIO()
    table = csv.DictWriter(out, HEADINGS, restval="", lineterminator="\r\n")
    out.write("\ufeff")
    table.writeheader()
    for line in lines:
        table.writerow(line)
        if out.tell() > 256 * 1024:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()
