"""A real `firstbell serve` beside the tests, as a school runs it: web server, worker and a data folder of its own."""

from __future__ import annotations

import contextlib
import io
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
DIST = ROOT / "src/firstbell/platform/web/static/firstbell/dist"
PATIENCE_SECONDS = 90
STEPS = ROOT / ".dev/pictures"
WIDE, PHONE = 1280, 390
LEAD, PASSWORD = "jo@hartley.example", "every room ready"


def environment(data: Path, port: int) -> dict[str, str]:
    clear = {"DATABASE_URL": "", "REDIS_URL": "", "DJANGO_SETTINGS_MODULE": ""}
    kept = {name: value for name, value in os.environ.items() if name not in clear}
    return {
        **kept,
        "FIRSTBELL_DATA": str(data),
        "FIRSTBELL_PORT": str(port),
        "FIRSTBELL_LOG": "WARNING",
    }


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "firstbell.config.cli", *words]


@contextlib.contextmanager
def serving(data: Path, *before: str) -> Iterator[str]:
    """The address of a Firstbell that answers, after a command such as "demo"; it is stopped by its own number.

    Its data is in its own folder, on SQLite: with the suite on PostgreSQL it would show the same once more.
    """
    if os.environ.get("DATABASE_URL"):
        pytest.skip("It keeps its own SQLite, and is seen when the suite runs on that")
    if not (DIST / "app.js").exists():
        pytest.skip("The pages are not built: ./dev test builds them")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data.mkdir(parents=True, exist_ok=True)
    if before:
        subprocess.run(
            command(*before), env=environment(data, 0), cwd=data, check=True, capture_output=True
        )
    with (data / "serve.log").open("w") as log:
        server = subprocess.Popen(
            command("serve"), env=environment(data, port), cwd=data, stdout=log, stderr=log
        )
    try:
        _wait_for(f"http://localhost:{port}/healthz", server, data / "serve.log")
        yield f"http://localhost:{port}"
    finally:
        server.terminate()
        server.wait(30)


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=5) as answer:
            assert answer.status == 200
            return
        assert server.poll() is None, f"It stopped by itself: {log.read_text()}"
        assert time.monotonic() < until, f"It does not answer: {log.read_text()}"
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(0.2)


class Pictures:
    """Screenshots of every step, kept in .dev/pictures; ./dev record also keeps those that the documents show."""

    # What the documents show, and the step it is.
    SHOWN: ClassVar[dict[str, str]] = {
        "story-1280-4-check": "import-check", "story-1280-13-label": "labels", "story-390-4-check": "phone-import",
    }  # fmt: skip

    def __init__(self) -> None:
        self.shown = os.environ.get("FIRSTBELL_PICTURES")

    def take(self, page: Any, name: str) -> None:
        picture = io.BytesIO(page.screenshot(animations="disabled"))
        few = Image.open(picture).convert("RGB").quantize(128, dither=Image.Dither.NONE)
        self._keep(few, STEPS, name)
        if self.shown and name in self.SHOWN:
            self._keep(few, Path(self.shown), self.SHOWN[name])
        elif self.shown and not name.startswith("story-"):
            self._keep(few, Path(self.shown), name)

    @staticmethod
    def _keep(picture: Image.Image, folder: Path, name: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        picture.save(folder / f"{name}.png", optimize=True)


def looking(chromium: Any, address: str, width: int, **more: Any) -> Any:
    """A browser as wide as a desk's or a phone's screen."""
    phone = width < 600
    context = chromium.new_context(
        base_url=address, locale="en-GB", timezone_id="Europe/London", is_mobile=phone, has_touch=phone,
        viewport={"width": width, "height": 844 if phone else 900}, **more,
    )  # fmt: skip
    context.set_default_timeout(20_000)
    return context


def enter(page: Any, email: str) -> None:
    """The form is filled in and sent; where that leads is looked at by whoever asks."""
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def signed_in(context: Any, email: str = LEAD) -> Any:
    """A page of the demonstration trust, as its lead technician or somebody else."""
    page = context.new_page()
    enter(page, email)
    page.wait_for_url(re.compile(r":\d+/$"))
    return page
