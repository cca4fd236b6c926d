"""September and July at their real size: 180 students at the desk one by one, 400 things counted by two phones.

A school of its own, whose spreadsheets bring in the people and the things. Every hand-over is a scan on the desk's
page in a browser, answered by the server, before the next student steps up. `pytest -s` tells how long each took.
"""

from __future__ import annotations

import csv
import io
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import pytest

from tests.browser.looks import faults
from tests.browser.serving import (
    LEAD,
    PASSWORD,
    WIDE,
    Pictures,
    command,
    environment,
    looking,
    serving,
    signed_in,
)
from tests.browser.test_counting_with_phones import Phone, phones_of
from tests.browser.test_the_september_afternoon import Row

pytestmark = [pytest.mark.slow, pytest.mark.browser]
STUDENTS, SPARE, THINGS, ROOMS = 180, 4, 400, 8
FORM = "Year 7 laptops"
# In the room of an afternoon: a queue does not wait longer than this for the machine.
AFTERNOON_SECONDS = 3 * 60 * 60
GIVEN = ["Ada", "Ben", "Chi", "Dev", "Eve", "Fay", "Gus", "Han", "Ivy", "Jon", "Kit", "Lea"]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, chromium: Any) -> Iterator[str]:
    """A school that has just begun, with one technician and nothing else."""
    data = tmp_path_factory.mktemp("september")
    secret = data / "password"
    secret.write_text(PASSWORD)
    words = ("--school", "Linden Hill School", "--admin", LEAD, "--password-file", str(secret))
    subprocess.run(
        command("init", *words), env=environment(data, 0), cwd=data, check=True, capture_output=True
    )
    with serving(data) as address:
        yield address


@pytest.fixture(scope="module")
def office(chromium: Any, served: str) -> Iterator[Any]:
    context = looking(chromium, served, WIDE)
    yield signed_in(context)
    context.close()


def bring(page: Any, sheet: str, lines: list[list[str]]) -> None:
    """A spreadsheet through the pages of imports, to its end."""
    text = io.StringIO()
    csv.writer(text).writerows(lines)
    page.goto("/imports/new/")
    page.locator(f"input[name=sheet][value={sheet}]").check()
    page.locator("input[type=file]").set_input_files(
        {"name": f"{sheet}.csv", "mimeType": "text/csv", "buffer": text.getvalue().encode()}
    )
    page.get_by_role("button", name="Read it").click()
    page.get_by_role("button", name="Check every line").click()
    ready = page.get_by_role("button", name=re.compile("Bring in"))
    decide = page.get_by_role("button", name="Yes, as it stands here")
    ready.or_(decide).first.wait_for()
    if decide.count():
        decide.first.click()
    ready.click()
    page.get_by_text("Brought in", exact=True).first.wait_for(timeout=60_000)


def exported(page: Any, address: str) -> list[dict[str, str]]:
    """What a list shows, as the file that it saves."""
    page.goto(address)
    url = page.locator("a[href*='csv']").first.get_attribute("href")
    return list(csv.DictReader(io.StringIO(page.request.get(url).text().lstrip("\ufeff"))))


def students() -> list[list[str]]:
    rows = [[f"N{n:04}", GIVEN[n % len(GIVEN)], f"Newcomer{n:03}", "Year 7", "student", FORM] for n in range(STUDENTS)]  # fmt: skip
    return [["MIS number", "First name", "Last name", "Year", "Who", "Tutor group"], *rows]


def chromebooks() -> list[list[str]]:
    rows = [[f"SEP-{n:03}", "Chromebook", "Acer", "C733", f"NXSEP{n:05}", "ICT store"] for n in range(STUDENTS + SPARE)]  # fmt: skip
    return [["Asset tag", "Kind", "Maker", "Model", "Serial number", "Room"], *rows]


def test_a_hundred_and_eighty_students_have_their_laptop_by_the_end_of_the_afternoon(
    office: Any, record_property: Any
) -> None:
    problems: list[str] = []
    office.on("pageerror", lambda problem: problems.append(str(problem)))
    bring(office, "people", students())
    bring(office, "equipment", chromebooks())
    office.goto("/desk/class/")
    office.get_by_label("Class or group").fill(FORM)
    office.get_by_role("option", name=re.compile(f"^{FORM}")).first.click()
    office.locator("[name=due_on]").first.fill("2030-07-19")
    office.get_by_role("button", name="Begin").click()
    row = Row(office)
    row.have(0)

    served, took = [], []
    for number in range(STUDENTS):
        began = time.monotonic()
        served.append((row.serve(f"SEP-{number:03}"), f"SEP-{number:03}"))
        took.append(time.monotonic() - began)

    row.have(STUDENTS)
    office.get_by_text("That was the last of the list").wait_for()
    Pictures().take(office, "september-180-have-theirs")
    assert faults(office) == []
    row.scan(f"SEP-{STUDENTS}", "Everybody on the list has something")
    _tell(took, record_property)
    assert sum(took) < AFTERNOON_SECONDS
    assert len({who for who, _ in served}) == STUDENTS
    paper = office.get_by_role("link", name="Print the list").get_attribute("href")
    assert office.request.get(paper).body().startswith(b"%PDF")
    office.get_by_role("button", name="The list is done").click()
    office.get_by_text("the list is done").first.wait_for()

    _register_adds_up(office, served)
    assert problems == []


def _register_adds_up(office: Any, served: list[tuple[str, str]]) -> None:
    """Each has the one that was scanned for them, nobody two, and what nobody got is on the shelf."""
    rows = exported(office, "/equipment/?q=SEP-&columns=tag,with,due")
    holders = {row["Tag"]: row["With"] for row in rows}
    assert len(holders) == STUDENTS + SPARE
    assert {tag: who for tag, who in holders.items() if who} == {tag: who for who, tag in served}
    assert sorted(tag for tag, who in holders.items() if not who) == [
        f"SEP-{STUDENTS + n}" for n in range(SPARE)
    ]


def _tell(took: list[float], record_property: Any) -> None:
    cut = quantiles(took, n=20)
    figures = {"median": median(took), "p95": cut[18], "slowest": max(took), "sum": sum(took)}
    for name, seconds in figures.items():
        record_property(f"seconds a student, {name}", round(seconds, 3))
    said = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in figures.items())
    print(f"\n{len(took)} students served in the browser, a scan each: {said}")


def things() -> list[list[str]]:
    rows = [[f"JUL-{n:03}", "Monitor", "Dell", "P2422H", f"CNJUL{n:05}", f"Room {1 + n % ROOMS}"] for n in range(THINGS)]  # fmt: skip
    return [["Asset tag", "Kind", "Maker", "Model", "Serial number", "Room"], *rows]


@pytest.fixture
def phones(chromium: Any, served: str, tmp_path: Path) -> Iterator[Any]:
    yield from phones_of(chromium, served, tmp_path)


def test_four_hundred_things_are_counted_by_two_phones_and_the_report_adds_up(
    office: Any, phones: Any, record_property: Any
) -> None:
    bring(office, "equipment", things())
    office.goto("/counts/new/")
    office.get_by_label("Name").fill("July")
    office.get_by_label("What is counted").select_option("kind")
    office.get_by_label("Kind").select_option(label="Monitor")
    office.get_by_role("button", name="Plan it").click()
    office.get_by_role("button", name="Open it").click()
    office.get_by_text(f"0 of {THINGS}").first.wait_for()
    count = str(re.sub(r"https?://[^/]+", "", office.url))

    one, two = phones(), phones()
    for phone in (one, two):
        phone.join(count)
        phone.profile.set_offline(True)
    began = time.monotonic()
    # Each takes half of the rooms, without a signal; both count Room 1, and the last two of it stay unfound.
    shares = {one: [1, 3, 5, 7], two: [1, 2, 4, 6, 8]}
    for phone, rooms in shares.items():
        for room in rooms:
            _count_room(phone, room)
    took = time.monotonic() - began
    scanned = sum(phone.waiting for phone in shares)
    assert scanned == THINGS - 2 + THINGS // ROOMS - 2
    Pictures().take(two.page, "july-400-kept-on-the-phone")
    for phone in shares:
        phone.back()

    office.reload()
    office.get_by_text(f"{THINGS - 2} of {THINGS}").first.wait_for()
    Pictures().take(office, "july-400-counted")
    assert faults(office) == []
    record_property("scans", scanned)
    print(f"\n{scanned} scans on two phones without a signal in {took:.1f} s, then in one go each")
    _report_adds_up(office, count)


def _count_room(phone: Phone, room: int) -> None:
    phone.enter(f"Room {room}")
    tags = [f"JUL-{n:03}" for n in range(THINGS) if 1 + n % ROOMS == room]
    for tag in tags[:-2] if room == 1 else tags:
        phone.scan(tag)


def _report_adds_up(office: Any, count: str) -> None:
    office.goto(f"{count}closing/")
    office.get_by_role("button", name="Close the count").click()
    office.get_by_role("heading", name="What came out").wait_for()
    assert office.request.get(f"{count}report.pdf").body().startswith(b"%PDF")
    sheet = office.request.get(f"{count}report.csv").text().lstrip("\ufeff")
    rows = list(csv.DictReader(io.StringIO(sheet)))
    verdicts = [row["Verdict"] for row in rows]
    assert (len(rows), verdicts.count("Found"), verdicts.count("Not found")) == (
        THINGS,
        THINGS - 2,
        2,
    )
