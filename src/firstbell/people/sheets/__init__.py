"""People as a spreadsheet: what an MIS exports; its groups; the organisations it deals with."""

from __future__ import annotations

from firstbell.people.sheets.columns import PERSON, columns, matches
from firstbell.people.sheets.group_columns import GROUP
from firstbell.people.sheets.group_columns import columns as group_columns
from firstbell.people.sheets.group_columns import matches as group_matches
from firstbell.people.sheets.groups import GroupWork
from firstbell.people.sheets.organisation_columns import ORGANISATION, POLICIES
from firstbell.people.sheets.organisation_columns import columns as organisation_columns
from firstbell.people.sheets.organisation_columns import matches as organisation_matches
from firstbell.people.sheets.organisations import OrganisationWork
from firstbell.people.sheets.roster import ROSTER
from firstbell.people.sheets.working import PeopleWork
from firstbell.platform.exchange.sheets import Sheet, sheet

__all__ = ["GROUPS", "ORGANISATIONS", "PEOPLE", "ROSTER"]

PEOPLE = sheet(
    Sheet(
        name="people", title="People", things=("person", "people"), thing_type=PERSON, permission="people.change",
        icon="users", columns=columns, open=PeopleWork, matches=matches, url_name="people:people",
        hint="What the MIS exports: whoever is known by MIS number or email is brought up to date, nobody is added twice.",
    )
)  # fmt: skip

ORGANISATIONS = sheet(
    Sheet(
        name="organisations", title="Organisations", things=("organisation", "organisations"), thing_type=ORGANISATION,
        permission="people.change_organisations", icon="building-store", columns=organisation_columns,
        open=OrganisationWork, matches=organisation_matches, policies=POLICIES, url_name="people:organisations",
        spill="notes", order=70,
        hint="Suppliers and support partners: whom to ring, and which account number to say.",
    )
)  # fmt: skip

GROUPS = sheet(
    Sheet(
        name="groups", title="Groups", things=("group", "groups"), thing_type=GROUP, permission="people.change",
        icon="users-group", columns=group_columns, open=GroupWork, matches=group_matches, url_name="people:groups",
        order=80,
        hint="Classes, tutor groups and departments: a line for each, or one for each of their members.",
    )
)  # fmt: skip
