from __future__ import annotations

from firstbell.people.models.groups import Group, GroupMember
from firstbell.people.models.keepers import RoomKeeper
from firstbell.people.models.organisations import Organisation
from firstbell.people.models.persons import Membership, Person

__all__ = ["Group", "GroupMember", "Membership", "Organisation", "Person", "RoomKeeper"]
