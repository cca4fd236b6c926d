"""A school takes notes and tags in the tests of the platform, which knows no nearer thing to hang them on.

Pictures it takes everywhere: one is its logo (`platform/labels/logos.py`).
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from firstbell.platform.accounts.actors import Actor
from firstbell.platform.notes import registry as noted
from firstbell.platform.tags import registry as tagged
from firstbell.platform.tenancy.models import School

SCHOOL = "tenancy.school"


def _load(actor: Actor, uid: UUID) -> Any:
    return School.objects.visible_to(actor).filter(uid=uid).first()


noted.accept(SCHOOL, "tenancy.view", load=_load)
tagged.accept(SCHOOL, "tenancy.change", load=_load)
