"""Whatever comes, what is read is a Message; `hostile.py` makes what a chance of bytes would not."""

from __future__ import annotations

import json
import subprocess
import sys
from random import Random

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from firstbell.lib.mails.tests.hostile import hostile, swallow
from firstbell.lib.mails.tests.making import mail

FAST = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
HEADER = st.text(alphabet=st.characters(codec="utf-8"), max_size=120)


@FAST
@given(st.binary(max_size=400))
@example(b"Content-Type: text/plain; charset=unicode_escape\n\n\\x")
def test_any_bytes_are_a_message(raw):
    swallow(raw)


@FAST
@given(HEADER, HEADER, HEADER, HEADER)
def test_any_text_in_headers_is_a_message(sender, subject, kind, disposition):
    headers = {"From": sender, "Subject": subject, "Content-Type": kind, "Content-Disposition": disposition, "Message-ID": sender, "Date": subject}  # fmt: skip
    swallow(mail("x", headers))


@FAST
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300), st.sampled_from(["text/plain", "text/html", "text/calendar", "text/enriched"]))  # fmt: skip
def test_any_text_is_a_message(text, kind):
    swallow(mail(text, {"Content-Type": f"{kind}; charset=utf-8"}))


def test_three_hundred_hostile_mails_are_swallowed():
    kinds = {swallow(hostile(Random(seed))) for seed in range(300)}

    assert kinds > {"person", "auto_reply"}


@pytest.mark.slow
def test_twenty_thousand_hostile_mails_are_swallowed():
    for seed in range(10_000_000, 10_020_000):
        try:
            swallow(hostile(Random(seed)))
        except Exception as problem:
            raise AssertionError(f"seed {seed}") from problem


@pytest.mark.slow
def test_thirty_megabytes_of_anything_take_little_time_and_memory():
    command = [sys.executable, "-m", "firstbell.lib.mails.tests.large"]
    found = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)

    assert found.pop("MB") < 400
    assert max(found.values()) < 10, found
