"""Lists of people as other systems export them: what each says, as one kind of list, with a verdict on what is wrong."""

from __future__ import annotations

from firstbell.lib.rosters.grades import year_of_grade
from firstbell.lib.rosters.lines import HEADINGS, Belonging, line_of_group, line_of_person, written
from firstbell.lib.rosters.listed import Group, Person, Roster
from firstbell.lib.rosters.oneroster import read_oneroster
from firstbell.lib.rosters.sds import read_sds
from firstbell.lib.rosters.tables import LIMITS, Limits

__all__ = [
    "HEADINGS",
    "LIMITS",
    "Belonging",
    "Group",
    "Limits",
    "Person",
    "Roster",
    "line_of_group",
    "line_of_person",
    "read_oneroster",
    "read_sds",
    "written",
    "year_of_grade",
]
