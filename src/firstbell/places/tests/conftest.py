from __future__ import annotations

import pytest

from firstbell.places import actions


@pytest.fixture
def ict_block(hartley, asha, moment):
    return actions.add_building(hartley, name="ICT block", by=asha, at=moment)


@pytest.fixture
def ground(ict_block, asha, moment):
    return actions.add_floor(ict_block, name="Ground floor", level=0, by=asha, at=moment)


@pytest.fixture
def ict_2(hartley, ict_block, ground, asha, moment):
    return actions.add_room(
        hartley, name="ICT 2", building=ict_block, floor=ground, capacity=30, by=asha, at=moment
    )
