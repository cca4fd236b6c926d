"""Mails for the tests, made of a few lines each."""

from __future__ import annotations

import base64
import struct
from collections.abc import Mapping

from firstbell.lib.mails import Message, read

HEAD = {
    "From": "Jo Okoro <jo.okoro@hartley.example>",
    "To": "help@hartley.example",
    "Subject": "The board in I2",
    "Message-ID": "<one@hartley.example>",
    "Date": "Mon, 12 Jan 2026 09:05:00 +0000",
}


def mail(body: str | bytes = "No sound.", headers: Mapping[str, str | None] | None = None) -> bytes:
    """The usual headers with some changed; None leaves one out."""
    wanted = {**HEAD, **(headers or {})}
    head = "".join(f"{name}: {value}\r\n" for name, value in wanted.items() if value is not None)
    return head.encode() + b"\r\n" + (body.encode() if isinstance(body, str) else body)


def parts(kind: str, *each: str | bytes, boundary: str = "=_b1") -> tuple[bytes, dict[str, str]]:
    """A body of several parts, and the header that says so."""
    mark = f"--{boundary}".encode()
    inside = [one.encode() if isinstance(one, str) else one for one in each]
    body = b"".join(mark + b"\r\n" + one + b"\r\n" for one in inside) + mark + b"--\r\n"
    return body, {"Content-Type": f'multipart/{kind}; boundary="{boundary}"'}


def part(body: str | bytes, kind: str = "text/plain; charset=utf-8", **headers: str) -> bytes:
    named = {"Content-Type": kind} | {name.replace("_", "-"): value for name, value in headers.items()}  # fmt: skip
    head = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return head.encode() + b"\r\n" + (body.encode() if isinstance(body, str) else body)


def packed(data: bytes) -> str:
    return base64.encodebytes(data).decode()


def of_parts(
    kind: str, *each: str | bytes, headers: Mapping[str, str | None] | None = None
) -> Message:
    body, typed = parts(kind, *each)
    return read(mail(body, {**typed, **(headers or {})}))


def attribute(level: int, name: int, value: bytes, kind: int = 6) -> bytes:
    return struct.pack("<BHHI", level, name, kind, len(value)) + value + b"\0\0"


def property_(kind: int, name: int, value: bytes) -> bytes:
    return struct.pack("<HHII", kind, name, 1, len(value)) + value + b"\0" * (-len(value) % 4)


def winmail(*attributes: bytes) -> bytes:
    return b"\x78\x9f\x3e\x22\x01\x00" + b"".join(attributes)
