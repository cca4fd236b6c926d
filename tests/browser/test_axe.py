"""Every page that a lead technician can open, on a desk and on a phone: for everybody, without a word in the console."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.browser.looks import faults
from tests.browser.serving import PHONE, WIDE, looking, signed_in

pytestmark = [pytest.mark.slow, pytest.mark.browser]
# Signing in is looked at by itself; downloads, fragments, machines and endings are no pages to look at.
NOT_PAGES = re.compile(
    r"^(api/|metrics|healthz|accounts/(logout|login|3rdparty|password/reset/key)|start/)|lookup/$|\.\w+$|<"
    # Pieces of a page that are asked for while somebody types.
    r"|^(articles/(suggested|how-it-looks)|report/hints|tickets/corridor/read)/$"
)
ONE_OF_EACH = {
    "equipment/": "equipment-item", "rooms/": "room", "buildings/": "building", "people/": "person",
    "organisations/": "organisation", "groups/": "group", "equipment/models/": "model", "equipment/kinds/": "kind",
    "equipment/makers/": "maker", "settings/people/": "account", "settings/schools/": "school",
    "settings/jobs/": "job", "calendar/": "", "counts/": "count",
}  # fmt: skip
ONE_OF_EACH_DEED = {"equipment/", "rooms/", "people/"}
DEEDS = re.compile(r"^/(equipment|rooms|people|labels/of|history/of|floors)/[^?]+/[^?]*")
LEADS_ON = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22,}|^/equipment/[A-Z]+-\d+")
# What answers "not found" although its address has no number: each with the reason it may.
NOTHING_THERE = {
    "accounts/2fa/recovery-codes/": "she has no second factor yet",
    "accounts/2fa/recovery-codes/download/": "she has no second factor yet",
    "accounts/2fa/totp/deactivate/": "she has no second factor yet",
}
REFUSED = {"no-such-page/": 404}
STRANGERS_MEET = ("accounts/login/", "accounts/password/reset/", "no-such-page/")


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


def things(page: Any) -> Iterator[str]:
    """The first of each list, as its own page; of the nouns everything hangs on, also what can be done with one."""
    for address in ONE_OF_EACH:
        page.goto(f"/{address}")
        first = next((one for one in led_to(page) if one.startswith(f"/{address}")), "")
        if not first:
            continue
        yield first.lstrip("/")
        if address in ONE_OF_EACH_DEED:
            page.goto(first)
            yield from (one.lstrip("/") for one in led_to(page) if DEEDS.search(one))


def led_to(page: Any) -> list[str]:
    """Where the page leads that knows a number, each once, in its order."""
    links = page.locator("main a, main tr[data-url]").evaluate_all(
        "all => all.map(one => one.getAttribute('href') || one.dataset.url)"
    )
    ways = [one.split("#")[0] for one in links if one and LEADS_ON.search(one)]
    return list(dict.fromkeys(ways))


def wrong_at(page: Any, address: str) -> list[str]:
    """What is wrong with the page at an address; one that cannot be opened has to be known."""
    asked = page.request.get(f"/{address}")
    if asked.status == 405 or "html" not in asked.headers.get("content-type", ""):
        return []  # only for posting, or a download
    if asked.status == 404 and address in NOTHING_THERE:
        return []
    said: list[str] = []
    hear = lambda line: said.append(f"console: {line.text}") if line.type == "error" else None  # noqa: E731
    page.on("console", hear)
    answer = page.goto(f"/{address}")
    page.remove_listener("console", hear)
    expected = REFUSED.get(address, 200)
    if answer.status != expected:
        return [f"status {answer.status}"]
    return ([] if address in REFUSED else said) + faults(page)


def looked_at(page: Any, pages: list[str]) -> dict[str, list[str]]:
    return {one: wrong for one in pages if (wrong := wrong_at(page, one))}


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_every_page_is_for_everybody(chromium: Any, trust: str, width: int) -> None:
    context = looking(chromium, trust, width)
    page = signed_in(context)
    pages = list(dict.fromkeys([*addresses(), *things(page), "no-such-page/"]))
    found = looked_at(page, pages)
    context.close()

    assert len(pages) > 100
    assert found == {}


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_what_a_stranger_sees_is_for_everybody(chromium: Any, trust: str, width: int) -> None:
    context = looking(chromium, trust, width)
    found = looked_at(context.new_page(), list(STRANGERS_MEET))
    context.close()

    assert found == {}
