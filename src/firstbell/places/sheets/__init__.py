"""Rooms as a spreadsheet."""

from __future__ import annotations

from firstbell.places.sheets.columns import ROOM, columns, matches
from firstbell.places.sheets.working import RoomWork
from firstbell.platform.exchange.sheets import Sheet, sheet

ROOMS = sheet(
    Sheet(
        name="rooms", title="Rooms", things=("room", "rooms"), thing_type=ROOM, permission="places.change", icon="door",
        columns=columns, open=RoomWork, matches=matches, url_name="places:rooms", spill="notes",
        lookups={"places.building": ("building", "buildings")},
        hint="The list of rooms that the timetable or the MIS exports: one room on each line.",
    )
)  # fmt: skip
