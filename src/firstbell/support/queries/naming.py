"""What the conditions and acts of rules point to: rows by their uid, offered, named and known to be there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db.models import Q

from firstbell.equipment.models import Category as ItemCategory
from firstbell.equipment.models import Model as ItemModel
from firstbell.people.models import Group
from firstbell.places.models import Building, Room
from firstbell.platform.accounts.models import Account
from firstbell.platform.notifications.queries import accounts_with
from firstbell.platform.tenancy.models import School
from firstbell.support.models import (
    Category,
    ChecklistTemplate,
    Macro,
    RequestType,
    Status,
    Team,
)
from firstbell.support.states import DONE, Phase

Rows = Callable[[School, date], Any]

# Of each kind: its rows, and those of them that are offered in a school.
KINDS: Final[Mapping[str, tuple[Any, Rows]]] = {
    "category": (Category, lambda school, on: Category.objects.live()),
    "request": (RequestType, lambda school, on: RequestType.objects.live().filter(_here(school))),
    "team": (Team, lambda school, on: Team.objects.live().at(school.pk)),
    "status": (Status, lambda school, on: Status.objects.live()),
    "open_status": (Status, lambda school, on: Status.objects.live().exclude(phase__in=(*DONE, Phase.NEW))),
    "school": (School, lambda school, on: School.objects.filter(left_on=None).order_by("name_key")),
    "building": (Building, lambda school, on: Building.objects.open().filter(school=school).order_by("name_key")),
    "room": (Room, lambda school, on: Room.objects.open().filter(school=school).order_by("name_key")),
    "group": (Group, lambda school, on: Group.objects.open().filter(school=school).order_by("name_key")),
    "item_category": (ItemCategory, lambda school, on: ItemCategory.objects.order_by("name_key")),
    "item_model": (ItemModel, lambda school, on: ItemModel.objects.order_by("name_key")),
    "worker": (Account, lambda school, on: accounts_with("support.work", school.pk, on).order_by("name")),
    "viewer": (Account, lambda school, on: accounts_with("support.view", school.pk, on).order_by("name")),
    "checklist": (ChecklistTemplate, lambda school, on: ChecklistTemplate.objects.live().at(school.pk)),
    "macro": (Macro, lambda school, on: Macro.objects.live().at(school.pk).exclude(owner="me")),
}  # fmt: skip


def _here(school: School) -> Q:
    return Q(school=school) | Q(school=None)


def choices(kind: str, school: School, on: date) -> list[tuple[str, str]]:
    return [(str(row.uid), str(row)) for row in KINDS[kind][1](school, on)]


def one(kind: str, uid: str) -> Any:
    """The row, unless it is gone or put away."""
    try:
        row = KINDS[kind][0].objects.filter(uid=UUID(uid)).first()
    except ValueError:
        return None
    gone = row is None or getattr(row, "archived_at", None) or not getattr(row, "is_active", True)
    return None if gone else row


def names(wanted: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What each is called, by its uid; a query for each kind."""
    by_kind: dict[str, set[str]] = {}
    for kind, uid in wanted:
        if is_uid(uid):
            by_kind.setdefault(kind, set()).add(uid)
    found: dict[str, str] = {}
    for kind, uids in by_kind.items():
        rows = KINDS[kind][0].objects.filter(uid__in=uids)
        found |= {str(row.uid): str(row) for row in rows}
    return found


def is_uid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
