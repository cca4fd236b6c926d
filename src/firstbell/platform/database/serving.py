"""Who serves from a data folder, so that nobody puts another database under them."""

from __future__ import annotations

import fcntl
from pathlib import Path
from typing import IO

_held: list[IO[bytes]] = []


def begin(data: Path) -> None:
    """Until this process group ends, however it ends, the folder is being served from."""
    _held.append(_mark(data))
    fcntl.flock(_held[-1], fcntl.LOCK_SH)


def going_on(data: Path) -> bool:
    with _mark(data) as mark:
        try:
            fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _mark(data: Path) -> IO[bytes]:
    return (data / "serving.lock").open("ab")
