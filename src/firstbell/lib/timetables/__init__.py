"""Timetables as schools and their programs write them: "MonB:3", and calendar feeds of a room or a teacher."""

from __future__ import annotations

from firstbell.lib.timetables.labels import Labels
from firstbell.lib.timetables.slots import Slot, parse_day, parse_slots, parse_week

__all__ = ["Labels", "Slot", "parse_day", "parse_slots", "parse_week"]
