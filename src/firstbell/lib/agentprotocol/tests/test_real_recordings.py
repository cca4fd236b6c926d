from __future__ import annotations

from pathlib import Path

import pytest

from firstbell.lib.agentprotocol import documents, facts, opened, read

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
