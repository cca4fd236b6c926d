"""From the entries of a directory to a list of people."""

from __future__ import annotations

from typing import Final

from ldap3.utils.conv import escape_filter_chars

from firstbell.lib.rosters.directory.connecting import Asked, Entry, Unanswered, asked
from firstbell.lib.rosters.directory.wish import USUAL, Directory
from firstbell.lib.rosters.listed import Group, Person, Roster

_ALWAYS: Final = (
    "objectGUID", "entryUUID", "userAccountControl", "pwdAccountLockedTime", "nsAccountLock", "displayName",
)  # fmt: skip
_MEMBERS: Final = (
    "member",
    "uniqueMember",
    "memberUid",
    "objectClass",
    "cn",
    "objectGUID",
    "entryUUID",
)
_IN_CHAIN: Final = "1.2.840.113556.1.4.1941"
_DISABLED = 0x2
# A time is a lock after wrong passwords, which passes; this one is for good.
_FOR_GOOD: Final = "000001010000Z"
_GROUPS: Final = "(|(objectClass=group)(objectClass=groupOfNames)(objectClass=groupOfUniqueNames)(objectClass=posixGroup))"
_NO_LONGER: Final = "Their account in the directory is disabled."


def read_directory(wish: Directory) -> Roster:
    """Everybody, with the parts they play; a connection that breaks in the middle gives nobody."""
    with asked(wish) as open_one:
        roster = Roster()
        by_dn = _people(open_one, roster)
        if wish.classes:
            _classes(open_one, roster, by_dn)
    if not roster.people:
        raise Unanswered(
            f"The directory answers, and has nobody under {wish.base_dn} like {wish.filter}."
        )
    return roster


def try_directory(wish: Directory) -> str:
    """One sentence on what would come of it."""
    roster = read_directory(wish)
    people = roster.people.values()
    students = sum(1 for one in people if one.kind == "student")
    staff = sum(1 for one in people if one.kind == "staff")
    gone = sum(1 for one in people if one.gone)
    some = ", ".join(f"{one.given_name} {one.family_name}".strip() for one in list(people)[:3])
    neither = len(people) - students - staff
    words = [f"{students:,} students", f"{staff:,} staff"]
    words += [f"{neither:,} of whom it does not say"] if neither else []
    words += [f"{gone:,} of them disabled"] if gone else []
    return f"The directory answers: {', '.join(words)}, for example {some}."


def _people(open_one: Asked, roster: Roster) -> dict[str, Person]:
    wish = open_one.wish
    wanted = [name for field in USUAL if (name := wish.attribute(field))]
    parts = {
        kind: _Part(open_one, dn)
        for kind, dn in (("student", wish.students), ("staff", wish.staff))
        if dn
    }
    by_dn: dict[str, Person] = {}
    nameless = strangers = 0
    for entry in open_one.all(wish.base_dn, wish.filter, [*wanted, *_ALWAYS]):
        person = _person(entry, wish, parts)
        if not person.is_named:
            nameless += 1
        elif parts and not person.kind:
            strangers += 1
        else:
            roster.people[person.key] = by_dn[entry.dn.casefold()] = person
    roster.note(
        nameless,
        "1 account without a name is left out.",
        "{n} accounts without a name are left out.",
    )
    roster.note(
        strangers, "1 account is neither a student's nor of staff and is left out.",
        "{n} accounts are neither students' nor of staff and are left out.",
    )  # fmt: skip
    return by_dn


def _person(entry: Entry, wish: Directory, parts: dict[str, _Part]) -> Person:
    person = Person(entry.key)
    for field in USUAL:
        if field != "year":
            setattr(person, field, entry.one(wish.attribute(field)))
    if not (person.given_name or person.family_name):
        person.family_name = entry.one("displayName")
    person.kind = next((kind for kind, part in parts.items() if part.has(entry)), "")
    if person.kind == "student":
        person.year = None
        person.take_grade(entry.one(wish.attribute("year")))
        person.job_title = person.department = ""
    if _is_disabled(entry):
        person.gone = _NO_LONGER
    return person


def _is_disabled(entry: Entry) -> bool:
    control = entry.one("userAccountControl")
    if control.lstrip("-").isdecimal() and int(control) & _DISABLED:
        return True
    if entry.one("nsAccountLock").casefold() == "true":
        return True
    return entry.one("pwdAccountLockedTime") == _FOR_GOOD


class _Part:
    """Students, or staff: whoever is in a group, or in a group of it, or under a part of the tree."""

    def __init__(self, open_one: Asked, dn: str) -> None:
        self.under = f",{dn.casefold()}"
        self.members: set[str] | None = None
        entry = open_one.one(dn, _MEMBERS)
        if entry is None:
            raise Unanswered(f"There is no {dn} in the directory.")
        if _is_group(entry):
            self.members = inside(open_one, entry)

    def has(self, entry: Entry) -> bool:
        if self.members is not None:
            return entry.dn.casefold() in self.members or f"uid={entry.one('uid')}" in self.members
        return entry.dn.casefold().endswith(self.under)


def _is_group(entry: Entry) -> bool:
    kinds = {kind.casefold() for kind in entry.all("objectClass")}
    return bool(kinds & {"group", "groupofnames", "groupofuniquenames", "posixgroup"})


def inside(open_one: Asked, group: Entry) -> set[str]:
    """Everybody in the group and in the groups inside it, by DN: Active Directory works it out itself."""
    if open_one.is_ad:
        sieve = f"(memberOf:{_IN_CHAIN}:={escape_filter_chars(group.dn)})"
        found = {one.dn.casefold() for one in open_one.all(open_one.wish.base_dn, sieve, ["cn"])}
        if found:
            return found
    return walked(open_one, group)


def walked(open_one: Asked, group: Entry) -> set[str]:
    """From group to group; one inside itself does no harm."""
    if open_one.groups is None:
        rows = open_one.all(open_one.wish.base_dn, _GROUPS, _MEMBERS)
        open_one.groups = {one.dn.casefold(): one for one in rows}
    groups = {**open_one.groups, group.dn.casefold(): group}
    found: set[str] = set()
    waiting, done = [group.dn.casefold()], set()
    while waiting:
        dn = waiting.pop()
        if dn in done:
            continue
        done.add(dn)
        for member in _members(groups[dn]):
            if member in groups:
                waiting.append(member)
            else:
                found.add(member)
    return found


def _members(group: Entry) -> list[str]:
    found = [dn.casefold() for name in ("member", "uniqueMember") for dn in group.all(name)]
    return found + [f"uid={name}" for name in group.all("memberUid")]


def _classes(open_one: Asked, roster: Roster, by_dn: dict[str, Person]) -> None:
    """Each group under that part of the tree is a class."""
    for person in roster.people.values():
        person.groups = set()
    for group in list(open_one.all(open_one.wish.classes, _GROUPS, _MEMBERS)):
        roster.groups[group.key] = Group(group.key, group.one("cn")[:100])
        for dn in walked(open_one, group):
            person_ = by_dn.get(dn)
            if person_ is not None and person_.groups is not None:
                person_.groups.add(group.key)
