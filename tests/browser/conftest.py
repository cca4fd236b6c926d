"""Debian's Chromium through Playwright, with nothing of the network but this machine."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.serving import serving

_ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if not program:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 -- only where there is a browser

    # Playwright runs a loop of its own in this thread; the database is used between its steps, never within.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=_ARGUMENTS)
        yield browser
        browser.close()
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE")


@pytest.fixture
def page(chromium: Any, live_server: Any) -> Iterator[Any]:
    """A fresh browser in front of a running Firstbell; errors on the page fail the test."""
    context = chromium.new_context(
        base_url=live_server.url, locale="en-GB", viewport={"width": 1280, "height": 900}
    )
    context.set_default_timeout(15_000)
    shown = context.new_page()
    problems: list[str] = []
    shown.on("pageerror", lambda problem: problems.append(str(problem)))
    shown.on(
        "console",
        lambda line: problems.append(line.text) if "Content Security Policy" in line.text else None,
    )
    yield shown
    context.close()
    assert problems == []


@pytest.fixture(scope="session")
def trust(tmp_path_factory: pytest.TempPathFactory, chromium: Any) -> Iterator[str]:
    """The demonstration trust, served."""
    data = tmp_path_factory.mktemp("trust")
    with serving(data, "demo") as address:
        yield address
