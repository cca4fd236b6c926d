"""Which school of a file is meant."""

from __future__ import annotations

from dataclasses import dataclass

from firstbell.lib.rosters.tables import Row, Tables
from firstbell.lib.sheets import Unreadable


@dataclass(frozen=True, slots=True)
class School:
    """Empty where the file does not say: then everybody in it is of this school."""

    key: str = ""

    def is_it(self, key: str) -> bool:
        return not self.key or key == self.key


def choose(tables: Tables, wanted: str, *, has: bool) -> School:
    if not has:
        if wanted:
            tables.notes.append("The file names no schools, so everybody in it was taken.")
        return School()
    table = tables.table("orgs.csv")
    table.need("sourcedId", "name", "type")
    schools = [row for row in table.rows if row["type"].casefold() == "school"]
    if wanted:
        return School(_wanted(schools or table.rows, wanted, tables.name))
    if len(schools) > 1:
        raise Unreadable(
            f"There are {len(schools)} schools in {tables.name}: {_named(schools)}. "
            "Say in this source which of them it is.",
            "which_school",
        )
    return School(schools[0]["sourcedid"] if schools else "")


def _wanted(schools: list[Row], wanted: str, name: str) -> str:
    word = wanted.strip().casefold()
    for column in ("sourcedid", "identifier", "name"):
        for row in schools:
            if row[column].casefold() == word:
                return row["sourcedid"]
    raise Unreadable(
        f"There is no school called {wanted} in {name}. There is: {_named(schools)}.",
        "which_school",
    )


def _named(schools: list[Row]) -> str:
    names = [row["name"] for row in schools]
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return ", ".join(names[:5]) + more
