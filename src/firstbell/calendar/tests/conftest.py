from __future__ import annotations

from dataclasses import replace

import pytest

from firstbell.calendar import actions, queries
from firstbell.lib.schooltime import presets


@pytest.fixture
def this_year(hartley, asha, moment):
    """2026/27 as most English schools have it, in two weeks."""
    plan = replace(queries.usual_plan(hartley, 2026), weeks=2)
    return actions.add_year(hartley, plan, by=asha, at=moment)


@pytest.fixture
def bells(hartley, asha, moment):
    return actions.add_bells(hartley, presets.day_pattern("five"), by=asha, at=moment)
