"""Everything in open formats, so that leaving is easy: one zip with a CSV of each table, and the files.

columns.csv   every column of every table: its kind, and which column of which table it refers to
tables/…csv   the rows as they were at one moment; UTF-8, with a heading; JSON where one cell holds several values
files/…       pictures and papers, under the names that attachments.csv knows them by

Left out is what only this installation can use: passwords, keys, sessions, and the search index.
"""

from __future__ import annotations

import base64
import csv
import io
import json
import re
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction

from firstbell.platform.backup.archive import tables

_NOT_OURS = {
    "account", "api", "auth", "contenttypes", "database", "jobs", "mfa", "search", "sessions", "socialaccount",
}  # fmt: skip
_SECRET_TABLES = {"accounts_apitoken", "accounts_invitation", "accounts_knownsession", "agents_key"}
_SECRET = re.compile(r"(^|_)(password|secret|hash|hashed|session_key)(_|$)")


@dataclass(frozen=True)
class Left:
    tables: int
    rows: int
    files: int


def write(path: Path) -> Left:
    """Make the zip beside `path` and move it there whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    shown = list(_shown())
    rows = files = 0
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
            archive.writestr("columns.csv", _columns(shown))
            for name, lines in _read(shown):
                with archive.open(f"tables/{name}.csv", "w", force_zip64=True) as out:
                    rows += _csv(out, lines)
            for file in _files():
                archive.write(file, f"files/{file.relative_to(settings.DATA / 'files')}")
                files += 1
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return Left(len(shown), rows, files)


def _shown() -> Iterator[tuple[str, list[Any]]]:
    """The tables that say something elsewhere, with their columns."""
    there = set(tables())
    found = {
        model._meta.db_table: [
            field for field in model._meta.local_concrete_fields if not _SECRET.search(field.name)
        ]
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label not in _NOT_OURS and model._meta.db_table in there - _SECRET_TABLES
    }
    yield from sorted(found.items())


def _columns(shown: Sequence[tuple[str, list[Any]]]) -> str:
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(["table", "column", "kind", "refers to", "says"])
    for table, fields in shown:
        for field in fields:
            to = field.remote_field.model._meta.db_table if field.remote_field else ""
            kind = "reference" if to else field.get_internal_type().removesuffix("Field").lower()
            says = str(field.help_text or field.verbose_name)
            lines.writerow([table, field.column, kind, f"{to}.id" if to else "", says])
    return text.getvalue()


Lines = Iterable[Sequence[Any]]


def _read(shown: Sequence[tuple[str, list[Any]]]) -> Iterator[tuple[str, Lines]]:
    """The rows of every table, all as they were at one moment, while people work on."""
    if connection.vendor == "sqlite":
        yield from _sqlite(shown)
    else:
        yield from _postgres(shown)


def _sqlite(shown: Sequence[tuple[str, list[Any]]]) -> Iterator[tuple[str, Lines]]:
    source = sqlite3.connect(f"file:{settings.DATABASES['default']['NAME']}?mode=ro", uri=True)
    try:
        source.execute("BEGIN")
        for table, fields in shown:
            names = [field.column for field in fields]
            rows = source.execute(_select(table, names))
            yield table, _with_heading(names, rows)
    finally:
        source.close()


def _postgres(shown: Sequence[tuple[str, list[Any]]]) -> Iterator[tuple[str, Lines]]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        for table, fields in shown:
            names = [field.column for field in fields]
            with connection.connection.cursor(name="leaving") as rows:
                rows.execute(_select(table, names))
                yield table, _with_heading(names, rows)


def _select(table: str, names: Sequence[str]) -> str:
    columns = ", ".join(f'"{name}"' for name in names)
    return f'SELECT {columns} FROM "{table}"'  # noqa: S608 -- our own names


def _with_heading(names: Sequence[str], rows: Lines) -> Iterator[Sequence[Any]]:
    yield names
    yield from rows


def _csv(out: IO[bytes], lines: Lines) -> int:
    """How many rows there are below the heading."""
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text)
    count = -1
    for line in lines:
        writer.writerow([_plain(cell) for cell in line])
        count += 1
    text.detach()
    return count


def _plain(cell: Any) -> Any:
    if isinstance(cell, bytes | memoryview):
        return base64.b64encode(bytes(cell)).decode()
    return json.dumps(cell) if isinstance(cell, dict | list) else cell


def _files() -> Iterator[Path]:
    root = settings.DATA / "files"
    for file in sorted(root.rglob("*")) if root.exists() else ():
        if file.is_file() and not file.name.startswith("."):
            yield file
