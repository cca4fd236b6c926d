"""The report of a count adds up: what it says in numbers is read from the paper itself, and from its page."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import date, timedelta

import pytest

from firstbell.equipment.actions import closing, custody

pytestmark = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not here")
HOUR = timedelta(hours=1)


@pytest.fixture
def browser(browser_of, asha_account):
    return browser_of(asha_account)


@pytest.fixture
def read(counting, browser):
    """read() -> the words of the report, as anybody reads them on the paper."""

    def ask():
        pdf = browser.get(f"/counts/{counting.count.uid}/report.pdf").content
        made = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)  # fmt: skip
        return " ".join(made.stdout.decode().split())

    return ask


@pytest.fixture
def running(counting, add, ict_2, store, okafor, moment):
    """Open, of six: one in its room, one in another, one lent and found, one lent and not seen, two not found; one more."""
    paid = [100_00, 200_00, 300_00, 400_00, 500_00, 33_33]
    items = [
        add(tag=f"HV-{n}", home_id=ict_2.pk, price_net=price, bought_on=date(2026, 11, 1))
        for n, price in enumerate(paid)
    ]
    for item in items[2:4]:
        custody.give(item, to=okafor, by=counting.by, at=moment)
    counting.opened()
    new = add(tag="HV-9", home_id=store.pk, price_net=66_66, bought_on=date(2026, 11, 1))
    counting.send(
        counting.scan(items[0], ict_2), counting.scan(items[1], store), counting.scan(items[2], ict_2),
        counting.scan(new, store),
    )  # fmt: skip
    return items


def test_page_and_report_of_an_open_count_say_the_same(counting, running, browser, read):
    page = " ".join(browser.get(f"/counts/{counting.count.uid}/").content.decode().split())
    paper = read()

    assert "3 to go, 1 of them lent" in page
    assert "3 to go, 1 of them lent." in paper
    assert "Still to find: 3" in paper
    assert "not found" not in paper.lower()


def test_one_thing_is_said_as_one(counting, add, ict_2, read):
    item = add(tag="HV-1", home_id=ict_2.pk)
    counting.opened()
    counting.send(counting.scan(item, ict_2))

    assert "Of 1 item that the register expected, 1 (100.0%) was seen: 1 where expected" in read()


def test_the_numbers_on_the_paper_of_a_closed_count_add_up(counting, running, moment, read):
    closing.close(counting.count, by=counting.by, at=moment + HOUR)
    paper = read()

    def number(label, shape=r"([\d,]+)"):
        return int(re.search(f"{re.escape(label)} {shape}", paper)[1].replace(",", ""))

    def pence(label):
        pounds, pence = re.search(rf"Worth of {label} £([\d,]+)\.(\d\d)", paper).groups()
        return 100 * int(pounds.replace(",", "")) + int(pence)

    parts = ("Found in their room", "Found in another room", "Not found", "Lent, not seen")
    assert [number(part) for part in parts] == [2, 1, 2, 1]
    assert number("Expected") == sum(number(part) for part in parts) == 6
    assert number("Not found:") == 2
    worth = [pence(part) for part in ("what was found", "what was not found", "what is lent, not seen")]  # fmt: skip
    assert all(worth)
    assert pence("what is out of the register") == 0
    assert pence("all that was expected") == sum(worth)
    lines = counting.count.lines.values_list("value", flat=True)
    assert sum(worth) + pence("what was not on the list") == sum(lines)
