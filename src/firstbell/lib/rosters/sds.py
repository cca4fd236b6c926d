"""Microsoft School Data Sync v2.1: a zip of CSV files, always the whole list."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from firstbell.lib.rosters.classes import enrol, take_group
from firstbell.lib.rosters.listed import Person, Roster
from firstbell.lib.rosters.schools import School, choose
from firstbell.lib.rosters.tables import LIMITS, Limits, Row, Tables, open_zip
from firstbell.lib.rosters.users import Users
from firstbell.lib.sheets import Unreadable

_NEEDED: Final = ("orgs.csv", "users.csv", "roles.csv")
_NEITHER: Final = frozenset({"alumni", "other", "parent", "guardian", "relative"})


def read_sds(path: Path, name: str, school: str = "", limits: Limits = LIMITS) -> Roster:
    tables = open_zip(path, name, limits)
    _need_files(tables)
    roster = Roster()
    chosen = choose(tables, school, has=True)
    _users(tables, _roles(tables, chosen), roster)
    if "classes.csv" in tables and "enrollments.csv" in tables:
        _classes(tables, chosen, roster)
    roster.notes += tables.notes
    if not roster.people:
        raise Unreadable(f"There is nobody of this school in {name}.", "nobody")
    return roster


def _need_files(tables: Tables) -> None:
    if "manifest.csv" in tables:
        raise Unreadable(
            f"{tables.name} has a manifest.csv: it looks like OneRoster. Choose that kind for this source.",
            "kind",
        )
    if "student.csv" in tables or "school.csv" in tables:
        raise Unreadable(
            f"{tables.name} is School Data Sync in its first format. Choose v2.1 where it is exported.",
            "version",
        )
    missing = [file for file in _NEEDED if file not in tables]
    if missing:
        raise Unreadable(f"{tables.name} has no {missing[0]}. Export it again.", "missing")
    if ("classes.csv" in tables) != ("enrollments.csv" in tables):
        there = "classes.csv" if "classes.csv" in tables else "enrollments.csv"
        tables.notes.append(f"{there} is there without its other half, so classes are left alone.")


def _roles(tables: Tables, school: School) -> dict[str, list[Row]]:
    table = tables.table("roles.csv")
    table.need("userSourcedId", "orgSourcedId", "role")
    found: dict[str, list[Row]] = {}
    for row in table.rows:
        rows = found.setdefault(row["usersourcedid"], [])
        if school.is_it(row["orgsourcedid"]):
            rows.append(row)
    return found


def _users(tables: Tables, roles: dict[str, list[Row]], roster: Roster) -> None:
    table = tables.table("users.csv")
    table.need("sourcedId", "username")
    users = Users(roster, table.name)
    for row in table.rows:
        own = roles.get(row["sourcedid"], [])
        words = {one["role"].casefold() for one in own}
        counted = words - _NEITHER
        if counted:
            kind = "student" if counted == {"student"} else "staff"
            users.take(row, _person(row, own, kind))
        else:
            users.leave_out(words, is_family=False)
    users.finish()


def _person(row: Row, roles: list[Row], kind: str) -> Person:
    email = row["email"] or (row["username"] if "@" in row["username"] else "")
    person = Person(
        row["sourcedid"], kind, given_name=row["givenname"], family_name=row["familyname"], email=email,
    )  # fmt: skip
    grade = next((one["grade"] for one in roles if one["grade"]), "")
    if kind == "student":
        person.take_grade(grade)
    return person


def _classes(tables: Tables, school: School, roster: Roster) -> None:
    table = tables.table("classes.csv")
    table.need("sourcedId", "title")
    for row in table.rows:
        if school.is_it(row["orgsourcedid"]) or not row["orgsourcedid"]:
            take_group(roster, row["sourcedid"], row["title"], row, is_tutor=False, gone=False)
    enrolments = tables.table("enrollments.csv")
    enrolments.need("classSourcedId", "userSourcedId", "role")
    enrol(roster, enrolments, whole=True)
