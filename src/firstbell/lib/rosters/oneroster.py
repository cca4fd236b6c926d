"""OneRoster 1.1 and 1.2 as a zip of CSV files: a whole list (bulk), or what changed (delta)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final

from firstbell.lib.rosters.classes import enrol, take_group
from firstbell.lib.rosters.listed import Person, Roster
from firstbell.lib.rosters.schools import School, choose
from firstbell.lib.rosters.tables import LIMITS, Limits, Row, Tables, open_zip
from firstbell.lib.rosters.users import Users
from firstbell.lib.sheets import Unreadable

_STUDENT: Final = frozenset({"student"})
_STAFF: Final = frozenset(
    {"teacher", "administrator", "aide", "proctor", "principal", "counselor", "siteadministrator",
     "districtadministrator", "systemadministrator", "staff"}
)  # fmt: skip
_FAMILY: Final = frozenset({"parent", "guardian", "relative"})
_FILES: Final = ("orgs", "users", "roles", "classes", "enrollments")
_GONE: Final = "The file says that they are to be deleted."
_ELSEWHERE: Final = "The file says that they have no part in this school any more."


def read_oneroster(path: Path, name: str, school: str = "", limits: Limits = LIMITS) -> Roster:
    """`school` is which of several in the file: its name, its identifier or its sourcedId."""
    tables = open_zip(path, name, limits)
    modes = _manifest(tables)
    roster = Roster(is_full=modes["users"] == "bulk")
    chosen = choose(tables, school, has="orgs" in modes and modes["orgs"] != "absent")
    kinds = _roles(tables, modes, chosen, roster)
    if modes["users"] != "absent":
        _users(tables, chosen, kinds, roster)
    if modes["classes"] != "absent":
        _classes(tables, chosen, roster)
    if modes["enrollments"] != "absent":
        table = tables.table("enrollments.csv")
        table.need("classSourcedId", "userSourcedId", "role")
        if not roster.is_full:
            _only_enrolled(roster, (row["usersourcedid"] for row in table.rows))
        enrol(roster, table, whole=modes["enrollments"] == "bulk")
    roster.notes += tables.notes
    if not roster.people and roster.is_full:
        raise Unreadable(f"There is nobody of this school in {name}.", "nobody")
    return roster


def _manifest(tables: Tables) -> dict[str, str]:
    """How each file is meant; a manifest that does not agree with the zip is refused."""
    if "manifest.csv" not in tables:
        if "roles.csv" in tables and "users.csv" in tables:
            raise Unreadable(
                f"{tables.name} has no manifest.csv: it looks like School Data Sync. "
                "Choose that kind for this source.",
                "kind",
            )
        raise Unreadable(
            f"{tables.name} has no manifest.csv, so it is no OneRoster export. Export it again.",
            "manifest",
        )
    said = {
        row["propertyname"].casefold(): row["value"].strip()
        for row in tables.table("manifest.csv").rows
    }
    version = said.get("oneroster.version", "")
    if not version.startswith(("1.1", "1.2")):
        raise Unreadable(
            f"The manifest says OneRoster {version or 'of no version'}; 1.1 and 1.2 are read. "
            "Choose one of them where it is exported.",
            "version",
        )
    return {one: _mode(tables, said, one) for one in _FILES}


def _mode(tables: Tables, said: dict[str, str], one: str) -> str:
    file, mode = f"{one}.csv", said.get(f"file.{one}", "").casefold()
    if mode in ("", "absent"):
        if file in tables and not mode:
            tables.notes.append(
                f"The manifest does not mention {file}, which was read all the same."
            )
            return "bulk"
        if file in tables:
            tables.notes.append(f"The manifest says that {file} is absent, so it was left out.")
        return "absent"
    if mode not in ("bulk", "delta"):
        raise Unreadable(
            f"The manifest says “{mode[:20]}” of {file}; it can be bulk, delta or absent.", "mode"
        )
    if file not in tables:
        raise Unreadable(
            f"The manifest says that {file} is there, and it is not. Export it again.", "missing"
        )
    return mode


def _roles(
    tables: Tables, modes: dict[str, str], school: School, roster: Roster
) -> dict[str, set[str]] | None:
    """1.2 says in a table of its own who is what where; 1.1 says it of each user."""
    if modes["roles"] == "absent":
        return None
    table = tables.table("roles.csv")
    table.need("userSourcedId", "role", "orgSourcedId")
    found: dict[str, set[str]] = {}
    for row in table.rows:
        roster.saw(row.modified)
        roles = found.setdefault(row["usersourcedid"], set())
        if not row.is_over and school.is_it(row["orgsourcedid"]):
            roles.add(row["role"].casefold())
    return found


def _users(
    tables: Tables, school: School, kinds: dict[str, set[str]] | None, roster: Roster
) -> None:
    table = tables.table("users.csv")
    table.need("sourcedId", "givenName", "familyName")
    if kinds is None:
        table.need("role")
    users = Users(roster, table.name)
    for row in table.rows:
        roster.saw(row.modified)
        roles = _roles_of(row, school, kinds)
        kind = kind_of(roles or ())
        if kind or row.is_over or (roles is None and not roster.is_full):
            users.take(row, _person(row, kind))
        elif not roles and not roster.is_full:
            users.take(row, replace(_person(row, ""), gone=_ELSEWHERE))
        else:
            users.leave_out(roles or set(), is_family=bool((roles or set()) & _FAMILY))
    users.finish()


def _roles_of(row: Row, school: School, kinds: dict[str, set[str]] | None) -> set[str] | None:
    """What they are at this school; None where the file says nothing of it, as a delta may."""
    if kinds is not None:
        return kinds.get(row["sourcedid"])
    orgs = [one.strip() for one in row["orgsourcedids"].split(",")]
    return {row["role"].casefold()} if any(school.is_it(one) for one in orgs) else set()


def kind_of(roles: Iterable[str]) -> str:
    given = set(roles)
    if given & _STAFF:
        return "staff"
    return "student" if given & _STUDENT else ""


def _person(row: Row, kind: str) -> Person:
    person = Person(
        row["sourcedid"], kind, given_name=row["givenname"], family_name=row["familyname"], email=row["email"],
        known_as=row["preferredgivenname"], mis_id=row["identifier"], modified=row.modified,
    )  # fmt: skip
    if row.is_over:
        person.gone = _GONE
    if kind != "staff":
        person.take_grade(row["grades"])
    return person


def _classes(tables: Tables, school: School, roster: Roster) -> None:
    table = tables.table("classes.csv")
    table.need("sourcedId", "title")
    for row in table.rows:
        roster.saw(row.modified)
        if not school.is_it(row["schoolsourcedid"]) and row["schoolsourcedid"]:
            continue
        take_group(
            roster, row["sourcedid"], row["title"] or row["classcode"], row,
            is_tutor=row["classtype"].casefold() == "homeroom", gone=row.is_over,
        )  # fmt: skip


def _only_enrolled(roster: Roster, keys: Iterable[str]) -> None:
    """A delta of nothing but classes names people by their keys alone."""
    for key in keys:
        if key:
            roster.people.setdefault(key, Person(key))
