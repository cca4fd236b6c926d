"""What places lend to the platform, on one page."""

from __future__ import annotations

from firstbell.places.models import Room
from firstbell.platform.search import registry as search


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
