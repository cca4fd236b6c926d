"""Whom a line of a list means: by the source's own key, then by MIS number, then by email."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from firstbell.people.models import Person
from firstbell.people.queries.rosters import Known, person_elsewhere
from firstbell.places.models import lookup_of


class Named(Protocol):
    """Somebody as a list names them."""

    @property
    def given_name(self) -> str: ...
    @property
    def family_name(self) -> str: ...
    @property
    def known_as(self) -> str: ...
    @property
    def mis_id(self) -> str: ...
    @property
    def email(self) -> str: ...


class Match(NamedTuple):
    """Nobody, somebody, or several who cannot all be meant: `conflict` says who and what to do.

    In `doubt` is somebody of the same number or address who is called quite differently.
    """

    person: Person | None = None
    conflict: str = ""
    in_doubt: bool = False


def match(known: Known, key: str, named: Named) -> Match:
    row = known.keys.get(key)
    by_key = row.person_id if row else None
    by_number = known.by_number.get(named.mis_id) if named.mis_id else None
    by_email = known.by_email.get(named.email.casefold()) if named.email else None
    told = by_key or by_number or by_email
    if told is None:
        return Match()
    person = person_elsewhere(known, told)
    for what, other in ((f"The MIS number {named.mis_id}", by_number), (named.email, by_email)):
        if other is not None and other != told:
            other_one = person_elsewhere(known, other)
            return Match(person, _conflict(person, what, other_one, is_keyed=by_key is not None))
    if by_key is None and known.keyed.get(told, key) != key:
        return Match(person, _two_keys(person, known.keyed[told]))
    return Match(person, in_doubt=by_key is None and row is None and _are_strangers(person, named))


def _are_strangers(person: Person, named: Named) -> bool:
    """Neither the first nor the last name is known; a list without names says nothing against anybody."""
    words = set(person.lookup.split())
    given = {*lookup_of(named.given_name).split(), *lookup_of(named.known_as).split()}
    family = set(lookup_of(named.family_name).split())
    return bool(given | family) and not words & (given | family)


def _conflict(person: Person, what: str, other: Person, *, is_keyed: bool) -> str:
    how = "this source has always meant" if is_keyed else "the MIS number is that of"
    return (
        f"{what} belongs to {other}, but {how} {person}. If they are one person, merge the two; "
        "if not, put it right where the list comes from."
    )


def _two_keys(person: Person, key: str) -> str:
    return (
        f"{person} is in this source already, as {key}. Put that right where the list comes from: "
        "one person should be there once."
    )
