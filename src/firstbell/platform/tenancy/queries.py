from __future__ import annotations

from copy import copy

from firstbell.platform.database.remembered import Remembered
from firstbell.platform.tenancy.models import School, Viewer

_schools: Remembered[list[School]] = Remembered(School)


def every_school() -> list[School]:
    """All there are or were, by name. Copies, because a page may do with its school what it likes."""
    rows = School.objects.order_by("name_key")
    return [copy(school) for school in _schools.get("all", lambda: list(rows))]


def schools_of(viewer: Viewer, permission: str = "tenancy.view") -> list[School]:
    """The schools somebody sees that have not left, by name."""
    seen = viewer.schools(permission)
    return [
        school
        for school in every_school()
        if school.left_on is None and (seen is None or school.pk in seen)
    ]
