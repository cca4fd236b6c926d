"""Made-up machines that report to a served Firstbell, each twice, and what must be there of them afterwards."""

from __future__ import annotations

import contextlib
import json
import threading
import zlib
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlsplit

from firstbell.agents.tests.machines import agent_id, as_xml, machine
from tests.reliability.school import School

PROGRAMS = 30
MEMORY = {1: 16384, 2: 8192}
# The first machine of each writer; the numbers of one never reach those of the next.
APART = 1_000

Row = tuple[Any, ...]
_ROWS = """
SELECT d.hostname, d.memory_mb, i.serial,
    (SELECT count(*) FROM agents_section s WHERE s.device_id = d.id),
    (SELECT count(*) FROM agents_rawreport r WHERE r.device_id = d.id),
    (SELECT count(*) FROM software_installation n WHERE n.item_id = d.item_id AND n.gone_at IS NULL),
    (SELECT count(*) FROM software_installation n WHERE n.item_id = d.item_id AND n.gone_at IS NOT NULL),
    (SELECT count(*) FROM audit_event e WHERE e.subject_uid = i.uid AND e.kind = 'agents.hardware_changed'),
    (SELECT count(*) FROM audit_event e WHERE e.subject_uid = d.uid AND e.kind = 'agents.device_enrolled'),
    (SELECT count(*) FROM equipment_item m WHERE m.goes_with_id = i.id)
FROM agents_device d LEFT JOIN equipment_item i ON i.id = d.item_id
"""
_MISCOUNTED = """
SELECT p.title_id, p.devices FROM software_presence p WHERE p.devices <> (
    SELECT count(DISTINCT n.item_id) FROM software_installation n
    WHERE n.title_id = p.title_id AND n.school_id = p.school_id AND n.gone_at IS NULL)
"""
_TWICE = "SELECT item_id, release_id FROM software_installation WHERE gone_at IS NULL GROUP BY 1, 2 HAVING count(*) > 1"


def name_of(number: int) -> str:
    return f"KILL-{number:05}"


def body(number: int, stage: int) -> dict[str, Any]:
    """The second time half the memory is gone, and one program has made room for another."""
    programs = [
        {"name": f"Program {n:02}", "publisher": "Hartley", "version": f"{n}.1", "from": "registry"}
        for n in range(stage, stage + PROGRAMS)
    ]
    network = {"description": "Intel I219-LM", "mac": f"a4:bb:6d:{number // 256:02x}:{number % 256:02x}:01",
               "pnpdeviceid": "PCI\\VEN_8086", "type": "ethernet"}  # fmt: skip
    whole = machine(name_of(number), number, softwares=programs, networks=[network])
    half = MEMORY[stage] // 2
    whole["content"]["hardware"]["memory"] = MEMORY[stage]
    whole["content"]["memories"] = [{"capacity": half, "numslots": n} for n in (1, 2)]
    return whole


class Reporter(threading.Thread):
    """Agents that report one after another until nobody answers; it remembers what was acknowledged."""

    def __init__(self, school: School, address: str, first: int, *, xml: bool) -> None:
        super().__init__(daemon=True)
        self.school, self.path, self.xml = school, urlsplit(address).path, xml
        self.number, self.stage = first, 1
        self.acknowledged: dict[int, int] = {}
        self.refused: list[str] = []

    def run(self) -> None:
        with contextlib.suppress(OSError, HTTPException):
            while not self.refused:
                self.send()
                self.number += self.stage - 1
                self.stage = 3 - self.stage

    def send(self) -> None:
        """What is on its way; sent again it is the same."""
        told = body(self.number, self.stage)
        text = as_xml(told) if self.xml else json.dumps(told).encode()
        headers = {"Content-Type": "application/x-compress-zlib"}
        if not self.xml:
            headers["GLPI-Agent-ID"] = agent_id(self.number)
        connection = HTTPConnection("127.0.0.1", self.school.port, timeout=60)
        try:
            connection.request("POST", self.path, zlib.compress(text), headers)
            answer = connection.getresponse()
            said = zlib.decompress(answer.read())
        finally:
            connection.close()
        if answer.status != 200 or not (b'"ok"' in said or b"SEND" in said):
            self.refused.append(f"{answer.status} {said[:300]!r}")
            return
        self.acknowledged[self.number] = self.stage


def kept(school: School) -> dict[str, Row]:
    return {row[0]: tuple(row[1:]) for row in school.rows(_ROWS)}


def wholly(number: int, stage: int, sections: int) -> Row:
    """All that there must be of a machine after its first or second report."""
    again = stage - 1
    return (MEMORY[stage], f"5CD{number:04}X", sections, 1, PROGRAMS, again, again, 1, 1)


def is_kept_whole(school: School, acknowledged: dict[int, int]) -> None:
    """What was acknowledged is there; and of what is there, everything."""
    there = kept(school)
    # Which sections a school keeps is its policy; that they are all of them of every machine is what counts.
    sections = max((row[2] for row in there.values()), default=0)
    for name, row in there.items():
        number = int(name.partition("-")[2])
        assert row in (wholly(number, 1, sections), wholly(number, 2, sections)), (name, row)
        if acknowledged.get(number) == 2:
            assert row == wholly(number, 2, sections), name
    lost = [number for number in acknowledged if name_of(number) not in there]
    assert not lost
    assert school.rows(_TWICE) == []
    assert school.rows(_MISCOUNTED) == []
