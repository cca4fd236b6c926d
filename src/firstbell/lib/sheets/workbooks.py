from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import IO, Any, Final

from firstbell.lib.sheets import workbook_child
from firstbell.lib.sheets.archives import damaged, refuse_zip_bomb
from firstbell.lib.sheets.kinds import Kind
from firstbell.lib.sheets.limits import Limits
from firstbell.lib.sheets.rows import Damage, RawRow
from firstbell.lib.sheets.sheet_facts import SheetFacts
from firstbell.lib.sheets.sources import Source
from firstbell.lib.sheets.unreadable import Unreadable
from firstbell.lib.sheets.workbook_scan import scan_sheets

HEAD: Final = 60


@dataclass(frozen=True, slots=True)
class SheetHead:
    """A worksheet and its first rows, for choosing between several."""

    index: int
    name: str
    visible: bool
    height: int
    width: int
    head: tuple[RawRow, ...]
    hidden_rows: int
    filtered: bool


@dataclass(frozen=True, slots=True)
class Workbook:
    source: Source
    name: str
    limits: Limits
    facts: Mapping[str, SheetFacts]
    sheets: tuple[SheetHead, ...]

    def rows(self, sheet: SheetHead) -> Iterator[RawRow]:
        facts = self.facts.get(sheet.name, SheetFacts())
        for answer in _ask(self.source, self.name, self.limits, ("rows", sheet.index)):
            for line, cells in answer.get("rows", ()):
                yield _raw(line, cells, facts)


def open_workbook(source: Source, name: str, kind: Kind, limits: Limits) -> Workbook:
    """Look into a workbook without trusting it: count first, then open in a bounded process."""
    facts: dict[str, SheetFacts] = {}
    if kind in (Kind.XLSX, Kind.ODS):
        refuse_zip_bomb(source, name, limits)
    if kind is Kind.XLSX:
        facts = scan_sheets(source, name, limits)
    sheets = tuple(
        _head(sheet, facts.get(sheet["name"], SheetFacts()))
        for answer in _ask(source, name, limits, ("peek", HEAD))
        for sheet in answer.get("sheets", ())
    )
    return Workbook(source, name, limits, facts, sheets)


def _head(sheet: Mapping[str, Any], facts: SheetFacts) -> SheetHead:
    return SheetHead(
        sheet["index"],
        sheet["name"],
        sheet["visible"],
        sheet["height"],
        sheet["width"],
        tuple(_raw(line, cells, facts) for line, cells in sheet["head"]),
        len(facts.hidden),
        facts.filtered,
    )


def _raw(line: int, cells: list[str], facts: SheetFacts) -> RawRow:
    errors = facts.errors.get(line)
    hidden = line in facts.hidden
    if not errors:
        return RawRow(line, cells, hidden=hidden)
    damage = []
    for column, text in errors:
        if column < len(cells):
            cells[column] = cells[column] or text
            sentence = f"The spreadsheet shows an error here ({text}) instead of a value."
            damage.append(Damage(column, "spreadsheet error", sentence))
    return RawRow(line, cells, hidden=hidden, damage=tuple(damage))


def _ask(
    source: Source, name: str, limits: Limits, question: tuple[str, int]
) -> Iterator[dict[str, Any]]:
    with _child(source, limits, question) as answers:
        complete = False
        for line in answers:
            if not line.endswith("\n"):
                break
            answer: dict[str, Any] = json.loads(line)
            if "problem" in answer:
                raise _verdict(answer["problem"], name)
            complete = "sheets" in answer or "end" in answer
            yield answer
    if not complete:
        # The process was stopped: by its own limits, or by what the file did to it.
        raise Unreadable(
            f"{name} is too large or too damaged to be opened as a workbook. "
            "Save the sheet you need as CSV and bring that in.",
            "too_large",
        )


@contextmanager
def _child(source: Source, limits: Limits, question: tuple[str, int]) -> Iterator[IO[str]]:
    mode, number = question
    script = str(Path(workbook_child.__file__))
    command = [sys.executable, "-P", script, mode, str(number)]
    command += [str(limits.child_memory), str(limits.child_seconds)]
    with (
        source.open_as_file() as stdin,
        subprocess.Popen(  # noqa: S603 -- our own interpreter and our own script
            command,
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        ) as process,
    ):
        # A sheet that is read slowly holds its process, but not for ever.
        clock = Timer(limits.child_seconds * 5, process.kill)
        clock.daemon = True
        clock.start()
        try:
            assert process.stdout is not None  # noqa: S101 -- asked for by PIPE above
            yield process.stdout
        finally:
            clock.cancel()
            process.kill()


def _verdict(problem: str, name: str) -> Unreadable:
    if problem == "locked":
        return Unreadable(
            f"{name} is locked with a password. Save a copy without it and bring that in.", "locked"
        )
    return damaged(name)
