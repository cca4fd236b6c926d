"""People as a spreadsheet: what an MIS exports."""

from __future__ import annotations

from firstbell.people.sheets.columns import PERSON, columns, matches
from firstbell.people.sheets.working import PeopleWork
from firstbell.platform.exchange.sheets import Sheet, sheet

PEOPLE = sheet(
    Sheet(
        name="people", title="People", things=("person", "people"), thing_type=PERSON, permission="people.change",
        icon="users", columns=columns, open=PeopleWork, matches=matches, url_name="people:people",
        hint="What the MIS exports: whoever is known by MIS number or email is brought up to date, nobody is added twice.",
    )
)  # fmt: skip
