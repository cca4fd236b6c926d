"""A school's Firstbell as a real process on a folder of its own, which can be killed outright and started again."""

from __future__ import annotations

import contextlib
import json
import socket
import sqlite3
import subprocess
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import psutil

from tests.browser.serving import PATIENCE_SECONDS, command, environment

ADMIN = "asha@hartley.example"


class School:
    def __init__(self, data: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.data = data
        self.token = ""
        data.mkdir(parents=True)

    def run(self, *words: str, data: Path | None = None) -> str:
        done = subprocess.run(
            command(*words),
            env=environment(data or self.data, self.port),
            cwd=self.data,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def found(self) -> None:
        password = self.data / "password"
        password.write_text("every room ready")
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
                env=environment(self.data, self.port),
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
        connection = HTTPConnection("localhost", self.port, timeout=20)
        try:
            known = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
            connection.request(
                method, path, json.dumps(body) if body is not None else None, {**known, **headers}
            )
            answer = connection.getresponse()
            text = answer.read()
            is_json = "json" in answer.headers.get("Content-Type", "")
            return answer.status, json.loads(text) if is_json else text
        finally:
            connection.close()


def rows(data: Path, sql: str) -> list[Any]:
    with contextlib.closing(sqlite3.connect(data / "firstbell.sqlite3")) as database:
        return database.execute(sql).fetchall()
