"""The very same bytes a second time are answered without being read: in the words and the packing of the first answer."""

from __future__ import annotations

import gzip
import json
import zlib

import brotli
import pytest

from firstbell.agents.models import Device
from firstbell.agents.tests.machines import agent_id, as_xml, machine

PACKINGS = [
    ("application/x-compress-zlib", zlib.compress), ("application/x-compress-gzip", gzip.compress),
    ("application/x-br", brotli.compress), ("application/octet-stream", zlib.compress), ("text/plain", bytes),
    ("application/xml", bytes), ("Application/JSON; charset=utf-8", bytes),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "pack"), PACKINGS, ids=[kind for kind, _ in PACKINGS])
@pytest.mark.parametrize("text", [json.dumps(machine()).encode(), as_xml(machine())], ids=["json", "xml"])  # fmt: skip
@pytest.mark.parametrize("named", [True, False], ids=["named", "unnamed"])
def test_the_same_report_again_is_answered_as_at_first(client, address, kind, pack, text, named):
    headers = {"GLPI-Agent-ID": agent_id()} if named else {}

    first, again = (
        client.post(address, pack(text), content_type=kind, headers=headers) for _ in range(2)
    )

    assert (again.status_code, again["Content-Type"]) == (200, first["Content-Type"])
    assert again.content == first.content
    assert Device.objects.count() == 1
