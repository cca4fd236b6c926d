from __future__ import annotations

from typing import Any

import pytest

from firstbell.equipment.actions import cataloguing, registering
from firstbell.equipment.models import Category, Item
from firstbell.platform.accounts.actors import system_actor
from firstbell.software.actions import naming


@pytest.fixture
def rules(db: Any, moment: Any) -> int:
    return naming.start(at=moment)


@pytest.fixture
def devices(hartley: Any, moment: Any) -> Any:
    """`devices(3)`: so many laptops of Hartley Vale."""
    by = system_actor()
    kind = cataloguing.named(Category, "Laptop", by=by, at=moment)

    def make(count: int, school: Any = hartley) -> list[Item]:
        drafts = [registering.Draft(kind, {}) for _ in range(count)]
        made = registering.register(school, drafts, by=by, at=moment)
        return list(Item.objects.filter(pk__in=[one.id for one in made]).order_by("pk"))

    return make
