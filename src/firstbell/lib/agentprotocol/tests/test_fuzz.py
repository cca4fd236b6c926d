"""Whatever comes, what is read is a message or Unreadable; `hostile.py` makes what a chance of bytes would not."""

from __future__ import annotations

import json
import tracemalloc
import zlib

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from firstbell.lib.agentprotocol.tests.hostile import FIELDS, SECTIONS, TYPES, bodies, swallow
from firstbell.lib.agentprotocol.tests.making import LAPTOP

FAST = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3), max_leaves=6
)  # fmt: skip
ROWS = st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=8), VALUES, max_size=6)
CONTENT = st.dictionaries(
    st.sampled_from(SECTIONS) | st.text(max_size=8), VALUES | ROWS | st.lists(ROWS | VALUES, max_size=3), max_size=5
)  # fmt: skip


@FAST
@given(st.sampled_from(TYPES), st.binary(max_size=300))
@example("", b"\x78\x9c")
@example("application/x-br", b"\x00")
@example("application/x-compress-gzip", b"\x1f\x8b\x08\x00\x00\x00\x00\x00")
def test_any_bytes_are_a_message_or_unreadable(content_type, body):
    swallow(content_type, body)


@settings(FAST, max_examples=40)
@given(CONTENT, VALUES, VALUES)
def test_any_json_is_a_message_or_unreadable(content, deviceid, partial):
    message = {"action": "inventory", "deviceid": deviceid, "partial": partial, "content": content}

    assert swallow("application/json", json.dumps(message).encode()) in {"Inventory", "refused"}
    whole = {**message, "deviceid": "PC", "content": {**content, "versionclient": "A"}}
    assert swallow("application/json", json.dumps(whole).encode()) == "Inventory"


@FAST
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_any_text_in_xml_is_a_message_or_unreadable(text):
    swallow(
        "application/xml",
        f"<REQUEST><CONTENT><BIOS><SSN>{text}</SSN></BIOS></CONTENT></REQUEST>".encode(),
    )


@FAST
@given(st.data())
def test_an_inventory_with_bytes_changed_is_a_message_or_unreadable(data):
    whole = bytearray(json.dumps({"deviceid": "a", "content": LAPTOP}).encode())
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))

    swallow("application/json", bytes(whole))


def test_three_hundred_hostile_bodies_are_swallowed():
    assert {swallow(content_type, body) for _, content_type, body in bodies(0, 300)} > {
        "refused",
        "Inventory",
    }


@pytest.mark.slow
def test_twenty_thousand_hostile_bodies_are_swallowed_in_little_memory():
    tracemalloc.start()
    try:
        for seed, content_type, body in bodies(10_000_000, 20_000):
            try:
                swallow(content_type, body)
            except Exception as problem:
                raise AssertionError(f"seed {seed}") from problem
        now, peak = tracemalloc.get_traced_memory()
        assert now < 30 * 1024 * 1024
        assert peak < 60 * 1024 * 1024
    finally:
        tracemalloc.stop()


HOSTILE_LARGE = {
    "many sections": b'{"content":{' + b",".join(b'"s%d":[{"a":1}]' % at for at in range(10_000)) + b"}}",
    "many fields": b'{"content":{"bios":{' + b",".join(b'"f%d":1' % at for at in range(10_000)) + b"}}}",
    "a long name": b'{"content":{"softwares":[{"name":"' + b"x" * 2_000_000 + b'"}]}}',
    "brackets": b'{"content":{"networks":[{"ipaddress":' + b"[" * 900 + b"]" * 900 + b"}]}}",
    "digits": b'{"content":{"drives":[{"total":"' + b"9" * 100_000 + b'"}]}}',
    "brackets in a name": b'{"content":{"operatingsystem":{"full_name":"Linux ' + b"(" * 3_900 + b'"}}}',
    "ampersands": b"<REQUEST><CONTENT><BIOS><SSN>" + b"&" * 50_000 + b"</SSN></BIOS></CONTENT></REQUEST>",
    "too many ampersands": b"<REQUEST><CONTENT><BIOS><SSN>" + b"&" * 9_000_000 + b"</SSN></BIOS></CONTENT></REQUEST>",
    "opened and never closed": b"<REQUEST><CONTENT>" + b"<A>" * 20_000,
    "attributes": b"<REQUEST " + b" ".join(b'a%d="1"' % at for at in range(20_000)) + b"><QUERY>PROLOG</QUERY></REQUEST>",
    "comments": b"<REQUEST>" + b"<!--x-->" * 100_000 + b"<QUERY>PROLOG</QUERY></REQUEST>",
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE_LARGE)
def test_a_body_made_to_take_long_does_not(what):
    tracemalloc.start()
    try:
        swallow("application/x-compress-zlib", zlib.compress(HOSTILE_LARGE[what], 1))
        assert tracemalloc.get_traced_memory()[1] < 60 * 1024 * 1024
    finally:
        tracemalloc.stop()
