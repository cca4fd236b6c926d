"""The files people bring: kept by what is in them, safely on the disk before a row names them."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from firstbell.lib.refusal import Refusal
from firstbell.lib.sheets import Limits
from firstbell.lib.sheets.limits import megabytes

LIMITS = Limits()


class TooLarge(Refusal):
    """The file is larger than anything that is read."""


def too_large() -> TooLarge:
    return TooLarge(
        f"That file is larger than {megabytes(LIMITS.max_bytes)}. Split it and bring in the parts one after another."
    )


def folder() -> Path:
    return Path(settings.DATA) / "files" / "imports"


def path_of(digest: str) -> Path:
    return folder() / digest[:2] / digest


def keep(chunks: Iterable[bytes]) -> tuple[str, int]:
    """Write the file down for good; its digest and its size."""
    folder().mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder(), prefix=".coming-")
    digest, size = hashlib.sha256(), 0
    try:
        with os.fdopen(handle, "wb") as out:
            for chunk in chunks:
                size += len(chunk)
                if size > LIMITS.max_bytes:
                    raise too_large()
                digest.update(chunk)
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        place = path_of(digest.hexdigest())
        place.parent.mkdir(exist_ok=True)
        Path(name).replace(place)
        _settle(place.parent)
        _settle(folder())
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return digest.hexdigest(), size


def _settle(directory: Path) -> None:
    """A new name is only safe when its directory is."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
