"""Answers and approvals, where people, rooms and things are merged, or somebody is forgotten."""

from __future__ import annotations

from datetime import datetime

from firstbell.people.models import Person
from firstbell.platform.audit.events import By
from firstbell.platform.merges.questions import MERGE
from firstbell.platform.tenancy.questions import ERASE
from firstbell.support.actions import requested

ME = "support.requests"
MERGE.answer("places.room", ME)(requested.merge_rooms)
MERGE.answer("people.person", ME)(requested.merge_people)
MERGE.answer("equipment.item", ME)(requested.merge_items)


@ERASE.answer("people.person", ME)
def forget(person: Person, by: By, at: datetime) -> None:
    requested.forget(person, f"Leaver {person.uid.hex[-4:].upper()}")
