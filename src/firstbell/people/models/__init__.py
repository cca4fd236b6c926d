from __future__ import annotations

from firstbell.people.models.groups import Group, GroupMember
from firstbell.people.models.keepers import RoomKeeper
from firstbell.people.models.organisations import Organisation
from firstbell.people.models.persons import Membership, Person
from firstbell.people.models.retention import Retention
from firstbell.people.models.rosters import GroupKey, PersonKey, RosterRun, RosterSource

__all__ = [
    "Group",
    "GroupKey",
    "GroupMember",
    "Membership",
    "Organisation",
    "Person",
    "PersonKey",
    "Retention",
    "RoomKeeper",
    "RosterRun",
    "RosterSource",
]
