"""What places lend to the platform, on one page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from firstbell.places import actions
from firstbell.places.models import Floor, Room
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import can
from firstbell.platform.attachments import registry as attachments
from firstbell.platform.fields import registry as fields
from firstbell.platform.fields.queries import fields_of
from firstbell.platform.labels import registry as labels
from firstbell.platform.merges import registry as merges
from firstbell.platform.notes import registry as notes
from firstbell.platform.search import registry as search
from firstbell.platform.tags import registry as tags
from firstbell.platform.web import slots
from firstbell.platform.web.kept import own_facts
from firstbell.platform.web.labelling import labelled


def _entry(room: Room) -> search.Entry:
    aliases = " ".join(alias.name for alias in room.aliases.all())
    return search.Entry(
        thing_id=room.pk,
        thing_uid=room.uid,
        school_id=room.school_id,
        label=room.name,
        detail=f"{room.get_kind_display()}, {room.where}",
        codes=[room.code] if room.code else [],
        words=aliases,
    )


search.index(
    search.ThingType(
        model=Room,
        name="places.room",
        title="Rooms",
        icon="door",
        permission="places.view",
        entry=_entry,
        rows=lambda: Room.objects.open().with_place().prefetch_related("aliases"),
        order=30,
    )
)

slots.menu(slots.MenuItem("Rooms", "places:rooms", "door", "places.view", order=20))
slots.create(slots.Create("Room", "places:add", "door", "places.change", order=30))
slots.link("places.room", lambda uid: reverse("places:room", args=[uid]))
slots.link("places.floor", lambda uid: reverse("places:floor", args=[uid]))
slots.link("places.building", lambda uid: reverse("places:building", args=[uid]))


def _names(request: HttpRequest, room: Room) -> dict[str, Any] | None:
    words = {
        "box": "new-alias", "add": "places:aliases", "take": "places:alias_take", "asks": "Another name of", "example": "Rm 12",
    }  # fmt: skip
    return _words(request, room, room.aliases, words)


def _spots(request: HttpRequest, room: Room) -> dict[str, Any] | None:
    words = {
        "box": "new-spot", "add": "places:spots", "take": "places:spot_remove", "asks": "A spot in", "example": "Left cupboard",
    }  # fmt: skip
    return _words(request, room, room.spots, words)


def _words(
    request: HttpRequest, room: Room, of: Any, words: dict[str, Any]
) -> dict[str, Any] | None:
    """What is said of a room a line each; whoever may change it adds one and takes one away."""
    may_change = can(request.actor, "places.change", room) and room.is_open
    rows = list(of.order_by("name_key"))
    if not (rows or may_change):
        return None
    return {"rows": rows, "may_change": may_change, "flush": True, **words}


def _own(request: HttpRequest, room: Room) -> dict[str, Any] | None:
    pairs = own_facts(request, room, fields_of("places.room"))
    return {"pairs": pairs} if pairs else None


def _notes(request: HttpRequest, room: Room) -> dict[str, Any] | None:
    return {} if room.notes else None


for _panel in (
    slots.Panel(
        "places.room", "own", "More about it", "list-check", "places/panel_own.html", "places.view", _own,
        side=True, order=25,
    ),
    slots.Panel(
        "places.room", "notes", "Notes", "note", "places/panel_notes.html", "places.view", _notes,
        side=True, order=30,
    ),
    slots.Panel(
        "places.room", "names", "Also called", "tags", "places/panel_words.html", "places.view", _names,
        side=True, order=70,
    ),
    slots.Panel(
        "places.room", "spots", "Spots in it", "map-pin", "places/panel_words.html", "places.view", _spots,
        side=True, order=80,
    ),
):  # fmt: skip
    slots.panel(_panel)

labelled("places.room", in_list="places.rooms")
labels.offer(
    labels.Offer(
        "places.room", "Rooms", "places.view", tag=lambda room: room.name, title=lambda room: room.where,
        load=lambda actor, uids: Room.objects.visible_to(actor).filter(uid__in=uids).with_place(), usual=("kind",),
        fields=(
            labels.Field("kind", "Kind of room", lambda room: room.get_kind_display()),
            labels.Field("code", "Code", lambda room: room.code),
        ),
    )
)  # fmt: skip


def _room(actor: Actor, uid: UUID) -> Room | None:
    found: Room | None = Room.objects.visible_to(actor).filter(uid=uid).first()
    return found


def _floor(actor: Actor, uid: UUID) -> Floor | None:
    found: Floor | None = Floor.objects.visible_to(actor).filter(uid=uid).first()
    return found


attachments.accept("places.room", "places.change", load=_room)
attachments.accept("places.floor", "places.change", load=_floor)
fields.keeps("places.room", Room, load=_room)
notes.accept("places.room", "places.change", load=_room)
tags.accept("places.room", "places.change", load=_room, list="places.rooms")
merges.accept(
    "places.room", "places.merge", undo=actions.unmerge_rooms,
    rows=lambda actor: Room.objects.visible_to(actor).select_related("building", "school"),
)  # fmt: skip
