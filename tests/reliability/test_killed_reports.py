"""A device's report that was acknowledged is there after the power went: the device, its item, all of its programs."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator

import pytest

from tests.reliability.reporting import APART, Reporter, is_kept_whole, kept
from tests.reliability.school import School, database
from tests.reliability.wholeness import is_whole

pytestmark = pytest.mark.slow

KILLS = int(os.environ.get("FIRSTBELL_KILLS", "10"))
HANDS = 4
SEED = 20_261_125


@pytest.fixture
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    with database("firstbell_reports") as url:
        made = School(tmp_path_factory.mktemp("school") / "data", url)
        made.found()
        made.start()
        yield made
        made.stop()


@pytest.fixture
def address(school: School) -> str:
    return school.run("agents", "key", "--school", "Hartley Vale School")


def test_an_acknowledged_report_outlives_the_power_whole(school: School, address: str) -> None:
    chance = random.Random(SEED)
    acknowledged: dict[int, int] = {}
    for number in range(KILLS):
        reporters = [
            Reporter(school, address, (1 + number * HANDS + hand) * APART, xml=hand % 2 == 1)
            for hand in range(HANDS)
        ]
        for one in reporters:
            one.start()
        time.sleep(chance.uniform(0.3, 2.5))  # the moment is the test
        school.kill()
        for one in reporters:
            one.join(90)
            assert not one.refused
            acknowledged |= one.acknowledged
        school.start()
        is_kept_whole(school, acknowledged)
        for one in reporters:
            # What was on its way when the power went comes again, as agents do it.
            one.send()
            assert not one.refused
            acknowledged |= one.acknowledged
        is_kept_whole(school, acknowledged)
    assert acknowledged
    assert len(kept(school)) == len(acknowledged)
    is_whole(school)
