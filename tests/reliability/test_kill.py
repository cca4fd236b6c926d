"""What was acknowledged is there after the power went, once and whole; and a backup of a busy school is whole too."""

from __future__ import annotations

import contextlib
import os
import random
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from http.client import HTTPException
from pathlib import Path

import pytest

from tests.browser.serving import command
from tests.reliability.school import School, database
from tests.reliability.wholeness import is_whole

pytestmark = pytest.mark.slow

KILLS = int(os.environ.get("FIRSTBELL_KILLS", "5"))
LINES = 6_000
MANY = 1_500
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
                self.serial = f"{self.prefix}X{number:05}"
                self.send()

    def send(self) -> None:
        status, made = self.school.call(
            "POST",
            "/api/v1/items",
            {**self.body, "serial": self.serial},
            **{"Idempotency-Key": self.serial},
        )
        if status != 201:
            self.refused.append(made)
            self.enough.set()
            return
        self.promised[self.serial] = made["uid"]

    def send_again(self) -> None:
        """What was on its way when the power went: nobody knows whether it was done, so it is sent again at once."""
        self.send()
        assert not self.refused
        [(count,)] = self.school.rows(
            f"SELECT count(*) FROM equipment_item WHERE serial = '{self.serial}'"
        )
        assert count == 1


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    with database("firstbell_kill") as url:
        made = School(tmp_path_factory.mktemp("school") / "data", url)
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


def promised_and_whole(school: School, promised: dict[str, str]) -> None:
    found = school.rows("SELECT serial, CAST(uid AS text) FROM equipment_item WHERE serial <> ''")
    there = {serial: uid.replace("-", "") for serial, uid in found}
    wanted = {serial: uid.replace("-", "") for serial, uid in promised.items()}
    assert wanted.items() <= there.items()
    is_whole(school)


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
        for writer in writers:
            writer.send_again()
            promised |= writer.promised
        promised_and_whole(school, promised)
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
    promised_and_whole(school, writer.promised)


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

    with database("firstbell_elsewhere") as url:
        elsewhere = School(tmp_path / "elsewhere", url)
        said = elsewhere.run("restore", str(tmp_path / "busy.tar.gz"))

        assert "all counted" in said
        promised_and_whole(elsewhere, before)


def test_an_edit_is_there_whole_or_not_at_all(school: School, laptop: dict[str, str]) -> None:
    made = school.call("POST", "/api/v1/items", {**laptop, "serial": "EDITED1"})[1]
    url, chance = f"/api/v1/items/{made['uid']}", random.Random(SEED)
    version = made["version"]
    for _ in range(max(1, KILLS // 2)):
        cut = threading.Timer(chance.uniform(0.2, 1.2), school.kill)
        cut.start()
        with contextlib.suppress(OSError, HTTPException):
            while True:
                status, said = school.call(
                    "PATCH", url, {"notes": f"Looked at {version}"}, **{"If-Match": str(version)}
                )
                assert status == 200, said
                version = said["version"]
        cut.join(60)
        school.start()
        there = school.call("GET", url)[1]
        assert there["version"] in (version, version + 1)
        version = there["version"]
        assert there["notes"] == (f"Looked at {version - 1}" if version > made["version"] else "")
        changed = school.bare(
            "SELECT e.subject_uid FROM audit_event e JOIN equipment_item i ON i.uid = e.subject_uid "
            "WHERE e.kind = 'equipment.changed' AND i.serial = 'EDITED1'"
        )
        assert len(changed) == version - made["version"]
    is_whole(school)


def until(done: Callable[[], object], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "It did not go on by itself"
        time.sleep(0.05)


def one(school: School, sql: str) -> int:
    return int(school.rows(sql)[0][0] or 0)


def test_an_import_that_died_goes_on_by_itself(school: School, tmp_path: Path) -> None:
    sheet = tmp_path / "laptops.csv"
    lines = [f"Laptop,IMP{number:05}\n" for number in range(LINES)]
    sheet.write_text("Category,Serial\n" + "".join(lines))
    words = ("import", "equipment", str(sheet), "--school", "Hartley Vale School")
    brought = "SELECT count(*) FROM equipment_item WHERE serial LIKE 'IMP%'"
    by_hand = subprocess.Popen(
        command(*words), env=school.environment(), cwd=school.data, stdout=subprocess.DEVNULL
    )
    try:
        until(lambda: one(school, brought))
    finally:
        by_hand.kill()
        by_hand.wait(30)
        school.kill()
    assert one(school, brought) < LINES, "It was over before it was killed"

    school.start()
    until(
        lambda: one(
            school,
            "SELECT count(*) FROM exchange_importsession WHERE state = 'applied' AND name = 'laptops.csv'",
        )
    )

    assert one(school, brought) == LINES
    announced = "SELECT count(*) FROM audit_event WHERE kind = 'exchange.brought_in' AND sentence LIKE '%laptops.csv%'"
    assert one(school, announced) == 1
    is_whole(school)


def test_a_change_of_many_that_died_goes_on_by_itself(school: School, tmp_path: Path) -> None:
    sheet = tmp_path / "many.csv"
    sheet.write_text(
        "Category,Serial\n" + "".join(f"Laptop,MANY{number:05}\n" for number in range(MANY))
    )
    words = ("import", "equipment", str(sheet), "--school", "Hartley Vale School")
    subprocess.run(
        command(*words), env=school.environment(), cwd=school.data, check=True, capture_output=True
    )
    school.sign_in()
    # A quick machine is through before the first look; then it is killed without looking.
    stage = "missing"
    if not _cut_short(school, stage, look=True):
        stage = "in_service"
        assert _cut_short(school, stage, look=False), "It was over before it was killed"

    items = "SELECT count(*) FROM equipment_item"
    assert one(school, f"{items} WHERE lifecycle <> '{stage}'") == 0
    changed = school.bare(
        "SELECT DISTINCT subject_uid FROM audit_event WHERE kind = 'equipment.stage_changed'"
    )
    assert set(changed) == set(school.bare("SELECT uid FROM equipment_item"))
    is_whole(school)


def _cut_short(school: School, stage: str, *, look: bool) -> bool:
    """Whether the power went before all was done; it is done in the end either way."""
    status, _ = school.post(
        "/lists/equipment.items/do/stage/", all="1", query="", stage=stage, sure="1"
    )
    assert status == 302
    done = "SELECT done FROM lists_bulkrun ORDER BY id DESC LIMIT 1"
    if look:
        until(lambda: one(school, done))
    school.kill()
    was_cut_short = one(school, done) < one(school, "SELECT count(*) FROM equipment_item")
    school.start()
    until(lambda: not one(school, "SELECT count(*) FROM lists_bulkrun WHERE ended_at IS NULL"))
    return was_cut_short
