"""Every page that a lead technician can open, on a desk and on a phone: for everybody, without a word in the console."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.browser.serving import PHONE, ROOT, WIDE, command, environment, looking, serving

pytestmark = [pytest.mark.slow, pytest.mark.browser]
AXE = ROOT / "node_modules/axe-core/axe.min.js"
LEAD, PASSWORD = "jo@hartley.example", "every room ready"
# Signing in is looked at by itself; downloads, fragments, machines and endings are no pages to look at.
NOT_PAGES = re.compile(
    r"^(api/|metrics|healthz|accounts/(logout|login|3rdparty|password/reset/key)|start/)|lookup/$|\.\w+$|<"
)
ONE_OF_EACH = {
    "equipment/": "equipment-item", "rooms/": "room", "buildings/": "building", "people/": "person",
    "organisations/": "organisation", "groups/": "group", "equipment/models/": "model", "equipment/kinds/": "kind",
    "equipment/makers/": "maker", "settings/people/": "account", "settings/schools/": "school",
    "settings/jobs/": "job", "calendar/": "",
}  # fmt: skip
LEADS_ON = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22,}|^/equipment/[A-Z]+-\d+")


@pytest.fixture(scope="module")
def trust(tmp_path_factory: pytest.TempPathFactory, chromium: Any) -> Iterator[str]:
    """The demonstration trust, served."""
    data = tmp_path_factory.mktemp("trust")
    subprocess.run(
        command("demo"), env=environment(data, 0), cwd=data, check=True, capture_output=True
    )
    with serving(data) as address:
        yield address


def addresses() -> list[str]:
    """All that can be opened without knowing anything's number."""
    found = [way for way in _walk(get_resolver(), "") if not NOT_PAGES.search(way)]
    return list(dict.fromkeys(found))


def _walk(resolver: URLResolver, before: str) -> Iterator[str]:
    for way in resolver.url_patterns:
        here = before + str(way.pattern)
        if isinstance(way, URLPattern):
            yield here
        else:
            yield from _walk(way, here)


def signed_in(context: Any) -> Any:
    page = context.new_page()
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(LEAD)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(re.compile(r":\d+/$"))
    return page


def things(page: Any) -> Iterator[str]:
    """The first of each list, as its own page."""
    for address in ONE_OF_EACH:
        page.goto(f"/{address}")
        links = page.locator("main a").evaluate_all(
            "all => all.map(one => one.getAttribute('href'))"
        )
        first = next(
            (one for one in links if one.startswith(f"/{address}") and LEADS_ON.search(one)), ""
        )
        if first:
            yield first.split("#")[0].lstrip("/")


def faults(page: Any, address: str, source: str) -> list[str]:
    """What is wrong with a page, in words."""
    asked = page.request.get(f"/{address}")
    if asked.status in (404, 405) or "html" not in asked.headers.get("content-type", ""):
        return []  # only for posting, nothing there yet, or a download
    said: list[str] = []
    hear = lambda line: said.append(f"console: {line.text}") if line.type == "error" else None  # noqa: E731
    page.on("console", hear)
    answer = page.goto(f"/{address}")
    page.remove_listener("console", hear)
    if answer.status != 200:
        return [f"status {answer.status}"]
    page.evaluate(source)
    wrong = page.evaluate(
        "async () => (await axe.run(document, {resultTypes: ['violations']})).violations"
        ".filter(one => ['serious', 'critical'].includes(one.impact))"
        ".map(one => one.id + ': ' + one.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(' | '))"
    )
    wide = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    if wide[0] > wide[1]:
        said.append(f"overflows: {wide[0]} px")
    return said + wrong


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_every_page_is_for_everybody(chromium: Any, trust: str, width: int) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed: ./dev test brings it")
    source = AXE.read_text(encoding="utf-8")
    context = looking(chromium, trust, width)
    page = signed_in(context)
    pages = [*addresses(), *things(page)]
    found = {one: wrong for one in pages if (wrong := faults(page, one, source))}
    context.close()

    assert len(pages) > 60
    assert found == {}
