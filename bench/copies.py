"""Copies of a school's data, each served by itself: the whole service, and the CPU that it takes."""

from __future__ import annotations

import contextlib
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from os import environ
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psutil
import psycopg
from django.conf import settings
from django.db import connection

from bench.service import answers, free_port

_NAME = "firstbell_copy"
_OPEN_JOBS = "SELECT count(*) FROM jobs_job WHERE state = 'running' OR (state = 'waiting' AND run_after <= {now})"


class Copy:
    """A copy that is served at a port."""

    def __init__(self, data: Path, url: str) -> None:
        self.data, self.url, self.port = data, url, free_port()

    def start(self) -> None:
        address = f"http://127.0.0.1:{self.port}"
        env = {
            **environ, "FIRSTBELL_DATA": str(self.data), "DATABASE_URL": self.url, "FIRSTBELL_PORT": str(self.port),
            "FIRSTBELL_URL": address,
        }  # fmt: skip
        self.server = subprocess.Popen(
            [sys.executable, "-m", "firstbell.config.cli", "serve"],
            env=env,
            stdout=subprocess.DEVNULL,
        )
        until = time.monotonic() + 90
        while not answers(f"{address}/healthz"):
            if self.server.poll() is not None or time.monotonic() > until:
                sys.exit("The service did not start.")
            time.sleep(0.1)

    def stop(self) -> None:
        self.server.send_signal(signal.SIGTERM)
        try:
            self.server.wait(20)
        except subprocess.TimeoutExpired:
            self.server.kill()
            self.server.wait(20)

    def cpu(self) -> tuple[float, float]:
        """Seconds of CPU so far: of the service with its worker, and of the database where it is another program."""
        return _of_family(psutil.Process(self.server.pid)), cpu_of_database(self.url)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        if not self.url:
            with contextlib.closing(sqlite3.connect(self.data / "firstbell.sqlite3")) as here:
                return here.execute(sql).fetchall()
        with psycopg.connect(self.url) as there:
            return there.execute(sql.encode()).fetchall()

    def settle(self) -> None:
        """Until what was put off is done, too."""
        now = "now()" if self.url else "datetime('now')"
        until = time.monotonic() + 60
        while self.rows(_OPEN_JOBS.format(now=now))[0][0] and time.monotonic() < until:
            time.sleep(0.2)


def cpu_of_database(url: str) -> float:
    """Seconds of CPU so far of everything that serves this database, where it is another program."""
    if not url:
        return 0.0
    with psycopg.connect(url) as there:
        return _of_family(psutil.Process(psutil.Process(there.info.backend_pid).ppid()))


def _of_family(process: psutil.Process) -> float:
    seconds = 0.0
    for one in (process, *process.children(recursive=True)):
        with contextlib.suppress(psutil.NoSuchProcess):
            seconds += sum(one.cpu_times()[:4])
    return seconds


@contextlib.contextmanager
def served(folder: Path) -> Iterator[Copy]:
    """A served copy of this process's data as it is now; gone afterwards."""
    data, url = folder / "copy", settings.DATABASE_URL
    if url:
        connection.close()
        url = urlunsplit(urlsplit(url)._replace(path=f"/{_NAME}"))
        source = urlsplit(settings.DATABASE_URL).path[1:]
        # A copy is made only of what nobody looks at, and PostgreSQL tidies up by itself after a load.
        _own(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{source}'")
        _own(f"CREATE DATABASE {_NAME} TEMPLATE {source}")
    else:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
    shutil.copytree(settings.DATA, data, ignore=shutil.ignore_patterns("copy"))
    copy = Copy(data, url)
    try:
        copy.start()
        yield copy
    finally:
        copy.stop()
        shutil.rmtree(data)
        if url:
            _own(f"DROP DATABASE {_NAME} WITH (FORCE)")


def _own(sql: str) -> None:
    server = urlunsplit(urlsplit(settings.DATABASE_URL)._replace(path="/postgres"))
    with psycopg.connect(server, autocommit=True) as owner:
        owner.execute(sql.encode())
