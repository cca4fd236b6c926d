"""The verbs of people; `actions.take_on(…)` is the one that forms, imports and directories share."""

from __future__ import annotations

from firstbell.people.actions.groups import (
    add_group,
    archive_group,
    change_group,
    groups_called,
    put_in,
    restore_group,
    take_out,
)
from firstbell.people.actions.keepers import end_keeper, name_keeper
from firstbell.people.actions.leaving import anonymise, merge_people, remove_person
from firstbell.people.actions.memberships import change_membership, join, leave, stay
from firstbell.people.actions.organisations import (
    NewOrganisation,
    add_organisation,
    add_organisations,
    archive_organisation,
    change_organisation,
    restore_organisation,
)
from firstbell.people.actions.parting import unmerge_people
from firstbell.people.actions.persons import change_person
from firstbell.people.actions.rosters.belonging import leave_many
from firstbell.people.actions.taking_on import Arrival, Taken, add_person, refuse_misfit, take_on

__all__ = [
    "Arrival",
    "NewOrganisation",
    "Taken",
    "add_group",
    "add_organisation",
    "add_organisations",
    "add_person",
    "anonymise",
    "archive_group",
    "archive_organisation",
    "change_group",
    "change_membership",
    "change_organisation",
    "change_person",
    "end_keeper",
    "groups_called",
    "join",
    "leave",
    "leave_many",
    "merge_people",
    "name_keeper",
    "put_in",
    "refuse_misfit",
    "remove_person",
    "restore_group",
    "restore_organisation",
    "stay",
    "take_on",
    "take_out",
    "unmerge_people",
]
