"""A disk with no room left: who saves is told so, nothing is half there, pages go on, and room mends everything."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.serving import command
from tests.reliability.school import School
from tests.reliability.test_serving import until
from tests.reliability.wholeness import is_whole

pytestmark = pytest.mark.slow

SENTENCE = "The disk that Firstbell keeps its data on is full"
ROOM = 48 * 1024 * 1024
ITEMS = "/api/v1/items"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={ROOM},mode=0777", "tmpfs", str(disk)],
        capture_output=True,
        check=False,
    )
    if made.returncode:
        pytest.skip("Only root can make a small disk to fill")
    try:
        yield disk
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


@pytest.fixture
def school(small_disk: Path) -> Iterator[School]:
    made = School(small_disk / "data")
    made.found()
    made.start()
    yield made
    made.stop()


def fill(disk: Path) -> None:
    """Until not one more byte fits."""
    with (disk / "filler").open("wb", buffering=0) as filler:
        for size in (1 << 20, 1 << 12, 1):
            with contextlib.suppress(OSError):
                while True:
                    filler.write(b"\0" * size)
    assert shutil.disk_usage(disk).free == 0


def add_items(school: School, prefix: str, most: int = 400) -> tuple[list[str], tuple[int, object]]:
    """Until one is refused: what was acknowledged, and the refusal."""
    kinds = school.call("GET", "/api/v1/categories?limit=200")[1]["items"]
    where = school.call("GET", "/api/v1/schools")[1]["items"][0]["uid"]
    done: list[str] = []
    for number in range(most):
        body = {"school": where, "category": kinds[0]["uid"], "serial": f"{prefix}{number:05}"}
        status, answer = school.call("POST", ITEMS, body)
        if status != 201:
            return done, (status, answer)
        done.append(answer["uid"])
    return done, (201, None)


def upload(school: School, path: str, size: int) -> tuple[int, object]:
    content = "".join(f"Lamp {number},{number}\r\n" for number in range(size // 10))
    body = (
        '--x\r\nContent-Disposition: form-data; name="file"; filename="lamps.csv"\r\n'
        f"Content-Type: text/csv\r\n\r\nRoom,Lamp\r\n{content}\r\n--x--\r\n"
    )
    return school.send("POST", path, body.encode(), "multipart/form-data; boundary=x")


def health(school: School) -> list[str]:
    status, found = school.call("GET", "/healthz")
    assert status == 200
    reasons: list[str] = found["reasons"]
    return reasons


def test_a_full_disk_loses_nothing_and_says_so(school: School, small_disk: Path) -> None:
    school.sign_in()
    before, (status, _) = add_items(school, "A", 20)
    assert status == 201
    room = a_room(school)
    fill(small_disk)

    during, refusal = add_items(school, "B")
    file = upload(school, f"/api/v1/files/of/places.room/{room}", 400_000)
    kept = school.get("/equipment/")
    backup = subprocess.run(
        command("backup"),
        env=school.environment(),
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )

    assert refusal[0] == 507
    assert SENTENCE in refusal[1]["detail"]
    assert file[0] == 507
    assert SENTENCE in file[1]["detail"]
    assert kept == 200
    assert "full" in health(school)[0]
    assert backup.returncode
    assert SENTENCE in backup.stderr
    assert "Traceback" not in backup.stderr
    for folder in ("backups", "files"):
        assert not [one for one in (school.data / folder).rglob("*") if one.is_file()], folder

    (small_disk / "filler").unlink()
    after, (status, _) = add_items(school, "C", 5)

    assert status == 201
    assert not [reason for reason in health(school) if "full" in reason]
    acknowledged = sorted(uid.replace("-", "") for uid in (*before, *during, *after))
    assert school.bare("SELECT uid FROM equipment_item") == acknowledged
    is_whole(school)


def test_an_import_waits_for_room_and_ends_by_itself(school: School, small_disk: Path) -> None:
    school.sign_in()
    lines = "".join(f"Laptop,D{number:06}\n" for number in range(6_000))
    sheet = small_disk.parent / "list.csv"
    sheet.write_text(f"Category,Serial\n{lines}")
    fill(small_disk)

    done = subprocess.run(
        command("import", "equipment", str(sheet), "--school", "Hartley Vale School"),
        env=school.environment(), cwd="/", capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode
    assert SENTENCE in done.stderr
    assert "Traceback" not in done.stderr
    assert not school.bare("SELECT 1 FROM equipment_item")

    (small_disk / "filler").unlink()
    school.run("import", "equipment", str(sheet), "--school", "Hartley Vale School")

    assert len(school.bare("SELECT uid FROM equipment_item")) == 6_000
    is_whole(school)


def test_work_that_found_no_room_is_done_when_there_is_some(
    school: School, small_disk: Path
) -> None:
    school.sign_in()
    add_items(school, "W", 260)
    fill(small_disk)
    school.post("/lists/equipment.items/do/stage/", all="1", query="", stage="missing", sure="1")

    (small_disk / "filler").unlink()
    status, _ = school.post(
        "/lists/equipment.items/do/stage/", all="1", query="", stage="missing", sure="1"
    )

    assert status == 302
    until(
        lambda: (
            school.rows("SELECT count(*) FROM equipment_item WHERE lifecycle = 'missing'")
            == [(260,)]
        )
    )


def a_room(school: School) -> str:
    where = school.call("GET", "/api/v1/schools")[1]["items"][0]["uid"]
    status, block = school.call("POST", "/api/v1/buildings", {"school": where, "name": "ICT block"})
    assert status == 201
    one = {"name": "ICT 2", "building": block["uid"]}
    status, made = school.call("POST", "/api/v1/rooms", {"school": where, "rooms": [one]})
    assert status == 201
    return str(made[0]["uid"])
