"""What can be done to many rooms at once: each is the verb that one room has."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet

from firstbell.places import actions
from firstbell.places.models import Room
from firstbell.places.states import RoomKind
from firstbell.platform.accounts.actors import Actor

Rows = QuerySet[Room]


def fields(actor: Actor) -> dict[str, forms.Field]:
    return {
        "kind": forms.ChoiceField(label="kind", choices=RoomKind.choices),
        "capacity": forms.IntegerField(label="seats", min_value=0, max_value=5000),
        "notes": forms.CharField(label="notes", widget=forms.Textarea(attrs={"rows": 3})),
    }


def change(rows: Rows, *, by: Actor, at: datetime, changes: dict[str, Any]) -> None:
    rooms = list(rows.select_related("building", "floor", "school"))
    actions.change_rooms(rooms, by=by, at=at, changes=changes)


def archive(rows: Rows, *, by: Actor, at: datetime) -> None:
    for room in rows.select_related("building", "school"):
        actions.archive_room(room, by=by, at=at)
