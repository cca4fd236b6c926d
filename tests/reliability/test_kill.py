"""What was acknowledged is there after the power went, once and whole; and a backup of a busy school is whole too."""

from __future__ import annotations

import contextlib
import os
import random
import threading
import time
from collections.abc import Iterator
from http.client import HTTPException
from pathlib import Path

import pytest

from tests.reliability.school import School, rows

pytestmark = pytest.mark.slow

KILLS = int(os.environ.get("FIRSTBELL_KILLS", "5"))
SEED = 20_261_123


class Writer(threading.Thread):
    """Another system that adds items one after another until nobody answers; it remembers what it was promised."""

    def __init__(self, school: School, name: str, body: dict[str, str]) -> None:
        super().__init__(daemon=True)
        self.school, self.body, self.prefix = school, body, name
        self.promised: dict[str, str] = {}
        self.refused: list[object] = []
        self.enough = threading.Event()

    def run(self) -> None:
        number = 0
        with contextlib.suppress(OSError, HTTPException):
            while not self.enough.is_set():
                number += 1
                serial = f"{self.prefix}X{number:05}"
                status, made = self.school.call(
                    "POST",
                    "/api/v1/items",
                    {**self.body, "serial": serial},
                    **{"Idempotency-Key": serial},
                )
                if status != 201:
                    self.refused.append(made)
                    return
                self.promised[serial] = made["uid"]


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    made = School(tmp_path_factory.mktemp("school") / "data")
    made.found()
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def laptop(school: School) -> dict[str, str]:
    found = school.call("GET", "/api/v1/schools")[1]["items"][0]["uid"]
    kinds = school.call("GET", "/api/v1/categories?limit=200")[1]["items"]
    return {
        "school": found,
        "category": next(kind["uid"] for kind in kinds if kind["name"] == "Laptop"),
    }


def promised_and_whole(data: Path, promised: dict[str, str]) -> None:
    there = dict(
        rows(data, "SELECT serial, replace(uid, '-', '') FROM equipment_item WHERE serial <> ''")
    )
    assert {
        serial: uid.replace("-", "") for serial, uid in promised.items()
    }.items() <= there.items()
    assert rows(data, "PRAGMA integrity_check") == [("ok",)]
    assert rows(data, "PRAGMA foreign_key_check") == []
    whole(data, sorted(there.values()))


def whole(data: Path, uids: list[str]) -> None:
    """Each item once in each place, and in no place anything of an item that is not there."""
    of_items = {
        "itself": "SELECT uid FROM equipment_item",
        "its number": "SELECT max(uid) FROM equipment_item GROUP BY tag_key",
        "history": "SELECT subject_uid FROM audit_event WHERE kind = 'equipment.registered'",
        "identity": "SELECT i.uid FROM equipment_identity n JOIN equipment_item i ON i.id = n.item_id AND i.serial = n.value",
        "search": "SELECT s.thing_uid FROM search_searchentry s JOIN equipment_item i ON i.uid = s.thing_uid",
    }
    for where, sql in of_items.items():
        assert sorted(str(uid).replace("-", "") for (uid,) in rows(data, sql)) == uids, where


def test_what_was_acknowledged_outlives_the_power(school: School, laptop: dict[str, str]) -> None:
    chance = random.Random(SEED)
    promised: dict[str, str] = {}
    for number in range(KILLS):
        writers = [Writer(school, f"K{number}W{hand}", laptop) for hand in range(2)]
        for writer in writers:
            writer.start()
        time.sleep(chance.uniform(0.3, 2.5))  # the moment is the test
        school.kill()
        for writer in writers:
            writer.join(60)
            assert not writer.refused
            promised |= writer.promised
        school.start()
        promised_and_whole(school.data, promised)
    assert promised


def test_a_request_that_died_is_not_done_twice_when_it_is_sent_again(
    school: School, laptop: dict[str, str]
) -> None:
    writer = Writer(school, "AGAIN", laptop)
    writer.start()
    while len(writer.promised) < 3 and writer.is_alive():
        time.sleep(0.05)
    school.kill()
    writer.join(60)
    school.start()

    for serial, uid in list(writer.promised.items())[:3]:
        status, made = school.call(
            "POST", "/api/v1/items", {**laptop, "serial": serial}, **{"Idempotency-Key": serial}
        )
        assert (status, made["uid"]) == (201, uid)
    promised_and_whole(school.data, writer.promised)


def test_a_backup_of_a_busy_school_is_whole(
    school: School, laptop: dict[str, str], tmp_path: Path
) -> None:
    writer = Writer(school, "BUSY", laptop)
    writer.start()
    while len(writer.promised) < 5 and writer.is_alive():
        time.sleep(0.05)
    before = dict(writer.promised)
    school.run("backup", "--to", str(tmp_path / "busy.tar.gz"))
    writer.enough.set()
    writer.join(60)
    assert not writer.refused
    assert len(writer.promised) > len(before), "Nothing was written meanwhile"

    said = school.run("restore", str(tmp_path / "busy.tar.gz"), data=tmp_path / "elsewhere")

    assert "all counted" in said
    promised_and_whole(tmp_path / "elsewhere", before)
