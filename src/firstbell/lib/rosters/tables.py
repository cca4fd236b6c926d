"""A zip of CSV files, opened without writing anything anywhere and without unpacking more than it may."""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Final

from firstbell.lib.sheets import Unreadable
from firstbell.lib.sheets.archives import BROKEN
from firstbell.lib.sheets.limits import MEGABYTE, megabytes

_ENCRYPTED: Final = 0x1
_PIECE: Final = 256 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a zip may ask of the machine before it is refused."""

    max_entries: int = 100
    max_inflated: int = 200 * MEGABYTE
    max_rows: int = 500_000


LIMITS = Limits()


class Row(dict[str, str]):
    """A line by its headings, in small letters; what is not there reads as nothing."""

    line: int = 0

    def __missing__(self, key: str) -> str:
        return ""

    @property
    def modified(self) -> str:
        """When it was changed last, so that texts sort as moments; nothing where it is no moment."""
        try:
            moment = datetime.fromisoformat(self["datelastmodified"])
        except ValueError:
            return ""
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    @property
    def is_over(self) -> bool:
        return self["status"].casefold() in ("tobedeleted", "inactive")


@dataclass(slots=True)
class Table:
    name: str
    headings: list[str]
    rows: list[Row]

    def need(self, *headings: str) -> None:
        missing = [one for one in headings if one.lower() not in self.headings]
        if missing:
            raise Unreadable(
                f"{self.name} has no column {missing[0]}. Export it again with all its columns.",
                "columns",
            )


@dataclass(slots=True)
class Tables:
    """The CSV files of a zip, by their names in small letters."""

    name: str
    raw: dict[str, bytes]
    limits: Limits = LIMITS
    notes: list[str] = field(default_factory=list)

    def __contains__(self, name: str) -> bool:
        return name.lower() in self.raw

    def table(self, name: str) -> Table:
        """One of them, read; the caller has looked whether it is there."""
        text = self._text(name, self.raw[name.lower()])
        try:
            lines = csv.reader(io.StringIO(text, newline=""))
            headings = [one.strip().lower() for one in next(lines, [])]
            rows = list(self._rows(name, headings, lines))
        except csv.Error as problem:
            raise Unreadable(
                f"{name} has a quotation mark that is never closed. Export it again.", "open_quote"
            ) from problem
        if not any(headings):
            raise Unreadable(f"{name} is empty. Export it again.", "empty")
        return Table(name, headings, rows)

    def _rows(self, name: str, headings: list[str], lines: Iterator[list[str]]) -> Iterator[Row]:
        for number, cells in enumerate(lines, start=2):
            if number > self.limits.max_rows:
                raise Unreadable(
                    f"{name} has more than {self.limits.max_rows:,} lines, which is no school.",
                    "too_many",
                )
            if not any(cell.strip() for cell in cells):
                continue
            row = Row(
                (heading, cell.replace("\0", "").strip())
                for heading, cell in zip(headings, cells, strict=False)
            )
            row.line = number
            yield row

    def _text(self, name: str, raw: bytes) -> str:
        if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return raw.decode("utf-16", "replace")
        try:
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            self.notes.append(f"{name} is not in UTF-8, so it was read as Windows writes it.")
        try:
            return raw.decode("cp1252")
        except UnicodeDecodeError:
            return raw.decode("latin-1")


def open_zip(path: Path, name: str, limits: Limits = LIMITS) -> Tables:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [one for one in archive.infolist() if not one.is_dir()]
            _check(entries, name, limits)
            return Tables(name, _unpacked(archive, entries, name, limits), limits)
    except BROKEN as problem:
        raise Unreadable(
            f"{name} is no zip, or it is damaged. Download the export again and bring in that zip.",
            "damaged",
        ) from problem


def _check(entries: list[zipfile.ZipInfo], name: str, limits: Limits) -> None:
    if len(entries) > limits.max_entries:
        raise Unreadable(
            f"{name} has {len(entries):,} files inside; an export has a dozen.", "bomb"
        )
    if any(one.flag_bits & _ENCRYPTED for one in entries):
        raise Unreadable(f"{name} is locked with a password. Export it without one.", "locked")
    for one in entries:
        parts = PurePosixPath(one.filename.replace("\\", "/")).parts
        if not parts or parts[0] in ("/", "") or ".." in parts or ":" in parts[0]:
            raise Unreadable(
                f"{name} has a file with a path that leads out of it ({one.filename[:60]}). "
                "No export does that; do not trust it.",
                "path",
            )


def _unpacked(
    archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], name: str, limits: Limits
) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    left = limits.max_inflated
    for one in entries:
        own = PurePosixPath(one.filename.replace("\\", "/")).name.lower()
        if not own.endswith(".csv") or own.startswith("."):
            continue
        if own in found:
            raise Unreadable(f"{name} has {own} twice. Export it again.", "twice")
        found[own] = _bytes(archive, one, left, name, limits)
        left -= len(found[own])
    return found


def _bytes(
    archive: zipfile.ZipFile, one: zipfile.ZipInfo, left: int, name: str, limits: Limits
) -> bytes:
    """What the entry really unpacks to counts, not what the zip says of it."""
    with archive.open(one) as stream:
        pieces, size = [], 0
        while piece := stream.read(_PIECE):
            size += len(piece)
            if size > left:
                raise Unreadable(
                    f"{name} unpacks to more than {megabytes(limits.max_inflated)}, which is no school.",
                    "bomb",
                )
            pieces.append(piece)
    return b"".join(pieces)
