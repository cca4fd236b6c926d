from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

from firstbell.lib.sheets.delimiters import Dialect
from firstbell.lib.sheets.encoding_guess import Encoding
from firstbell.lib.sheets.rows import RawRow
from firstbell.lib.sheets.sources import Source
from firstbell.lib.sheets.unreadable import Unreadable

# A private-use line put after the last one: if a quotation mark is still open, it is swallowed.
_END: Final = "\uf8ff\ue0fb\uf8ff"
_BUFFER: Final = 256 * 1024


@dataclass(slots=True)
class _Tail:
    reached: bool = False
    _lines: list[str] = field(default_factory=lambda: [_END])

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        self.reached = True
        if not self._lines:
            raise StopIteration
        return self._lines.pop()


def open_text(source: Source, encoding: Encoding) -> io.TextIOWrapper:
    errors = "replace" if encoding.name.startswith(("utf-16", "utf-32")) else "surrogateescape"
    buffered = io.BufferedReader(_Raw(source), _BUFFER)
    return io.TextIOWrapper(buffered, encoding=encoding.name, errors=errors, newline="")


class _Raw(io.RawIOBase):
    """Lets a stream of bytes be wrapped for text, whatever it was opened from."""

    def __init__(self, source: Source) -> None:
        self._stream = source.open()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._stream.close()
        super().close()


def read_sample(source: Source, encoding: Encoding, size: int = 128 * 1024) -> str:
    with open_text(source, encoding) as stream:
        return stream.read(size)


def read_delimited(source: Source, encoding: Encoding, dialect: Dialect) -> Iterator[RawRow]:
    """Every row with the number of the line it starts on; quoted cells may span lines."""
    tail = _Tail()
    with open_text(source, encoding) as stream:
        line = 1
        if dialect.declared:
            stream.readline()
            line = 2
        first = line
        reader = csv.reader(
            chain(stream, tail), delimiter=dialect.delimiter, skipinitialspace=dialect.skip_space
        )
        new = tuple.__new__  # a row by name takes three times as long to make
        try:
            for cells in reader:
                if tail.reached:
                    yield from _last(line, cells)
                    return
                yield new(RawRow, (line, cells, (), False, ()))
                line = reader.line_num + first
        except csv.Error as problem:
            raise Unreadable(
                f"A cell that starts on line {line:,} goes on for more than 131,072 characters. "
                "A quotation mark opened there is probably never closed; close it and try again.",
                "open_quote",
            ) from problem


def _last(line: int, cells: list[str]) -> Iterator[RawRow]:
    if cells == [_END]:
        return
    cells[-1] = cells[-1].removesuffix(_END)
    flaw = (
        f"A quotation mark opened on line {line:,} is never closed, so everything from there to "
        "the end of the file was read as one cell."
    )
    yield RawRow(line, cells, (flaw,))
