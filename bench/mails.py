"""Mails read, beside `email.message_from_bytes` alone, which only finds their parts."""

from __future__ import annotations

import base64
import email
from collections.abc import Callable
from time import process_time

from bench.table import Table
from firstbell.lib.mails import read, split

SECONDS = 2.0
SIGNATURE = "-- \nJo Okoro\nHead of Music, Hartley Vale School\n01234 567890"
QUOTE = "\n".join(f"> line {at} of what the help desk wrote before" for at in range(30))
ANSWER = f"Yes, I tried the cable twice and the other socket too.\n\n{SIGNATURE}\n\nOn Mon, 12 Jan 2026 at 09:05, Help desk <help@hartley.example> wrote:\n\n{QUOTE}\n"
# As Outlook writes it: a style sheet, a class on each paragraph, a signature as a table with a logo.
PAGE = (
    "<html><head><style><!--" + "p.MsoNormal, li.MsoNormal {margin:0cm; font-size:11.0pt;}\n" * 30 + "--></style></head><body lang=EN-GB>"
    + '<p class="MsoNormal"><span style="font-family:Calibri">The board in I2 has no sound again.<o:p></o:p></span></p>' * 15
    + '<table border=0><tr><td><img width=120 src="cid:logo@hartley"></td><td><b>Jo Okoro</b><br>Head of Music</td></tr></table>'
    + '<img src="https://track.example/open.gif" width=1 height=1></body></html>'
)  # fmt: skip
HEAD = (
    "Return-Path: <jo.okoro@hartley.example>\n"
    + "".join(f"Received: from mx{at}.hartley.example (mx{at}.hartley.example [192.0.2.{at}])\n\tby in.hartley.example with ESMTPS id {at};\n\tMon, 12 Jan 2026 09:0{at}:00 +0000\n" for at in range(6))
    + "From: =?utf-8?q?J=C3=B3_Okoro?= <jo.okoro@hartley.example>\nTo: Help desk <help@hartley.example>\nSubject: Re: The board in I2\n"
    "Date: Mon, 12 Jan 2026 09:05:00 +0000\nMessage-ID: <{number}@hartley.example>\nIn-Reply-To: <one@hartley.example>\n"
    "References: <zero@hartley.example> <one@hartley.example>\nMIME-Version: 1.0\n"
)  # fmt: skip


def part(kind: str, body: bytes, *more: str) -> bytes:
    head = "\n".join([f"Content-Type: {kind}", "Content-Transfer-Encoding: base64", *more])
    return head.encode() + b"\n\n" + base64.encodebytes(body)


def several(kind: str, boundary: str, *parts: bytes) -> bytes:
    inside = b"".join(b"--%s\n" % boundary.encode() + one + b"\n" for one in parts)
    return (
        f'Content-Type: multipart/{kind}; boundary="{boundary}"\n\n'.encode()
        + inside
        + b"--%s--\n" % boundary.encode()
    )


def rich() -> bytes:
    logo = part("image/png; name=logo.png", b"\x89PNG" + b"x" * 8_000, "Content-ID: <logo@hartley>")
    both = several("alternative", "alt", part("text/plain; charset=utf-8", ANSWER.encode()), part("text/html; charset=utf-8", PAGE.encode()))  # fmt: skip
    return several("related", "rel", both, logo)


KINDS = {
    "plain answers with a quote, 4 kB": b"Content-Type: text/plain; charset=utf-8\n\n" + ANSWER.encode(),
    "as Outlook writes, with a logo, 20 kB": rich(),
    "with a photo of 2 MB": several("mixed", "mix", rich(), part("image/jpeg; name=photo.jpg", b"\xff\xd8" + b"y" * 2_000_000)),
}  # fmt: skip


def measure(table: Table) -> None:
    for what, body in KINDS.items():
        raw = HEAD.format(number=len(body)).encode() + body
        ours, bare = (
            each(lambda raw=raw: _understood(raw)),
            each(lambda raw=raw: email.message_from_bytes(raw)),
        )
        met = None if "photo" in what else 1 / ours >= 200
        target = "" if met is None else "≥ 200 a second"
        figure = f"{1 / ours:,.0f} a second, {ours * 1000:.2f} ms CPU, {ours / bare:.1f} × bare"
        table.add(f"mails {what}", figure, target, met=met)
        table.add(
            "the same by email.message_from_bytes alone",
            f"{bare * 1000:.2f} ms CPU",
            "the reference",
        )


def _understood(raw: bytes) -> None:
    message = read(raw)
    if not split(message.text).own:
        raise AssertionError(message)


def each(call: Callable[[], object]) -> float:
    """Seconds of CPU of one call."""
    call()
    began, count = process_time(), 0
    while process_time() - began < SECONDS:
        call()
        count += 1
    return (process_time() - began) / count
