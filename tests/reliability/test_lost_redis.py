"""Redis is only the doorbell: while it is gone pages answer and work is done, and each piece of it once."""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.reliability.school import School, database
from tests.reliability.test_serving import _is_open, change_many, is_done, part, register, until

pytestmark = pytest.mark.slow


class Redis:
    """A real one on a free port of this machine, that can be killed and started again on the same."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.folder = folder
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        words = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        self.server = subprocess.Popen(words, cwd=self.folder, stdout=subprocess.DEVNULL)
        until(lambda: _is_open(self.port))

    def kill(self) -> None:
        self.server.kill()
        self.server.wait(30)


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    if not shutil.which("redis-server"):
        pytest.skip("redis-server is not installed")
    made = Redis(tmp_path)
    made.start()
    yield made
    made.kill()


@pytest.fixture
def school(tmp_path: Path, redis: Redis) -> Iterator[School]:
    with database("firstbell_redis") as url:
        yield School(tmp_path / "data", url, REDIS_URL=redis.url)


def reasons(school: School) -> list[str]:
    status, found = school.call("GET", "/healthz")
    assert status == 200
    said: list[str] = found["reasons"]
    return said


def says_so(school: School) -> bool:
    return any("REDIS_URL" in reason for reason in reasons(school))


def waiting(school: School) -> int:
    return int(school.rows("SELECT count(*) FROM jobs_job WHERE state <> 'done'")[0][0])


def staged(school: School) -> int:
    """How many of the history's lines say that an item went missing: one an item, however often it was tried."""
    sql = "SELECT count(*) FROM audit_event WHERE kind = 'equipment.stage_changed'"
    return int(school.rows(sql)[0][0])


def test_jobs_outlive_the_redis_that_was_to_announce_them(school: School, redis: Redis) -> None:
    school.found()
    with part(school, "web"):
        until(school._answers)
        register(school)
        change_many(school)  # rung in Redis, with nobody there to do it
        redis.kill()

        assert school.get("/equipment/") == 200
        assert school.call("GET", "/api/v1/items")[0] == 200
        assert says_so(school)
        assert not is_done(school)
        redis.start()
        with part(school, "worker"):
            until(lambda: is_done(school))  # nobody rang for it any more
            redis.kill()
            change_many(school)
            until(lambda: waiting(school) == 0)
            assert school.get("/equipment/") == 200
            redis.start()
            until(lambda: not says_so(school))

    changed = school.rows("SELECT count(*) FROM equipment_item WHERE lifecycle = 'missing'")
    assert changed == [(300,)]
    assert staged(school) == 300
