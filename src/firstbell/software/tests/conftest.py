from __future__ import annotations

from typing import Any

import pytest

from firstbell.agents.models import Device
from firstbell.equipment.actions import cataloguing, registering
from firstbell.equipment.models import Category, Item
from firstbell.platform.accounts.actors import system_actor
from firstbell.software.actions import naming


@pytest.fixture
def rules(db: Any, moment: Any) -> int:
    return naming.start(at=moment)


@pytest.fixture
def devices(hartley: Any, moment: Any) -> Any:
    """`devices(3)`: so many laptops of Hartley Vale that report."""
    by = system_actor()
    kind = cataloguing.named(Category, "Laptop", by=by, at=moment)

    def make(count: int, school: Any = hartley) -> list[Item]:
        drafts = [registering.Draft(kind, {}) for _ in range(count)]
        made = registering.register(school, drafts, by=by, at=moment)
        Device.objects.bulk_create(
            Device(school=school, item_id=one.id, first_seen_at=moment, last_contact_at=moment)
            for one in made
        )
        return list(Item.objects.filter(pk__in=[one.id for one in made]).order_by("pk"))

    return make
