"""winmail.dat: the files and the text that Outlook packs into TNEF when it thinks the other side is Outlook too."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from firstbell.lib.mails.charsets import decoded
from firstbell.lib.mails.limits import MOST_ATTACHMENTS, MOST_TNEF_PARTS

_SIGNATURE: Final = b"\x78\x9f\x3e\x22"
_MESSAGE, _ATTACHMENT = 1, 2
_NEW, _TITLE, _DATA, _PROPERTIES = 0x9002, 0x8010, 0x800F, 0x9005
_BODY, _CODE_PAGE, _MESSAGE_PROPERTIES = 0x800C, 0x9007, 0x9003
_LONG_NAME, _NAME, _MIME, _CID, _CONTENT = 0x3707, 0x3704, 0x370E, 0x3712, 0x3701
_PLAIN, _HTML = 0x1000, 0x1013
_STRING, _WIDE, _OBJECT, _BINARY = 0x001E, 0x001F, 0x000D, 0x0102
_FIXED: Final = {0x0002: 4, 0x0003: 4, 0x0004: 4, 0x000A: 4, 0x000B: 4, 0x0005: 8, 0x0006: 8, 0x0007: 8, 0x0014: 8, 0x0040: 8, 0x0048: 16}  # fmt: skip
_MANY: Final = 0x1000
_NAMED: Final = 0x8000


@dataclass(slots=True)
class File:
    name: str = ""
    content_type: str = ""
    cid: str = ""
    data: bytes = b""


@dataclass(slots=True)
class Winmail:
    text: str = ""
    html: str = ""
    files: list[File] = field(default_factory=list)


class _Short(Exception):
    """The bytes end before what they announce."""


def is_tnef(data: bytes) -> bool:
    return data[:4] == _SIGNATURE


def opened(data: bytes) -> Winmail:
    """What can be read of it; where it is cut short or damaged, what came before."""
    found, charset = Winmail(), "cp1252"
    for level, name, value in _attributes(data):
        if level == _ATTACHMENT and name == _NEW:
            if len(found.files) == MOST_ATTACHMENTS:
                break
            found.files.append(File())
        elif level == _ATTACHMENT and found.files:
            _into_file(found.files[-1], name, value, charset)
        elif name == _CODE_PAGE and len(value) >= 4:
            charset = f"cp{struct.unpack_from('<I', value)[0]}"
        elif name == _BODY:
            found.text = found.text or decoded(value.rstrip(b"\0"), charset)
        elif name == _MESSAGE_PROPERTIES:
            _into_message(found, value, charset)
    return found


def _into_file(file: File, name: int, value: bytes, charset: str) -> None:
    if name == _TITLE:
        file.name = file.name or decoded(value.rstrip(b"\0"), charset)
    elif name == _DATA:
        file.data = value
    elif name == _PROPERTIES:
        told = _properties(value, charset)
        file.name = _text(told, _LONG_NAME) or _text(told, _NAME) or file.name
        file.content_type = _text(told, _MIME).lower()
        file.cid = _text(told, _CID).strip("<>")
        content = told.get(_CONTENT)
        if isinstance(content, bytes) and not file.data:
            file.data = content


def _into_message(found: Winmail, value: bytes, charset: str) -> None:
    told = _properties(value, charset)
    found.text = _text(told, _PLAIN) or found.text
    page = told.get(_HTML)
    if isinstance(page, bytes):
        found.html = decoded(page.rstrip(b"\0"), charset)
    elif page:
        found.html = page


def _text(told: dict[int, str | bytes], name: int) -> str:
    value = told.get(name, "")
    return value if isinstance(value, str) else ""


def _attributes(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Level, name and value of each; its kind and its checksum say nothing that is needed."""
    at = 6
    for _ in range(MOST_TNEF_PARTS):
        if at + 9 > len(data):
            return
        level, name, _kind, size = struct.unpack_from("<BHHI", data, at)
        at += 9
        if level not in {_MESSAGE, _ATTACHMENT} or at + size > len(data):
            return
        yield level, name, data[at : at + size]
        at += size + 2


def _properties(data: bytes, charset: str) -> dict[int, str | bytes]:
    found: dict[int, str | bytes] = {}
    reader = _Reader(data)
    try:
        for _ in range(min(reader.number(), MOST_TNEF_PARTS)):
            kind, name = reader.short(), reader.short()
            if name >= _NAMED:
                reader.skip_name()
            for value in _values(reader, kind):
                found.setdefault(name, _told(kind & ~_MANY, value, charset))
    except _Short:
        pass
    return found


def _values(reader: _Reader, kind: int) -> Iterator[bytes]:
    many, plain = bool(kind & _MANY), kind & ~_MANY
    size = _FIXED.get(plain)
    if size is None and plain not in {_STRING, _WIDE, _OBJECT, _BINARY}:
        raise _Short
    count = reader.number() if many or size is None else 1
    for _ in range(min(count, MOST_TNEF_PARTS)):
        yield reader.take(size) if size else reader.padded(reader.number())


def _told(kind: int, value: bytes, charset: str) -> str | bytes:
    if kind == _WIDE:
        return decoded(value, "utf-16-le")
    if kind == _OBJECT:
        return value[16:]  # after the id of its interface
    return decoded(value.rstrip(b"\0"), charset) if kind == _STRING else value


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def take(self, size: int) -> bytes:
        if self.at + size > len(self.data):
            raise _Short
        self.at += size
        return self.data[self.at - size : self.at]

    def padded(self, size: int) -> bytes:
        value = self.take(size)
        self.at += -size % 4
        return value

    def short(self) -> int:
        return int.from_bytes(self.take(2), "little")

    def number(self) -> int:
        return int.from_bytes(self.take(4), "little")

    def skip_name(self) -> None:
        """A property with a name of its own: 16 bytes of a set, then a number or a text."""
        self.take(16)
        if self.number() == 0:
            self.take(4)
        else:
            self.padded(self.number())
