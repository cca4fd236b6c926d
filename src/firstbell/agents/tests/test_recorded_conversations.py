"""Every conversation that real agents had, replayed against the door; and every inventory that they made."""

from __future__ import annotations

import json
import zlib
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from xml.etree import ElementTree

import pytest

from firstbell.agents.models import Device, LogLine, NetReport

SHARED = Path(__file__).resolve().parents[4].parent / "shared" / "data" / "agents"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not SHARED.exists(), reason="the recordings are not on this machine"),
]
CONVERSATIONS = sorted(path.parent for path in SHARED.glob("captures/*/index.tsv"))
INVENTORIES = sorted(SHARED.glob("inventories/*.json")) + sorted(SHARED.glob("inventories/*.xml"))


class Request:
    """One request of a recording, as it went over the wire."""

    def __init__(self, folder: Path, number: str) -> None:
        head = (folder / f"{number}-request.headers.txt").read_text(errors="replace").splitlines()
        self.name = f"{folder.name}/{number}"
        self.method, target, _ = head[0].split(" ", 2)
        self.query = urlsplit(target).query
        pairs = (line.partition(": ") for line in head[1:])
        self.headers = {name.lower(): value for name, _, value in pairs if name}
        bodies = list(folder.glob(f"{number}-request.body.*"))
        raw = [path.read_bytes() for path in bodies if path.suffix == ".bin"]
        text = b"".join(path.read_bytes() for path in bodies if path.suffix != ".bin")
        packed = "zlib" in self.headers.get("content-type", "").lower()
        self.body = raw[0] if raw else zlib.compress(text) if packed and text else text
        self.text = text

    def sent(self, client: Any, address: str) -> Any:
        known = {"glpi-agent-id", "glpi-request-id", "user-agent", "accept-encoding", "te", "pragma"}  # fmt: skip
        extra = {
            f"HTTP_{name.upper().replace('-', '_')}": value
            for name, value in self.headers.items()
            if name in known
        }
        kind = self.headers.get("content-type", "")
        return client.generic(
            self.method, f"{address}?{self.query}", self.body, content_type=kind, **extra
        )

    @property
    def action(self) -> str:
        """What it asks: the word of the query, of the JSON, or of the XML."""
        if asked := dict(parse_qsl(self.query)).get("action"):
            return asked
        if self.method == "GET":
            return "poll"
        if self.text[:1] == b"{":
            return str(json.loads(self.text)["action"])
        return ElementTree.fromstring(self.text).findtext("QUERY") or ""


def requests_of(folder: Path) -> list[Request]:
    numbers = sorted(path.name[:4] for path in folder.glob("*-request.headers.txt"))
    return [Request(folder, number) for number in numbers]


def unpacked(answer: Any) -> bytes:
    is_packed = "zlib" in answer["Content-Type"]
    return zlib.decompress(answer.content) if is_packed else answer.content


def is_what_an_agent_needs(request: Request, answer: Any) -> bool:
    """By the minimum set of answers that recorded agents were satisfied with."""
    text = unpacked(answer)
    if text[:1] == b"<":
        element = ElementTree.fromstring(text)
        asked = request.action in ("PROLOG", "INVENTORY") or request.action.startswith(("NET", "SNMP"))  # fmt: skip
        return asked and element.findtext("RESPONSE") == "SEND"
    said = json.loads(text)
    match request.action:
        case "PROLOG":
            return said == {"status": "pending", "expiration": 0}
        case "contact":
            without = said["tasks"]["inventory"]["no-category"].split(",")
            return said["status"] == "ok" and {"environment", "process"} <= set(without)
        case "inventory":
            return said["status"] == "ok" and bool(said["expiration"])
        case "getConfig":
            return said in ({"schedule": []}, {})
        case "poll":
            return isinstance(said, dict)
        case _:
            return said == {}


@pytest.mark.parametrize("folder", CONVERSATIONS, ids=lambda folder: folder.name)
def test_a_recorded_conversation_is_answered_as_its_agent_needs(folder, client, address):
    for request in requests_of(folder):
        answer = request.sent(client, address)

        assert answer.status_code == 200, (request.name, answer.content[:300])
        assert is_what_an_agent_needs(request, answer), (request.name, unpacked(answer)[:300])
        if request.method == "POST" and "zlib" in request.headers.get("content-type", ""):
            assert answer["Content-Type"] == request.headers["content-type"], request.name
    posted = {request.action.lower() for request in requests_of(folder)}
    assert Device.objects.count() == ("inventory" in posted)
    assert not LogLine.objects.filter(level="refused").exists()


def test_the_runs_of_one_machine_are_one_device(client, address):
    for run in ("L1-first-full", "L2-second-run-partial", "L3-third-run-software-changed"):
        for request in requests_of(SHARED / "captures" / run):
            request.sent(client, address)

    device = Device.objects.get()
    assert device.last_partial_at is not None
    assert device.item.installations.there().count() > 900
    assert device.item.installations.filter(from_start=False, gone_at=None).count() == 1


@pytest.mark.parametrize("path", INVENTORIES, ids=lambda path: path.name)
def test_an_inventory_becomes_a_device_or_is_refused_in_words(path, client, address):
    kind = "application/json" if path.suffix == ".json" else "application/xml"
    packed = zlib.compress(path.read_bytes())

    answer = client.post(address, packed, content_type="application/x-compress-zlib")
    again = client.post(address, path.read_bytes(), content_type=kind)

    assert (answer.status_code, again.status_code) in ((200, 200), (400, 400)), unpacked(answer)
    if answer.status_code == 400:
        assert b"error" in unpacked(answer).lower()
        assert LogLine.objects.filter(level="refused").count() == 2
    else:
        # What was found on a network is kept as it came; all else is one device, told twice.
        found = {row.kind for row in NetReport.objects.all()}
        assert Device.objects.count() == (0 if found else 1)
