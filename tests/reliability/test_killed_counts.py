"""A phone sends what it kept while the server dies under it, again and again: no scan is lost, and none is doubled."""

from __future__ import annotations

import contextlib
import json
import os
import random
import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException
from typing import Any
from uuid import uuid4

import pytest

from tests.reliability.school import School, database
from tests.reliability.wholeness import is_whole

pytestmark = pytest.mark.slow

KILLS = int(os.environ.get("FIRSTBELL_KILLS", "5"))
ITEMS, BATCH, SEED = 60, 7, 20_260_716
SYNC = "/counts/phone/sync/"


@pytest.fixture
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    with database("firstbell_counts") as url:
        made = School(tmp_path_factory.mktemp("school") / "data", url)
        made.found()
        made.start()
        yield made
        made.stop()


@pytest.fixture
def tags(school: School) -> list[str]:
    where = school.call("GET", "/api/v1/schools")[1]["items"][0]["uid"]
    kinds = school.call("GET", "/api/v1/categories?limit=200")[1]["items"]
    laptop = next(kind["uid"] for kind in kinds if kind["name"] == "Laptop")
    made = [
        school.call(
            "POST",
            "/api/v1/items",
            {"school": where, "category": laptop, "serial": f"JULY{number}"},
        )[1]
        for number in range(ITEMS)
    ]
    return [item["tag"] for item in made]


@pytest.fixture
def token(school: School, tags: list[str]) -> str:
    """Of a phone in a count that is open."""
    school.sign_in()
    _, page = school.post("/counts/new/", name="July count", scope="all")
    school.post(f"{page}opening/")
    connection = HTTPConnection("localhost", school.port, timeout=60)
    jar = "; ".join(f"{name}={value}" for name, value in school.cookies.items())
    words = f"device=Phone&csrfmiddlewaretoken={school.cookies['firstbell_csrf']}"
    form = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": jar}
    connection.request("POST", page.replace("/counts/", "/counts/phone/") + "join/", words, form)
    told = json.loads(connection.getresponse().read())
    connection.close()
    return str(told["token"])


class Phone(threading.Thread):
    """Scans everything over and over and sends it in batches, until nobody answers; what was not answered stays."""

    def __init__(self, school: School, token: str, tags: list[str], waiting: list[Any]) -> None:
        super().__init__(daemon=True)
        self.school, self.token, self.tags, self.waiting = school, token, tags, waiting
        self.answered: dict[str, str] = {}
        self.refused: list[Any] = []
        self.chance = random.Random(len(waiting) + SEED)

    def run(self) -> None:
        with contextlib.suppress(OSError, HTTPException):
            while not self.refused:
                self.send()

    def send(self) -> None:
        now = time.time() * 1000
        while len(self.waiting) < BATCH:
            scan = {"id": str(uuid4()), "kind": "found", "code": self.chance.choice(self.tags), "at": now}  # fmt: skip
            self.waiting.append(scan)
        body = {"now": now, "cursor": 0, "scans": self.waiting}
        status, told = self.school.call("POST", SYNC, body, Authorization=f"Count {self.token}")
        if status != 200 or len(told["done"]) != len(self.waiting):
            self.refused.append((status, told))
            return
        self.answered |= told["done"]
        self.waiting.clear()


def test_no_scan_is_lost_or_doubled_whenever_the_power_goes(
    school: School, token: str, tags: list[str]
) -> None:
    chance = random.Random(SEED)
    waiting: list[Any] = []
    answered: dict[str, str] = {}
    for _ in range(KILLS):
        phone = Phone(school, token, tags, waiting)
        phone.start()
        time.sleep(chance.uniform(0.3, 1.5))  # the moment is the test
        school.kill()
        phone.join(60)
        assert not phone.refused
        answered |= phone.answered
        school.start()
        # What was on its way when the power went comes again, whole.
        phone.send()
        assert not phone.refused
        answered |= phone.answered
        is_kept(school, answered)
    assert len(answered) > BATCH
    is_whole(school)


def is_kept(school: School, answered: dict[str, str]) -> None:
    """Every scan that was answered once, none besides, and each thing that was scanned found."""
    there = school.bare("SELECT CAST(scan_id AS text) FROM equipment_countscan")
    assert there == sorted(uid.replace("-", "") for uid in answered)
    scanned = school.bare(
        "SELECT DISTINCT i.tag FROM equipment_countscan s JOIN equipment_item i ON i.id = s.item_id"
    )
    found = school.bare(
        "SELECT i.tag FROM equipment_countline l JOIN equipment_item i ON i.id = l.item_id WHERE l.verdict = 'found'"
    )
    assert found == scanned
