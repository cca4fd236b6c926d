"""Asking ClamAV's clamd about a file, by its INSTREAM command over TCP or a Unix socket."""

from __future__ import annotations

import socket
import struct
from pathlib import Path

from django.conf import settings

_STEP = 64 * 1024
_WAIT = 60


class Unanswered(Exception):
    """No clamd there, or it answered with an error: the file is scanned later."""


def is_wanted() -> bool:
    return bool(settings.CLAMD)


def threat_in(path: Path) -> str:
    """The name of what was found; empty where nothing was."""
    try:
        with _connected() as clamd, path.open("rb") as file:
            clamd.sendall(b"zINSTREAM\0")
            _send(clamd, file)
            answer = _answer(clamd)
    except OSError as problem:
        raise Unanswered(str(problem)) from problem
    words = answer.removeprefix("stream: ")
    if words == "OK":
        return ""
    if words.endswith(" FOUND"):
        return words.removesuffix(" FOUND")[:200]
    raise Unanswered(words or "clamd closed the line")


def _connected() -> socket.socket:
    where: str = settings.CLAMD
    if where.startswith("/"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(_WAIT)
        try:
            line.connect(where)
        except OSError:
            line.close()
            raise
        return line
    host, _, port = where.rpartition(":")
    try:
        return socket.create_connection((host.strip("[]") or "127.0.0.1", int(port)), timeout=_WAIT)
    except ValueError:
        raise Unanswered("FIRSTBELL_CLAMD is neither host:port nor the path of a socket") from None


def _send(clamd: socket.socket, file: object) -> None:
    read = file.read  # type: ignore[attr-defined]
    try:
        while chunk := read(_STEP):
            clamd.sendall(struct.pack("!I", len(chunk)) + chunk)
        clamd.sendall(struct.pack("!I", 0))
    except (BrokenPipeError, ConnectionResetError):
        return  # clamd stops listening at its size limit and has already said so


def _answer(clamd: socket.socket) -> str:
    said = b""
    while not said.endswith(b"\0") and len(said) < 4096:
        part = clamd.recv(1024)
        if not part:
            break
        said += part
    return said.rstrip(b"\0").decode("utf-8", "replace").strip()
