"""Who is in which class, for formats that have classes and enrolments in tables of their own."""

from __future__ import annotations

from firstbell.lib.rosters.listed import Group, Roster
from firstbell.lib.rosters.tables import Row, Table

TEACHERS = frozenset(
    {"teacher", "administrator", "aide", "proctor", "faculty", "staff", "substitute"}
)


def take_group(
    roster: Roster, key: str, name: str, row: Row, *, is_tutor: bool, gone: bool
) -> None:
    if not name:
        roster.notes.append(f"The class {key} has no name and is left out.")
        return
    known = roster.groups.get(key)
    if known is not None and known.name != name:
        roster.notes.append(
            f"Two classes are called {key}: {known.name} and {name}. The first one counts."
        )
        return
    roster.groups[key] = Group(key, name, is_tutor, gone, row.modified)


def enrol(roster: Roster, table: Table, *, whole: bool) -> None:
    """Each person's classes. Who is nobody of the list, and what is no class of it, is counted."""
    if whole:
        for one in roster.people.values():
            one.groups = set()
    strangers = 0
    for row in table.rows:
        person = roster.people.get(row["usersourcedid"])
        group = roster.groups.get(row["classsourcedid"])
        if person is None or (group is None and whole):
            strangers += 1
            continue
        _take(roster, row, whole=whole)
    roster.note(
        strangers,
        "1 enrolment is of somebody, or in a class, that is not in the file.",
        "{n} enrolments are of people, or in classes, that are not in the file.",
    )


def _take(roster: Roster, row: Row, *, whole: bool) -> None:
    person, key = roster.people[row["usersourcedid"]], row["classsourcedid"]
    group = roster.groups.get(key)
    roster.saw(row.modified)
    if group is not None and group.is_tutor:
        _take_tutor(roster, row, group)
    elif row.is_over:
        person.quits.add(key)
    elif whole and person.groups is not None:
        person.groups.add(key)
    else:
        person.joins.add(key)


def _take_tutor(roster: Roster, row: Row, group: Group) -> None:
    person = roster.people[row["usersourcedid"]]
    if row.is_over:
        return
    if row["role"].casefold() in TEACHERS:
        if row["primary"].casefold() != "false":
            person.leads.add(group.key)
    else:
        person.tutor_group = group.name
