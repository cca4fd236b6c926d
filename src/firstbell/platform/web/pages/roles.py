"""Who may do what: the permission table, readable aloud."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from firstbell.platform.accounts.permissions import needs, table
from firstbell.platform.accounts.states import ROLE_SENTENCES, Role
from firstbell.platform.web import slots

slots.settings(
    slots.MenuItem("Who may do what", "permissions", "list-check", "web.view", "Access", 20)
)


ROOM_NAMES = {
    "api": "The API", "web": "The pages", "audit": "History", "tenancy": "Schools", "exchange": "Imports and exports",
    "fields": "Our own fields", "jobs": "Work in the background", "lists": "Lists and views", "notes": "Notebook",
    "attachments": "Pictures and papers", "backup": "Backups", "codes": "Codes on labels", "places": "Rooms and buildings",
    "notifications": "Notices and channels", "accounts": "People and roles",
}  # fmt: skip


def by_room() -> list[dict[str, Any]]:
    """A table per room: a sentence, and for each role whether it holds."""
    rooms: dict[str, list[dict[str, Any]]] = {}
    for name, permission in table().items():
        row = {
            "name": name,
            "sentence": permission.sentence,
            "also": permission.also_sentence,
            "unless": permission.unless_sentence,
            "held": [role.label for role in Role if role in permission.roles],
            "roles": [(role, role in permission.roles) for role in Role],
        }
        rooms.setdefault(name.split(".")[0], []).append(row)
    return [
        {"name": ROOM_NAMES.get(room, room.capitalize()), "rows": rows}
        for room, rows in rooms.items()
    ]


@require_safe
@needs("web.view")
def permissions(request: HttpRequest) -> HttpResponse:
    context = {"rooms": by_room(), "roles": list(ROLE_SENTENCES.items())}
    return render(request, "web/permissions.html", context)


urlpatterns = [path("settings/permissions/", permissions, name="permissions")]
