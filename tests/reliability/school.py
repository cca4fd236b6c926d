"""A school's Firstbell as a real process on a folder of its own, which can be killed outright and started again."""

from __future__ import annotations

import contextlib
import json
import os
import re
import socket
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

import psutil
import psycopg

from tests.browser.serving import PATIENCE_SECONDS, command, environment

ADMIN = "asha@hartley.example"
PASSWORD = "every room ready"


@contextlib.contextmanager
def database(name: str) -> Iterator[str]:
    """The address of an empty database of its own where the tests run on PostgreSQL; else the built-in one."""
    server = os.environ.get("DATABASE_URL", "")
    if not server:
        yield ""
        return
    # Tests that run beside each other must not drop each other's.
    name = f"{name}_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    with psycopg.connect(server, autocommit=True) as owner:
        owner.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        owner.execute(f"CREATE DATABASE {name}")
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        owner.execute(f"DROP DATABASE {name} WITH (FORCE)")


class School:
    def __init__(self, data: Path, database_url: str = "", **env: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.data, self.database_url, self.env = data, database_url, env
        self.token = ""
        self.cookies: dict[str, str] = {}
        data.mkdir(parents=True)

    def environment(self) -> dict[str, str]:
        where = {"DATABASE_URL": self.database_url} if self.database_url else {}
        return {**environment(self.data, self.port), **where, **self.env}

    def run(self, *words: str) -> str:
        done = subprocess.run(
            command(*words),
            env=self.environment(),
            cwd=self.data,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def found(self) -> None:
        password = self.data / "password"
        password.write_text(PASSWORD)
        self.run(
            "init",
            "--school",
            "Hartley Vale School",
            "--admin",
            ADMIN,
            "--password-file",
            str(password),
        )
        self.token = self.run("token", "--account", ADMIN, "--scope", "write")

    def start(self) -> None:
        with (self.data / "serve.log").open("a") as log:
            self.server = subprocess.Popen(
                command("serve"),
                env=self.environment(),
                cwd=self.data,
                stdout=log,
                stderr=log,
            )
        until = time.monotonic() + PATIENCE_SECONDS
        while not self._answers():
            log_text = (self.data / "serve.log").read_text()
            assert self.server.poll() is None, f"It stopped by itself: {log_text}"
            assert time.monotonic() < until, f"It does not answer: {log_text}"
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.server.wait(0.2)

    def _answers(self) -> bool:
        with contextlib.suppress(OSError, HTTPException):
            return self.call("GET", "/healthz")[0] == 200
        return False

    def kill(self) -> None:
        """As the electricity does it: nobody is told, parent and children at once."""
        everybody = [
            psutil.Process(self.server.pid),
            *psutil.Process(self.server.pid).children(recursive=True),
        ]
        for process in everybody:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        self.server.wait(30)
        psutil.wait_procs(everybody[1:], timeout=30)

    def stop(self) -> None:
        if self.server.poll() is None:
            self.kill()

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        text = json.dumps(body).encode() if body is not None else None
        return self.send(method, path, text, "application/json", **headers)

    def send(
        self, method: str, path: str, body: bytes | None, content_type: str, **headers: str
    ) -> tuple[int, Any]:
        connection = HTTPConnection("localhost", self.port, timeout=20)
        try:
            known = {"Authorization": f"Bearer {self.token}", "Content-Type": content_type}
            connection.request(method, path, body, {**known, **headers})
            answer = connection.getresponse()
            text = answer.read()
            is_json = "json" in answer.headers.get("Content-Type", "")
            return answer.status, json.loads(text) if is_json else text
        finally:
            connection.close()

    def get(self, path: str) -> int:
        """The status of a page, as a browser that is signed in sees it."""
        connection = HTTPConnection("localhost", self.port, timeout=60)
        try:
            return int(self._ask(connection, "GET", path, None).status)
        finally:
            connection.close()

    def sign_in(self) -> None:
        self.post("/accounts/login/", login=ADMIN, password=PASSWORD)
        assert self.post("/accounts/login/", login=ADMIN, password=PASSWORD)[0] == 302

    def post(self, path: str, **words: str) -> tuple[int, str]:
        """A form of the pages, sent as a browser does; the status, and where it leads."""
        connection = HTTPConnection("localhost", self.port, timeout=60)
        try:
            if not self.cookies.get("firstbell_csrf"):
                self._ask(connection, "GET", "/accounts/login/", None)
            token = self.cookies["firstbell_csrf"]
            answer = self._ask(
                connection, "POST", path, urlencode({**words, "csrfmiddlewaretoken": token})
            )
            return answer.status, answer.headers.get("Location", "")
        finally:
            connection.close()

    def _ask(self, connection: HTTPConnection, method: str, path: str, body: str | None) -> Any:
        jar = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        form = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": jar}
        connection.request(method, path, body, form)
        answer = connection.getresponse()
        answer.read()
        for line in answer.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: one.value for name, one in SimpleCookie(line).items()}
        return answer

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        if self.database_url:
            with psycopg.connect(self.database_url) as there:
                return there.execute(sql.encode()).fetchall()
        with contextlib.closing(sqlite3.connect(self.data / "firstbell.sqlite3")) as here:
            return here.execute(sql).fetchall()

    def write(self, sql: str) -> None:
        """Behind the back of whoever serves."""
        if self.database_url:
            with psycopg.connect(self.database_url) as there:
                there.execute(sql.encode())
            return
        with contextlib.closing(sqlite3.connect(self.data / "firstbell.sqlite3")) as here, here:
            here.execute(sql)

    def bare(self, sql: str) -> list[str]:
        """The first column, uids without their dashes as SQLite has them."""
        return sorted(re.sub("-", "", str(row[0])) for row in self.rows(sql))
