from __future__ import annotations

import struct
import zipfile
import zlib
from typing import BinaryIO, Final

from firstbell.lib.sheets.limits import Limits, megabytes
from firstbell.lib.sheets.sources import CHUNK, Source
from firstbell.lib.sheets.unreadable import Unreadable

_LOCAL_HEADER: Final = struct.Struct("<4s5H3L2H")
_ENCRYPTED: Final = 0x1
# All that a damaged archive makes the standard library raise.
BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    KeyError,
    OverflowError,
    NotImplementedError,
    RuntimeError,
)


def refuse_zip_bomb(source: Source, name: str, limits: Limits) -> None:
    """Unpack every entry once and throw it away, counting.

    The sizes an archive declares are whatever its maker wrote; the reader behind us trusts the
    stream and not the declaration, so the stream is what is measured.
    """
    try:
        with source.open() as stream, zipfile.ZipFile(stream) as archive:
            entries = archive.infolist()
            _check_declared(entries, source.size, name, limits)
            total = 0
            for entry in entries:
                actual = _inflated(stream, entry, limits.max_inflated - total)
                total += actual
                _check_actual(entry, actual, total, source.size, name, limits)
    except BROKEN as problem:
        raise damaged(name) from problem


def damaged(name: str) -> Unreadable:
    return Unreadable(
        f"{name} is damaged and cannot be opened. Copy or download it again, "
        "or open it in Excel and save it under a new name.",
        "damaged",
    )


def _too_big(name: str, size: int) -> Unreadable:
    return Unreadable(
        f"{name} unpacks to more than {megabytes(size)}, which is not what a list of equipment "
        "looks like. Save the one sheet you need as CSV and bring that in.",
        "bomb",
    )


def _check_declared(entries: list[zipfile.ZipInfo], size: int, name: str, limits: Limits) -> None:
    if len(entries) > limits.max_entries:
        raise Unreadable(
            f"{name} is a workbook with {len(entries):,} parts inside; at most "
            f"{limits.max_entries:,} are read. Save the sheet you need as CSV.",
            "bomb",
        )
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise Unreadable(
            f"{name} is locked with a password. Save a copy without it and bring that in.", "locked"
        )
    if sum(entry.file_size for entry in entries) > limits.max_inflated:
        raise _too_big(name, limits.max_inflated)
    # Entries that lie over one another unpack to more than the file could hold.
    if sum(entry.compress_size for entry in entries) > size:
        raise damaged(name)
    names = [entry.filename for entry in entries]
    if len(set(names)) != len(names):
        raise damaged(name)


def _check_actual(
    entry: zipfile.ZipInfo, actual: int, total: int, size: int, name: str, limits: Limits
) -> None:
    if total > limits.max_inflated:
        raise _too_big(name, limits.max_inflated)
    if total > limits.ratio_from and total > size * limits.max_ratio:
        raise _too_big(name, limits.ratio_from)
    if actual != entry.file_size:
        raise damaged(name)


def _inflated(stream: BinaryIO, entry: zipfile.ZipInfo, allowed: int) -> int:
    if entry.compress_type == zipfile.ZIP_STORED:
        return entry.compress_size
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise zipfile.BadZipFile("packed in a way that spreadsheets are not")
    stream.seek(entry.header_offset)
    local = _LOCAL_HEADER.unpack(stream.read(_LOCAL_HEADER.size))
    stream.seek(local[-2] + local[-1], 1)
    return _count(stream, entry.compress_size, allowed)


def _count(stream: BinaryIO, packed: int, allowed: int) -> int:
    inflate = zlib.decompressobj(-15)
    total, left = 0, packed
    while left > 0 and not inflate.eof and total <= allowed:
        piece = stream.read(min(CHUNK, left))
        if not piece:
            raise EOFError
        left -= len(piece)
        while piece and total <= allowed:
            total += len(inflate.decompress(piece, CHUNK))
            piece = inflate.unconsumed_tail
    while not inflate.eof and total <= allowed:
        more = inflate.decompress(inflate.unconsumed_tail, CHUNK)
        if not more:
            break
        total += len(more)
    return total
