from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from typing import Final

from firstbell.lib.sheets.sources import CHUNK, Source

# A word around letters beyond ASCII: what the guess of an encoding has to go by.
_CONTEXT: Final = re.compile(
    rb"[\x20-\x7e]{0,12}[\x80-\xff]+(?:[A-Za-z]{0,3}[\x80-\xff]+)*[\x20-\x7e]{0,12}"
)
_UTF8_LETTERS: Final = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_HIGH: Final = bytes(range(0x80, 0x100))
CONTEXTS: Final = 4_000


@dataclass(slots=True)
class Survey:
    """One pass over the bytes of a text file: enough to judge its encoding and its size."""

    size: int = 0
    nuls: int = 0
    nuls_even: int = 0
    carriage_returns: int = 0
    line_feeds: int = 0
    pairs: int = 0
    quotes: int = 0
    # A whole chunk without a line end: no list has such a line, and reading it takes the memory of all of it.
    endless: bool = False
    ascii: bool = True
    high: int = 0
    valid_utf8: bool = True
    utf8_letters: int = 0
    contexts: list[bytes] = field(default_factory=list)
    head: bytes = b""

    @property
    def lines(self) -> int:
        return self.carriage_returns + self.line_feeds - self.pairs

    @property
    def only_carriage_returns(self) -> bool:
        return self.carriage_returns > 0 and self.line_feeds == 0


def survey(source: Source) -> Survey:
    found = Survey()
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    last = b""
    for chunk in source.chunks(CHUNK):
        _count(found, chunk, last)
        found.valid_utf8 = found.valid_utf8 and _still_utf8(decoder, chunk)
        last = chunk[-1:]
    # Letters that are cut off by the end of the file are not whole letters.
    found.valid_utf8 = found.valid_utf8 and _still_utf8(decoder, b"", final=True)
    if not found.valid_utf8:
        for chunk in source.chunks(CHUNK):
            _look_at_letters(found, chunk)
    return found


def _count(found: Survey, chunk: bytes, last: bytes) -> None:
    if not found.size:
        found.head = chunk
    nuls = chunk.count(0)
    if nuls:
        # Chunks have an even length, so parity within the chunk is parity within the file.
        found.nuls_even += chunk[::2].count(0)
    found.size += len(chunk)
    found.nuls += nuls
    returns, feeds = chunk.count(b"\r"), chunk.count(b"\n")
    found.carriage_returns += returns
    found.line_feeds += feeds
    found.endless = found.endless or (len(chunk) >= CHUNK and not returns and not feeds)
    found.pairs += chunk.count(b"\r\n") + (last == b"\r" and chunk[:1] == b"\n")
    found.quotes += chunk.count(b'"')
    found.ascii = found.ascii and chunk.isascii()


def _look_at_letters(found: Survey, chunk: bytes) -> None:
    if chunk.isascii():
        return
    found.high += len(chunk) - len(chunk.translate(None, _HIGH))
    found.utf8_letters += sum(map(len, _UTF8_LETTERS.findall(chunk)))
    _keep_contexts(found, chunk)


def _keep_contexts(found: Survey, chunk: bytes) -> None:
    for match in _CONTEXT.finditer(chunk):
        if len(found.contexts) >= CONTEXTS:
            return
        found.contexts.append(match.group()[:200])


def _still_utf8(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True
