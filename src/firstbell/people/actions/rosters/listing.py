"""From what a source says to the lines of an import: classes, people, and whoever is no longer there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from firstbell.lib.rosters import Person, Roster, line_of_group, line_of_person
from firstbell.people.actions.rosters.matching import match
from firstbell.people.models import RosterSource
from firstbell.people.queries.rosters import Known, spoken_for
from firstbell.people.states import cohort_of

NOT_THERE = "Is not in the list any more."


def lines_of(
    roster: Roster, source: RosterSource, known: Known, on: date
) -> Iterator[dict[str, str]]:
    for group in roster.groups.values():
        yield line_of_group(group)
    wanted = [person for person in roster.people.values() if person.kind in ("", *source.kinds)]
    for person in wanted:
        yield line_of_person(person)
    if roster.is_full:
        yield from _leavers(wanted, source, known, on)


def _leavers(
    wanted: list[Person], source: RosterSource, known: Known, on: date
) -> Iterator[dict[str, str]]:
    """Whoever the source speaks for and the whole list does not have, nor anybody who may be them."""
    there: set[int] = set()
    for person in wanted:
        found = match(known, person.key, person).person
        if found is not None:
            there.add(found.pk)
        elif person.key not in known.keys:
            cohort = (
                None if person.year is None else cohort_of(person.year, on, source.school.nation)
            )
            there |= {one.pk for one in known.like(person, cohort)}
    for stay in spoken_for(source, on):
        if stay.person_id not in there:
            key = known.keyed.get(stay.person_id, f"@{stay.person_id}")
            gone = Person(
                key, stay.kind, given_name=stay.person.given_name, family_name=stay.person.family_name,
                known_as=stay.person.known_as, gone=NOT_THERE,
            )  # fmt: skip
            yield line_of_person(gone)
