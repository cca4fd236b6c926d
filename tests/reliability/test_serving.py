"""Starting and stopping: on one machine and on several, safely or not at all, and in words when it cannot."""

from __future__ import annotations

import contextlib
import shutil
import signal
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from http.client import HTTPSConnection
from pathlib import Path

import psutil
import pytest

from tests.browser.serving import command
from tests.reliability.school import School, database

pytestmark = pytest.mark.slow


@pytest.fixture
def school(tmp_path: Path) -> Iterator[School]:
    with database("firstbell_serving") as url:
        made = School(tmp_path / "data", url)
        yield made
        if hasattr(made, "server"):
            made.stop()


@pytest.fixture
def redis_url(tmp_path: Path) -> Iterator[str]:
    if not shutil.which("redis-server"):
        pytest.skip("redis-server is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    server = subprocess.Popen(words, cwd=tmp_path, stdout=subprocess.DEVNULL)
    try:
        until(lambda: _is_open(port))
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait(30)


def _is_open(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def until(done: Callable[[], object], seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "It did not happen"
        time.sleep(0.1)


def said(school: School, **env: str) -> str:
    """What `firstbell serve` says when it does not start."""
    done = subprocess.run(
        command("serve"),
        env={**school.environment(), **env},
        cwd=school.data,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return done.stderr.strip()


@contextlib.contextmanager
def part(school: School, word: str) -> Iterator[subprocess.Popen[bytes]]:
    with (school.data / f"{word}.log").open("w") as log:
        running = subprocess.Popen(
            command(word), env=school.environment(), cwd=school.data, stdout=log, stderr=log
        )
    try:
        yield running
    finally:
        if running.poll() is None:
            running.terminate()
            running.wait(30)


def is_done(school: School) -> bool:
    return school.rows("SELECT state FROM jobs_job WHERE name = 'lists.bulk'") == [("done",)]


WRONG = {
    "other machines without HTTPS": ({"FIRSTBELL_HOST": "0.0.0.0"}, "without HTTPS"),
    "a certificate without its key": ({"FIRSTBELL_TLS_CERT": "/nowhere"}, "go together"),
    "a proxy by name": ({"FIRSTBELL_TRUSTED_PROXIES": "proxy"}, "addresses or networks"),
    "an address that is none": ({"FIRSTBELL_URL": "school"}, "the address that people type"),
    "a database that is gone": ({"DATABASE_URL": "postgres://a@127.0.0.1:1/a"}, "does not answer"),
    "another kind of database": ({"DATABASE_URL": "mysql://a/b"}, "must begin with postgresql://"),
    "a queue that is gone": ({"REDIS_URL": "redis://127.0.0.1:1/0"}, "REDIS_URL does not answer"),
    "a folder that is none": ({"FIRSTBELL_DATA": "/proc/nothing"}, "cannot be used"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_said_in_a_sentence(school: School, what: str) -> None:
    env, words = WRONG[what]

    assert words in said(school, **env)


def test_a_port_that_is_taken_is_named(school: School) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", school.port))
        taken.listen()

        assert f"port {school.port}: Address already in use" in said(school)


def test_an_older_program_leaves_a_newer_database_alone(school: School) -> None:
    school.found()
    newer = "INSERT INTO django_migrations(app, name, applied) VALUES ('tags', '0999_later', '2026-11-23')"
    school.write(newer)

    assert "made by a newer Firstbell (tags.0999_later)" in said(school)


def test_the_schools_own_certificate_makes_everything_https(school: School) -> None:
    school.run("certificate", "localhost", "127.0.0.1")
    tls = school.data / "tls"
    school.env = {
        "FIRSTBELL_URL": f"https://localhost:{school.port}",
        "FIRSTBELL_TLS_CERT": str(tls / "server.pem"),
        "FIRSTBELL_TLS_KEY": str(tls / "server-key.pem"),
    }
    assert (tls / "ca-key.pem").stat().st_mode & 0o077 == 0
    with part(school, "serve"):
        until(lambda: _is_open(school.port))
        trusted = ssl.create_default_context(cafile=str(tls / "ca.pem"))
        connection = HTTPSConnection("localhost", school.port, timeout=30, context=trusted)
        connection.request("GET", "/accounts/login/")
        answer = connection.getresponse()
        answer.read()
        connection.close()

    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    cookies = answer.headers.get_all("Set-Cookie") or []
    assert cookies
    assert all("Secure" in cookie for cookie in cookies)


def test_it_stops_when_it_is_told_and_leaves_nobody_behind(school: School) -> None:
    school.found()
    school.start()
    everybody = psutil.Process(school.server.pid).children(recursive=True)

    school.server.send_signal(signal.SIGTERM)

    assert school.server.wait(30) == 0
    _, alive = psutil.wait_procs(everybody, timeout=15)
    assert not alive


def test_who_loses_its_parent_does_not_keep_the_port(school: School) -> None:
    school.found()
    school.start()
    everybody = psutil.Process(school.server.pid).children(recursive=True)

    school.server.kill()
    school.server.wait(30)

    _, alive = psutil.wait_procs(everybody, timeout=30)
    assert not alive


def test_a_worker_that_died_is_followed_by_another(school: School) -> None:
    school.found()
    school.start()
    register(school)
    mine = psutil.Process(school.server.pid)
    before = {child.pid for child in mine.children()}

    for child in mine.children():  # the server's own child answers requests and has the port
        if not any(one.laddr.port == school.port for one in child.net_connections("tcp")):
            child.kill()
    until(lambda: {child.pid for child in mine.children() if child.is_running()} - before)

    change_many(school)
    until(lambda: is_done(school))


def register(school: School) -> None:
    """Enough laptops for a change of them to be the worker's."""
    kinds = school.call("GET", "/api/v1/categories?limit=200")[1]["items"]
    sheet = school.data / "laptops.csv"
    lines = "".join(f"{kinds[0]['name']},SRV{number:05}\n" for number in range(300))
    sheet.write_text(f"Category,Serial\n{lines}")
    school.run("import", "equipment", str(sheet), "--school", "Hartley Vale School")


def change_many(school: School) -> None:
    school.sign_in()
    status, _ = school.post(
        "/lists/equipment.items/do/stage/", all="1", query="", stage="missing", sure="1"
    )
    assert status == 302


def work_apart(school: School) -> None:
    school.found()
    with part(school, "web") as web:
        until(lambda: web.poll() is not None or school._answers())
        register(school)
        change_many(school)
        assert not is_done(school), "There was nobody to do it"
        with part(school, "worker") as worker:
            until(lambda: is_done(school))
            for one in (worker, web):
                one.send_signal(signal.SIGTERM)
            assert (worker.wait(30), web.wait(30)) == (0, 0)


def test_pages_and_work_on_machines_of_their_own_meet_over_redis(
    school: School, redis_url: str
) -> None:
    school.env = {"REDIS_URL": redis_url}

    work_apart(school)


def test_pages_and_work_on_machines_of_their_own_meet_in_the_database(school: School) -> None:
    work_apart(school)
