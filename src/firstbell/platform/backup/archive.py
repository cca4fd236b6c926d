"""A backup is one tar file: the database as it was at one moment, the files, and a manifest with their digests.

manifest.json   made_at, version, vendor, migrations, rows per table, sha256 of every member
database.sqlite3            of SQLite: a copy made by its own backup interface while it serves
tables/<table>.copy         of PostgreSQL: binary COPY of each table, in one repeatable-read transaction
files/…                     attachments and imports, content-addressed, so that copying them needs no lock
keys/…                      only when asked for: whoever has them reads what is encrypted
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import sqlite3
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from firstbell.lib.refusal import Refusal

FORMAT = 1
_STEP = 1 << 20


class Damaged(Refusal):
    """The backup is not whole."""


@dataclass
class Manifest:
    made_at: str
    vendor: str
    migrations: list[list[str]]
    rows: dict[str, int]
    digests: dict[str, str] = field(default_factory=dict)
    keys: bool = False
    format: int = FORMAT

    def text(self) -> str:
        return json.dumps(self.__dict__, indent=1, sort_keys=True)


def write(path: Path, *, at: datetime, with_keys: bool) -> Manifest:
    """Make the backup beside `path` and move it there whole: half a backup never has the name of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    try:
        with (
            tempfile.TemporaryDirectory(dir=path.parent) as scratch,
            tarfile.open(part, "w:gz", compresslevel=3) as tar,
        ):
            manifest = _database(tar, Path(scratch), at)
            manifest.keys = with_keys
            for name, file in _files(with_keys=with_keys):
                _add(tar, manifest, name, file)
            _add_text(tar, "manifest.json", manifest.text())
        with part.open("rb+") as written:
            _to_disk(written)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return manifest


def verify(path: Path) -> Manifest:
    """Read a backup back as it stands on the disk: everything is as its manifest says, or Damaged."""
    found: dict[str, str] = {}
    text = b""
    try:
        with tarfile.open(path, "r:gz") as tar:
            for member in tar:
                handle = tar.extractfile(member)
                if handle is None:
                    continue
                if member.name == "manifest.json":
                    text = handle.read()
                else:
                    found[member.name] = _digest_of(handle)
        manifest = Manifest(**json.loads(text))
    except (tarfile.TarError, OSError, EOFError, zlib.error, ValueError, TypeError) as problem:
        raise Damaged(f"{path} cannot be read back: {problem}") from None
    for name, expected in manifest.digests.items():
        if found.get(name) != expected:
            raise Damaged(f"{name} in {path} is not as it was written.")
    return manifest


def _to_disk(file: Any) -> None:
    file.flush()
    os.fsync(file.fileno())


def _database(tar: tarfile.TarFile, scratch: Path, at: datetime) -> Manifest:
    if connection.vendor == "sqlite":
        return _sqlite(tar, scratch, at)
    return _postgres(tar, scratch, at)


def _sqlite(tar: tarfile.TarFile, scratch: Path, at: datetime) -> Manifest:
    copy = scratch / "database.sqlite3"
    source = sqlite3.connect(f"file:{settings.DATABASES['default']['NAME']}?mode=ro", uri=True)
    target = sqlite3.connect(copy)
    try:
        # One read transaction: what is written meanwhile is in the next backup.
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        source.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")
        rows = {table: _count(target, table) for table in tables()}
        done = target.execute(
            "SELECT app, name FROM django_migrations ORDER BY app, name"
        ).fetchall()
    finally:
        source.close()
        target.close()
    manifest = Manifest(at.isoformat(), "sqlite", [list(row) for row in done], rows)
    _add(tar, manifest, "database.sqlite3", copy)
    return manifest


def _count(database: sqlite3.Connection, table: str) -> int:
    return int(database.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0])  # noqa: S608 -- our own names


def _postgres(tar: tarfile.TarFile, scratch: Path, at: datetime) -> Manifest:
    rows: dict[str, int] = {}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        applied = MigrationRecorder(connection).applied_migrations()
        manifest = Manifest(
            at.isoformat(), "postgresql", sorted([app, name] for app, name in applied), rows
        )
        for table in tables():
            cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608 -- our own names
            rows[table] = int(cursor.fetchone()[0])
            file = scratch / f"{table}.copy"
            with (
                file.open("wb") as out,
                cursor.cursor.copy(f'COPY "{table}" TO STDOUT (FORMAT binary)') as copy,
            ):
                for block in copy:
                    out.write(block)
            _add(tar, manifest, f"tables/{table}.copy", file)
            file.unlink()
    return manifest


def tables() -> list[str]:
    """The tables of our models that are there: before an upgrade, those it will add are not."""
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    there = set(connection.introspection.table_names())
    return sorted({model._meta.db_table for model in models} & there)


def _files(*, with_keys: bool) -> Iterator[tuple[str, Path]]:
    for folder in ("files", "keys") if with_keys else ("files",):
        root = settings.DATA / folder
        for file in sorted(root.rglob("*")) if root.exists() else ():
            if file.is_file() and not file.name.startswith("."):
                yield str(file.relative_to(settings.DATA)), file


def _add(tar: tarfile.TarFile, manifest: Manifest, name: str, file: Path) -> None:
    manifest.digests[name] = digest(file)
    tar.add(file, arcname=name, recursive=False)


def _add_text(tar: tarfile.TarFile, name: str, text: str) -> None:
    data = text.encode()
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(data), 0o600
    tar.addfile(info, io.BytesIO(data))


def digest(file: Path) -> str:
    with file.open("rb") as handle:
        return _digest_of(handle)


def _digest_of(handle: IO[bytes]) -> str:
    found = hashlib.sha256()
    while block := handle.read(_STEP):
        found.update(block)
    return found.hexdigest()
