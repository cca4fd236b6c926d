from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from firstbell.lib.agentprotocol import (
    PLAIN,
    Contact,
    Inventory,
    NetDiscovery,
    NetInventory,
    Packing,
    Prolog,
    documents,
    facts,
    opened,
    packed,
    read,
    replies,
)
from firstbell.lib.agentprotocol.tests import understood

AGENTS = Path(__file__).resolve().parents[5].parent / "shared" / "data" / "agents"

pytestmark = pytest.mark.skipif(
    not AGENTS.is_dir(), reason="the recordings of real agents are not beside this checkout"
)


def reports_of(path: Path):
    message = read(opened("", path.read_bytes()))
    return [message.report] if hasattr(message, "report") else list(getattr(message, "reports", ()))


def test_the_same_machine_is_the_same_in_both_dialects():
    [told] = reports_of(AGENTS / "inventories" / "composite-win-01-ict1-01.json")
    [written] = reports_of(AGENTS / "inventories" / "composite-win-01-ict1-01.xml")

    assert written.sections == told.sections
    assert documents(written) == documents(told)
    assert facts(written) == facts(told)


def hashes_of(recording: str) -> dict[str, str]:
    [report] = reports_of(AGENTS / "captures" / recording)
    return {name: hashed for name, (_, hashed) in documents(report).items()}


def test_a_second_run_of_an_unchanged_machine_changes_nothing():
    first = hashes_of("L1-first-full/0003-request.body.json")
    second = hashes_of("L2-second-run-partial/0002-request.body.json")

    assert second.keys() < first.keys()
    assert {name for name in second if second[name] != first[name]} == set()


def test_a_run_after_a_program_was_installed_changes_the_programs_alone():
    first = hashes_of("L1-first-full/0003-request.body.json")
    third = hashes_of("L3-third-run-software-changed/0002-request.body.json")

    assert {name for name in third if third[name] != first[name]} == {"softwares"}


def test_a_machine_that_goes_back_to_the_old_dialect_changes_nothing():
    told = hashes_of("L1-first-full/0003-request.body.json")

    assert hashes_of("C-glpi-agent-vs-legacy-xml/0002-request.body.xml") == told


INVENTORIES = sorted((AGENTS / "inventories").glob("*.[jx]*"))
EXCHANGES = sorted((AGENTS / "captures").glob("*/*-request.body.[jx]*"))
CONFIGS = [
    line.with_name(f"{int(words[0]):04}-response.body.json")
    for line in sorted((AGENTS / "captures").glob("*/index.tsv"))
    for words in (row.split("\t") for row in line.read_text().splitlines())
    if words[3:5] == ["getConfig", "200"]
]


@pytest.mark.parametrize("path", INVENTORIES, ids=lambda path: path.name)
def test_every_inventory_is_read_without_loss(path):
    for report in reports_of(path):
        told = raw_sections(path)
        assert report.oddities == []
        assert {name: len(report.rows(name)) for name in told if name in report.sections} == told
        found = facts(report)
        named = [row for row in report.rows("softwares") if row.get("name") != "N/A"]
        assert len(found.programs) == len(named)
        assert set(documents(report)) == set(report.sections)


def test_the_tables_of_what_is_understood_are_as_the_code_has_it():
    text = (Path(__file__).resolve().parents[5] / "docs" / "agents.md").read_text()
    made = text.partition(understood.BEGIN)[2].partition(understood.END)[0].strip()

    assert made == understood.tables(AGENTS / "inventories"), understood.__doc__


def raw_sections(path: Path) -> dict[str, int]:
    """Rows by section as the file itself has them; of JSON only, whose shape is ours."""
    if path.suffix != ".json":
        return {}
    content = json.loads(path.read_bytes())["content"]
    sizes = {name: len(rows) for name, rows in content.items() if isinstance(rows, list)}
    return sizes | {
        name: 1 for name, row in content.items() if isinstance(row, dict) and any(row.values())
    }


@pytest.mark.parametrize(
    "path", EXCHANGES, ids=lambda path: f"{path.parent.name[:2]}-{path.name[:4]}"
)
def test_every_message_gets_an_answer_of_the_shape_it_was_given(path):
    request = Exchange(path)
    packing, answer = answered(request)
    if request.status != 200 or path.parent.name.startswith("C-"):
        return  # was read; the recorded server refused it, put it off, or played an older one
    content_type, body = packed(answer, packing)
    assert content_type == request.answer_type
    assert shape(opened(content_type, body).text) == shape(request.recorded)


@pytest.mark.parametrize(
    "path", CONFIGS, ids=lambda path: f"{path.parent.name[:2]}-{path.name[:4]}"
)
def test_where_to_fetch_jobs_is_told_in_the_recorded_shape(path):
    recorded = json.loads(path.read_bytes())
    jobs = [(task["task"], task["remote"]) for task in recorded["schedule"]]

    assert json.loads(replies.jobs(jobs, recorded["configValidityPeriod"])) == recorded


class Exchange:
    """A request as it was recorded, and what it was answered."""

    def __init__(self, body: Path) -> None:
        number = body.name[:4]
        self.body = body.read_bytes()
        self.recorded = b"".join(
            found.read_bytes() for found in body.parent.glob(f"{number}-response.body.[jx]*")
        )
        self.headers = self._fields(self._lines(body, f"{number}-request"))
        answer = self._lines(body, f"{number}-response")
        self.status = int(answer[0].split()[1])
        self.answer_type = self._fields(answer).get("content-type", "")

    @staticmethod
    def _fields(lines: list[str]) -> dict[str, str]:
        pairs = (line.partition(": ") for line in lines[1:])
        return {name.lower(): value for name, _, value in pairs}

    @staticmethod
    def _lines(body: Path, stem: str) -> list[str]:
        return body.with_name(f"{stem}.headers.txt").read_text(errors="replace").splitlines()


def answered(request: Exchange) -> tuple[Packing, bytes]:
    """What we say to a recorded request, in the packing that it came in."""
    content_type = request.headers.get("content-type", "")
    wire = packed(request.body, Packing("zlib", content_type) if "zlib" in content_type else PLAIN)[
        1
    ]
    found = opened(content_type, wire)
    message = read(found, request.headers.get("glpi-agent-id", ""))
    match message:
        case Prolog():
            return (
                found.packing,
                replies.prolog_json() if message.answer == "json" else replies.prolog_xml(24),
            )
        case Contact():
            return found.packing, replies.contact(
                24, tasks=("inventory", "deploy", "collect"), message="hello"
            )
        case Inventory() | NetDiscovery() | NetInventory():
            return found.packing, replies.ok(24) if message.answer == "json" else replies.send()
        case _:
            raise AssertionError(message)


def shape(answer: bytes) -> object:
    """The names an agent looks for, without what we and the recorded server chose freely."""
    if answer[:1] == b"<":
        names = [element.tag for element in ElementTree.fromstring(answer)]
        return [name for name in names if name != "OPTION"]
    return {"status", "expiration"} & json.loads(answer).keys()
