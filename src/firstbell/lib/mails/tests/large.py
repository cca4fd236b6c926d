"""Thirty megabytes of whatever might take long: `python -m firstbell.lib.mails.tests.large` says how long each takes."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time

from firstbell.lib.mails import read
from firstbell.lib.mails.limits import MOST_BYTES
from firstbell.lib.mails.tests.making import mail, packed, part, parts

MB = 1024 * 1024


def thirty_mb() -> dict[str, Callable[[], bytes]]:
    body, typed = parts(
        "mixed",
        part("see attached"),
        part(
            packed(b"x" * (22 * MB)),
            "application/zip; name=a.zip",
            Content_Transfer_Encoding="base64",
        ),
    )
    return {
        "one attachment": lambda: mail(body, typed),
        "blank lines": lambda: mail(b"\n" * (30 * MB)),
        "one line": lambda: mail(b"x" * (30 * MB)),
        "quoted lines": lambda: mail(b"> x\n" * (30 * MB // 4)),
        "headers": lambda: b"X: y\n" * (30 * MB // 5) + b"\nbody",
        "one header": lambda: b"Subject: " + b"x " * (15 * MB) + b"\n\nbody",
        "boundaries": lambda: mail(b"--b\n" * (30 * MB // 4), {"Content-Type": "multipart/mixed; boundary=b"}),
        "near boundaries": lambda: mail(b"--b" * (10 * MB), {"Content-Type": "multipart/mixed; boundary=b"}),
        "html": lambda: mail(b"<p>" * (10 * MB), {"Content-Type": "text/html"}),
        "html of one word": lambda: mail(b"x" * (30 * MB), {"Content-Type": "text/html"}),
        "commas": lambda: mail("x", {"To": "," * (30 * MB)}),
        "base64": lambda: mail(b"QUJD" * (30 * MB // 4), {"Content-Transfer-Encoding": "base64"}),
        "padding": lambda: mail(b"Q=" * (15 * MB), {"Content-Transfer-Encoding": "base64"}),
        "soft line ends": lambda: mail(b"=\n" * (15 * MB), {"Content-Transfer-Encoding": "quoted-printable"}),
        "uuencode": lambda: mail(b"begin 644 x\n" * (30 * MB // 12)),
        "uuencoded lines": lambda: mail(b"begin 644 x\n" + b"!\n" * (15 * MB) + b"end\n"),
        "bytes in no charset": lambda: mail(b"\xfe\x81 " * (10 * MB)),
        "carriage returns": lambda: b"From: a@h.example\r" * (30 * MB // 18),
        "tnef": lambda: mail(b"\x78\x9f\x3e\x22\0\0" + b"\x02\x02\x90\0\0\0\0\0\0\0\0" * (2 * MB), {"Content-Type": "application/ms-tnef"}),
        "uuencode that ended before": lambda: mail(b"x\nend\n" + b"begin 644 x\n" * (30 * MB // 12)),
        "scripts": lambda: mail(b"<script>" * (30 * MB // 8), {"Content-Type": "text/html"}),
        "attributes of an invitation": lambda: mail(b"BEGIN:VCALENDAR\nUID" + b";" * (30 * MB), {"Content-Type": "text/calendar"}),
        "a bounce of blank lines": lambda: mail(b"\n" * (30 * MB), {"From": "MAILER-DAEMON@h.example", "Subject": "Undelivered"}),
        "a bounce of dashes": lambda: mail(b"-" * (30 * MB), {"From": "MAILER-DAEMON@h.example", "Subject": "Undelivered"}),
        "texts in no charset": lambda: mail(parts("mixed", *[b"\n" + b"\xfe\x81 \xa4" * 20_000] * 500)[0], {"Content-Type": "multipart/mixed; boundary==_b1"}),
        "more than is read": lambda: mail(b"x" * (MOST_BYTES + MB)),
    }  # fmt: skip


def measured() -> dict[str, float]:
    """Seconds of CPU for each, and the megabytes that the process took at most."""
    found = {}
    for what, make in thirty_mb().items():
        raw, began = make(), process_time()
        read(raw)
        found[what] = round(process_time() - began, 2)
        del raw
    return found | {"MB": _most_megabytes()}


def _most_megabytes() -> int:
    """Of this program alone: what `getrusage` says begins with the size of whoever started it."""
    found = re.search(r"^VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(), re.MULTILINE)
    return int(found.group(1)) // 1024 if found else 0


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measured(), indent=1) + "\n")
