"""From a line to a person who arrives, and what of it is news."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from firstbell.lib.parsing.names import given_and_family
from firstbell.people.actions import Arrival
from firstbell.people.models import Membership, Person
from firstbell.people.states import cohort_of
from firstbell.platform.exchange.own_fields import own_values
from firstbell.platform.exchange.sheets import Line, Setting

OF_PERSON = {
    "title": "title", "given_name": "first name", "family_name": "last name", "known_as": "known as",
    "email": "email", "initials": "initials", "phone_ext": "extension",
}  # fmt: skip
OF_STAY = {
    "kind": "who", "mis_id": "MIS number", "cohort": "year", "job_title": "job", "tutor_group": "tutor group",
    "department": "department", "from_on": "since", "to_on": "last day",
}  # fmt: skip


def arrival_of(line: Line, setting: Setting) -> Arrival:
    """What the line says; a cell that clears is left alone, because an MIS leaves out what it does not know."""
    given = {name: value for name, value in line.values.items() if value is not None}
    name = given.pop("name", "")
    parts = zip(("given_name", "family_name"), given_and_family(name), strict=True)
    given |= {key: part for key, part in parts if part and key not in given}
    if "cohort" in given:
        given["cohort"] = cohort_of(given["cohort"], setting.at.date(), setting.school.nation)
    plain = {key: value for key, value in given.items() if key in _FIELDS}
    arrival = Arrival(**plain, custom=own_values(given))
    if arrival.known_as and arrival.known_as == arrival.given_name:
        arrival = replace(arrival, known_as="")
    return arrival


_FIELDS = frozenset({*OF_PERSON, *OF_STAY})


def news(
    arrival: Arrival, person: Person, stay: Membership | None, own: Mapping[str, str]
) -> list[str]:
    """The words for what would change; nothing when all of it is so already."""
    found = [
        word
        for name, word in OF_PERSON.items()
        if (value := getattr(arrival, name)) and not _same(name, getattr(person, name), value)
    ]
    found += [
        own.get(key, key)
        for key, value in arrival.custom.items()
        if person.custom.get(key) != value
    ]
    if stay is None:
        return [*found, "comes to the school"]
    return found + [
        word
        for name, word in OF_STAY.items()
        if (value := getattr(arrival, name)) not in ("", None)
        and not _same(name, _stay(stay, name), value)
    ]


def _stay(stay: Membership, name: str) -> Any:
    value = getattr(stay, name)
    return "" if value is None and name in ("tutor_group", "department") else value


def _same(name: str, was: Any, now: Any) -> bool:
    if name in ("email", "tutor_group", "department"):
        return str(was).casefold().split() == str(now).casefold().split()
    return bool(was == now)


def before(person: Person, stay: Membership | None, arrival: Arrival) -> dict[str, Any]:
    """What stands there, to be set back if the import is undone."""
    return {
        "person": {name: getattr(person, name) for name in OF_PERSON},
        "stay": _plain(stay) if stay else None,
        "custom": {key: person.custom.get(key) for key in arrival.custom},
    }


def _plain(stay: Membership) -> dict[str, Any]:
    found: Mapping[str, Any] = {name: _stay(stay, name) for name in OF_STAY}
    return {name: value.isoformat() if hasattr(value, "isoformat") else value if isinstance(value, int) else str(value or "")
            for name, value in found.items()}  # fmt: skip
