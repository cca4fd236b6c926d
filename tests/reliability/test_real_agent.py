"""The real FusionInventory Agent, as Debian packs it, reports this machine to a served Firstbell."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.reliability.school import School, database

AGENT = shutil.which("fusioninventory-agent") or ""
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not AGENT, reason="the agent is not here: ./dev test installs it"),
]
_DEVICE = """
SELECT d.id, d.agent, d.agent_version, d.deviceid, d.item_id, i.name, d.os_name, d.programs, d.last_full_at
FROM agents_device d JOIN equipment_item i ON i.id = d.item_id
"""
_PROGRAMS = "SELECT release_id FROM software_installation WHERE gone_at IS NULL ORDER BY 1"
_SECTIONS = "SELECT name, changed_at FROM agents_section WHERE name IN ('softwares', 'bios', 'cpus', 'memories') ORDER BY 1"
_HISTORY = "SELECT count(*) FROM audit_event WHERE kind IN ('agents.hardware_changed', 'agents.device_enrolled')"


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    with database("firstbell_agent") as url:
        made = School(tmp_path_factory.mktemp("school") / "data", url)
        made.found()
        made.start()
        yield made
        made.stop()


def report(address: str, folder: Path) -> str:
    """What the agent wrote into its log while it reported; packed with zlib, in XML, everything it knows."""
    log = folder / "agent.log"
    log.unlink(missing_ok=True)
    words = ["--server", address, "--tasks", "inventory", "--no-httpd", "--force", "--debug", "--debug",
             "--backend-collect-timeout", "60", "--logger", "file", "--logfile", str(log)]  # fmt: skip
    subprocess.run([AGENT, *words], check=True, timeout=300, cwd=folder, capture_output=True)
    return log.read_text(errors="replace")


def test_this_machine_reports_twice_and_is_one_device(school: School, tmp_path: Path) -> None:
    address = school.run("agents", "key", "--school", "Hartley Vale School")

    log = report(address, tmp_path)
    first, programs, sections = kept(school)
    again = report(address, tmp_path)
    second, programs_again, sections_again = kept(school)

    for one in (log, again):
        assert "format: Zlib" in one
        assert "<RESPONSE>SEND</RESPONSE>" in one
        assert "[error]" not in one, one[-3000:]
    assert first[1] == "FusionInventory-Agent"
    assert first[5], "It has no name"
    assert first[6], "It has no system"
    assert len(programs) == first[7] > 100
    assert second[:-1] == first[:-1]
    assert second[-1] > first[-1]
    assert programs_again == programs
    assert sections_again == sections
    assert school.rows(_HISTORY) == [(1,)]
    assert school.rows("SELECT count(*) FROM agents_logline WHERE level = 'refused'") == [(0,)]


def kept(school: School) -> tuple[tuple[Any, ...], list[Any], list[Any]]:
    [device] = school.rows(_DEVICE)
    return device, school.rows(_PROGRAMS), school.rows(_SECTIONS)
