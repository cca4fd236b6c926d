"""The attachments of old tickets, as a zip beside the table: what lies in a ticket's folder, or begins with its number."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from uuid import UUID

from firstbell.lib.refusal import Refusal
from firstbell.lib.sheets import Unreadable
from firstbell.platform.attachments.models import Attachment
from firstbell.platform.exchange import files
from firstbell.platform.exchange.finding import Finder
from firstbell.platform.exchange.sheets import (
    Column,
    Done,
    Line,
    Match,
    Plan,
    Setting,
    Trace,
    Turned,
    Undone,
)
from firstbell.platform.exchange.states import Outcome, Verdict
from firstbell.platform.tenancy.models import School
from firstbell.support.actions import bringing
from firstbell.support.models import OldNumber, Ticket

MOST = 20_000
_TABLES = (".csv", ".tsv", ".xlsx", ".xls", ".ods", ".json")
_LEADS = re.compile(r"(?:ticket|case|request)?[ #_-]*([A-Za-z]{0,6}-?\d+)(?=[ _.-]|\Z)", re.IGNORECASE)  # fmt: skip
_DIGEST = re.compile(r"[0-9a-f]{64}")
_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, RuntimeError)
HEADINGS = ("File of an old ticket", "Old number", "Zip")

COLUMNS = (
    Column("file", "File of an old ticket", "text", limit=1_000, required=True, group="The file"),
    Column("number", "Old number", "text", limit=60, group="The file",
           help="What its ticket was called there: the name of the folder that it lies in, or how its own name begins"),
    Column("zip", "Zip", "code", limit=64, required=True, group="The file"),
)  # fmt: skip


def columns() -> Sequence[Column]:
    return COLUMNS


def matches() -> Sequence[Match]:
    return (Match("file", "The file", ("file",)),)


def turn(path: Path, _school: School, _at: datetime) -> Turned | None:
    """A line for each file of a zip that is no table itself; workbooks are zips, too."""
    if not zipfile.is_zipfile(path):
        return None
    try:
        with zipfile.ZipFile(path) as archive:
            names = [one.filename for one in archive.infolist() if not one.is_dir()]
    except _BROKEN:
        raise Unreadable("That zip is broken. Make it again.", "broken") from None
    if "[Content_Types].xml" in names or "mimetype" in names:
        return None
    found = [name for name in names if _is_file(name)]
    if not found:
        return None
    if len(found) > MOST:
        raise Unreadable(f"There are more than {MOST:,} files in that zip. Make several.", "too_large")  # fmt: skip
    note = (
        f"It is a zip with {len(found):,} files: each goes onto the ticket whose number it bears."
    )
    return Turned([_table(found, path.name)], (note,))


def _is_file(name: str) -> bool:
    parts = PurePosixPath(name.replace("\\", "/"))
    hidden = any(part.startswith((".", "__MACOSX")) for part in parts.parts)
    return not hidden and not parts.name.lower().endswith(_TABLES)


def _table(names: Sequence[str], digest: str) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADINGS)
    for name in names:
        writer.writerow([name, number_of(name), digest])
    return out.getvalue().encode("utf-8", "replace")


def number_of(name: str) -> str:
    """How the nearest folder begins that begins with a number, else the file's own name."""
    path = PurePosixPath(name.replace("\\", "/"))
    for folder in reversed(path.parts[:-1]):
        if led := _LEADS.match(folder):
            return led[1]
    led = _LEADS.match(path.stem)
    return led[1] if led else ""


@dataclass(frozen=True)
class Packed:
    """A file in the zip, as an upload: read in pieces, so that a small zip does not become a large memory."""

    archive: zipfile.ZipFile
    path: str

    @property
    def name(self) -> str:
        return PurePosixPath(self.path.replace("\\", "/")).name

    def chunks(self) -> Iterator[bytes]:
        try:
            with self.archive.open(self.path) as file:
                while piece := file.read(1 << 16):
                    yield piece
        except _BROKEN:
            raise Refusal("It cannot be unpacked: it is broken, or has a password.") from None


class FileWork:
    finders: Mapping[str, Finder] = {}

    def __init__(self, setting: Setting) -> None:
        self.setting = setting

    def look(self, lines: Sequence[Line]) -> list[Plan]:
        numbers = {str(line.values.get("number") or "") for line in lines} - {""}
        return [self._plan(line, self._known(numbers)) for line in lines]

    def _known(self, numbers: set[str]) -> dict[str, list[OldNumber]]:
        found: dict[str, list[OldNumber]] = {}
        rows = OldNumber.objects.filter(school=self.setting.school, number__in=numbers)
        for row in rows.select_related("ticket__school", "ticket__status"):
            found.setdefault(row.number, []).append(row)
        return found

    def _plan(self, line: Line, known: Mapping[str, list[OldNumber]]) -> Plan:
        number = str(line.values.get("number") or "")
        plan = Plan(line.number, Verdict.ERROR, list(line.problems), bool(line.warnings))
        olds = known.get(number, [])
        if plan.reasons:
            return plan
        if not _DIGEST.fullmatch(str(line.values.get("zip") or "")):
            plan.reasons.append("It does not say in which zip it lies.")
        elif not number:
            plan.reasons.append("It does not say whose it is: put it into a folder with the number of its ticket.")  # fmt: skip
        elif not olds:
            plan.reasons.append(f"No ticket that was called {number} was brought in. Bring the table in first.")  # fmt: skip
        elif len(olds) > 1:
            systems = " and ".join(sorted(old.system or "a table" for old in olds))
            plan.reasons.append(f"{number} was a ticket in {systems}: add it to the right one by hand.")  # fmt: skip
        else:
            plan.verdict = Verdict.CREATE
            plan.todo = (str(line.values["zip"]), str(line.values["file"]), olds[0].ticket)
            plan.reasons.append(f"Goes onto {olds[0].ticket}.")
        return plan

    def apply(self, plans: Sequence[Plan]) -> list[Done]:
        done = []
        for plan in plans:
            digest, name, ticket = plan.todo
            with _archive(digest) as archive:
                row = bringing.add_file(ticket, Packed(archive, name), by=self.setting.by, at=self.setting.at)  # fmt: skip
            if row is None:
                done.append(Done(plan.line, Outcome.SAME, ticket.pk, ticket.uid))
            else:
                undo = {"attachment": str(row.uid)}
                done.append(Done(plan.line, Outcome.CREATED, ticket.pk, ticket.uid, undo))
        return done

    def undo(self, traces: Sequence[Trace]) -> list[Undone]:
        return [self._undo(trace) for trace in traces]

    def _undo(self, trace: Trace) -> Undone:
        ticket = Ticket.objects.select_related("school").filter(pk=trace.thing_id).first()
        uid = (trace.undo or {}).get("attachment", "")
        row = Attachment.objects.live().filter(uid=UUID(uid)).first() if uid else None
        if ticket is not None and row is not None:
            bringing.take_file_off(row, ticket, by=self.setting.by, at=self.setting.at)
        return Undone(trace.line, Outcome.UNDONE, "")


@contextmanager
def _archive(digest: str) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(files.path_of(digest))
    except _BROKEN:
        raise Refusal("The zip that it lay in is not here any more. Bring it in again.") from None
    with archive:
        yield archive
