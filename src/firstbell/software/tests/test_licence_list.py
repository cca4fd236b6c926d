"""Licences as a list: how each stands beside what is installed, on the page, in a file and by API."""

from __future__ import annotations

from datetime import timedelta

import pytest

from firstbell.lib import clock
from firstbell.software.actions import licensing, recording
from firstbell.software.actions.releases import Seen
from firstbell.software.models import Title

pytestmark = pytest.mark.usefixtures("rules")
HOME, API = "/software/licences/", "/api/v1/licences"
NAMES = ("Draw", "Paint", "Sing", "Count")


@pytest.fixture
def browser(browser_of, ben_account):
    return browser_of(ben_account)


@pytest.fixture
def licences(devices, hartley, asha, moment):
    """Draw is over, Paint has run out, Sing soon will, and nobody can count Count."""
    for item in devices(2):
        seen = {Seen(f"Kettle {name}", "Kettle"): None for name in NAMES}
        recording.record(item, seen, by=asha, at=moment)
    today = clock.now().date()

    def add(name, **words):
        title = Title.objects.get(name=f"Kettle {name}")
        return licensing.add(hartley, title, key="AB12-SECRET", by=asha, at=moment, **words)

    return [
        add("Draw", metric="device", seats=1, cost_pence=12_000),
        add("Paint", metric="device", seats=5, ends_on=today - timedelta(days=1)),
        add("Sing", metric="device", seats=5, ends_on=today + timedelta(days=9)),
        add("Count", metric="concurrent", seats=5),
    ]


def lines(browser, query):
    columns = "columns=licence,state,used,seats,over,metric,cost,notes"
    file = browser.get(f"/lists/software.licences/export.csv?{columns}&{query}")
    return b"".join(file.streaming_content).decode("utf-8-sig").splitlines()[1:]


def test_a_file_says_how_each_stands_and_no_key(browser, licences):
    assert lines(browser, "") == [
        "Kettle Count,Not known,,5,0,One at a time,,",
        "Kettle Draw,Over,2,1,1,A device,120,",
        "Kettle Paint,Run out,2,5,0,A device,,",
        "Kettle Sing,Ends soon,2,5,0,A device,,",
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=over", ["Draw"]), ("state=ended,soon", ["Paint", "Sing"]), ("state.not=fine,over", ["Count", "Paint", "Sing"]),
        ("metric=concurrent", ["Count"]), ("until.before=today", ["Paint"]), ("q=draw", ["Draw"]),
    ],
)  # fmt: skip
def test_licences_are_narrowed(browser, licences, query, found):
    assert [line.split(",")[0] for line in lines(browser, query)] == [f"Kettle {one}" for one in found]  # fmt: skip


def test_what_nobody_can_count_says_so_on_the_page(browser, licences):
    shown = browser.get(HOME).content.decode()

    assert ">?</td>" in shown
    assert "AB12-SECRET" not in shown


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=over", ["Draw"]), ("state=unknown", ["Count"]), ("state=fine", []), ("metric=device", ["Draw", "Paint", "Sing"]),
        ("ends_before=2000-01-01", []), ("", ["Draw", "Paint", "Sing", "Count"]),
    ],
)  # fmt: skip
def test_licences_are_narrowed_by_api(browser, licences, query, found):
    items = browser.get(f"{API}?{query}").json()["items"]

    assert [row["program"]["name"] for row in items] == [f"Kettle {one}" for one in found]


def test_by_api_they_are_narrowed_to_a_program_and_a_school(browser, licences, hartley):
    title = Title.objects.get(name="Kettle Sing")

    [told] = browser.get(f"{API}?program={title.uid}&school={hartley.uid}").json()["items"]

    assert (told["state"], told["used"]) == ("soon", 2)
