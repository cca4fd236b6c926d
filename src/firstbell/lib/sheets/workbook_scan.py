"""The facts of every worksheet in a workbook, from its XML, whatever shape that is in."""

from __future__ import annotations

import zipfile
from posixpath import join, normpath
from typing import IO, Any, Final
from xml.parsers import expat

from defusedxml import ElementTree  # type: ignore[import-untyped]
from defusedxml.common import (  # type: ignore[import-untyped]
    DefusedXmlException,
    DTDForbidden,
    EntitiesForbidden,
)

from firstbell.lib.sheets.archives import BROKEN, damaged
from firstbell.lib.sheets.limits import Limits
from firstbell.lib.sheets.sheet_facts import SheetFacts, column_number, refuse_large
from firstbell.lib.sheets.sheet_skim import skim
from firstbell.lib.sheets.sources import CHUNK, Source

_DIGITS: Final = "0123456789"
_PARTS: Final = 8 * 1024 * 1024
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION: Final = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


def scan_sheets(source: Source, name: str, limits: Limits) -> dict[str, SheetFacts]:
    """Facts of every worksheet by its name; refuses a sheet whose extent would not fit in memory."""
    try:
        with source.open() as stream, zipfile.ZipFile(stream) as archive:
            parts = _parts(archive)
            return {
                title: _scan(archive, part, name, limits)
                for title, part in parts.items()
                if part in archive.NameToInfo and "worksheets/" in part
            }
    except (
        *BROKEN,
        expat.ExpatError,
        ElementTree.ParseError,
        DefusedXmlException,
    ) as problem:
        raise damaged(name) from problem


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    relations = ElementTree.fromstring(_read(archive, "xl/_rels/workbook.xml.rels"))
    targets = {
        relation.get("Id", ""): _target(relation.get("Target", "")) for relation in relations
    }
    workbook = ElementTree.fromstring(_read(archive, "xl/workbook.xml"))
    found: dict[str, str] = {}
    for sheet in workbook.iter():
        if sheet.tag.rpartition("}")[2] == "sheet":
            relation = sheet.get(_RELATION) or sheet.get(_STRICT_RELATION) or ""
            found[sheet.get("name", "")] = targets.get(relation, "")
    return found


def _target(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))


def _read(archive: zipfile.ZipFile, part: str) -> bytes:
    if archive.getinfo(part).file_size > _PARTS:
        raise ValueError(part)
    return archive.read(part)


def _scan(archive: zipfile.ZipFile, part: str, name: str, limits: Limits) -> SheetFacts:
    with archive.open(part) as stream:
        found = skim(stream, name, limits)
    if found is not None:
        return found
    with archive.open(part) as stream:
        return scan(stream, name, limits)


def scan(stream: IO[bytes], name: str, limits: Limits) -> SheetFacts:
    scanner = _Scanner(name, limits)
    scanner.feed(stream)
    return scanner.facts


class _Scanner:
    """Counts cells by their own addresses, whatever the sheet's dimension claims."""

    def __init__(self, name: str, limits: Limits) -> None:
        self.facts = SheetFacts()
        self._name, self._limits = name, limits
        self._columns: dict[str, int] = {}
        self._row = self._column = 0
        self._error: list[str] | None = None
        # The guards of defusedxml (no document type, no entities) on the bare parser, which is
        # several times as fast.
        self._parser = expat.ParserCreate()
        self._parser.ordered_attributes = True
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.StartDoctypeDeclHandler = _no_doctype
        self._parser.EntityDeclHandler = _no_entity

    def feed(self, stream: IO[bytes]) -> None:
        while chunk := stream.read(CHUNK):
            self._parser.Parse(chunk)
            refuse_large(self.facts, self._name, self._limits)
        self._parser.Parse(b"", True)  # noqa: FBT003 -- expat takes no keyword
        refuse_large(self.facts, self._name, self._limits)

    def _start(self, tag: str, attributes: list[str]) -> None:
        if tag == "v" or tag == "f":
            return
        if tag == "c" or tag.endswith(":c"):
            self._cell(attributes)
        elif tag == "row" or tag.endswith(":row"):
            self._start_row(dict(zip(attributes[::2], attributes[1::2], strict=True)))
        elif tag.rpartition(":")[2] == "filterColumn":
            self.facts.filtered = True

    def _cell(self, attributes: list[str]) -> None:
        self.facts.cells += 1
        named = dict(zip(attributes[::2], attributes[1::2], strict=True))
        self._place(named.get("r"))
        if named.get("t") == "e":
            self._error = []
            self._parser.CharacterDataHandler = self._error.append
            self._parser.EndElementHandler = self._end

    def _place(self, address: str | None) -> None:
        """A cell stands where it says, in whatever row; without an address it follows the last."""
        if address is None:
            self._column += 1
        else:
            letters = address.rstrip(_DIGITS)
            if letters not in self._columns:
                self._columns[letters] = column_number(letters)
            self._column = self._columns[letters]
            self.facts.rows = max(self.facts.rows, int(address[len(letters) :]))
        self.facts.columns = max(self.facts.columns, self._column)

    def _end(self, tag: str) -> None:
        if tag.rpartition(":")[2] != "c" or self._error is None:
            return
        self._parser.CharacterDataHandler = None
        self._parser.EndElementHandler = None
        text = "".join(self._error)
        text = text[text.rfind("#") :] if "#" in text else "an error"
        self.facts.errors.setdefault(self._row, []).append((self._column - 1, text[:20]))
        self._error = None

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._row = int(attributes.get("r", self._row + 1))
        self._column = 0
        self.facts.rows = max(self.facts.rows, self._row)
        if attributes.get("hidden") in ("1", "true"):
            self.facts.hidden.add(self._row)


def _no_doctype(*_declaration: Any) -> None:
    raise DTDForbidden("worksheet", None, None)


def _no_entity(*_declaration: Any) -> None:
    raise EntitiesForbidden("worksheet", None, None, None, None, None)
