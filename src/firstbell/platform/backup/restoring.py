"""Putting a backup back, and proving that it is all there."""

from __future__ import annotations

import json
import shutil
import sqlite3
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, connections, transaction
from django.db.migrations.recorder import MigrationRecorder

from firstbell.lib.refusal import Conflict, Refusal
from firstbell.platform.backup.archive import FORMAT, Damaged, Manifest, digest, tables
from firstbell.platform.database import serving


@dataclass(frozen=True)
class Proof:
    """What was checked after the last row: tables and rows as the manifest says, files by their digest."""

    tables: int
    rows: int
    files: int
    made_at: str
    keys: bool


class NotEmpty(Conflict):
    """There is data here that a restore would replace."""


class StillServing(Conflict):
    """A database under a server that has the old one open takes what is saved meanwhile with it."""


def restore(path: Path, *, over: bool) -> Proof:
    """Replace database and files by the backup's; nothing is touched before all of it has been read and checked."""
    if not over and _holds_data():
        raise NotEmpty(
            "There is data here already. Restore into an empty folder, or say with --over that it may be replaced."
        )
    settings.DATA.mkdir(parents=True, exist_ok=True)
    if serving.going_on(settings.DATA):
        raise StillServing(
            "Firstbell is serving from here: what people save now would be lost. Stop it, then restore."
        )
    with tempfile.TemporaryDirectory(dir=settings.DATA) as scratch:
        root = Path(scratch)
        manifest = _unpack(path, root)
        if manifest.vendor != connection.vendor:
            raise Refusal(
                f"This backup is of {manifest.vendor}; set DATABASE_URL to one of those first."
            )
        if connection.vendor == "sqlite":
            _sqlite(root, manifest)
        else:
            _postgres(root, manifest)
        for folder in ("files", "keys"):
            if (root / folder).exists():
                shutil.copytree(root / folder, settings.DATA / folder, dirs_exist_ok=True)
    rows = _proved(manifest)
    call_command("migrate", verbosity=0, interactive=False)
    files = sum(name.startswith("files/") for name in manifest.digests)
    return Proof(len(manifest.rows), rows, files, manifest.made_at, manifest.keys)


def _holds_data() -> bool:
    if (
        connection.vendor == "sqlite"
        and not Path(str(settings.DATABASES["default"]["NAME"])).exists()
    ):
        return False
    names = connection.introspection.table_names()
    with connection.cursor() as cursor:
        if "accounts_account" not in names:
            return False
        cursor.execute("SELECT 1 FROM accounts_account LIMIT 1")
        return cursor.fetchone() is not None


def _unpack(path: Path, root: Path) -> Manifest:
    if not path.is_file():
        raise Refusal(f"There is no file {path}.")
    try:
        with tarfile.open(path, "r:gz") as tar:
            tar.extractall(root, filter="data")
        # The manifest is written last, so a backup that was cut short has none.
        if not (root / "manifest.json").is_file():
            raise Damaged(f"{path} is not a whole backup of Firstbell: its manifest is missing.")
        manifest = Manifest(**json.loads((root / "manifest.json").read_text(encoding="utf-8")))
    except (tarfile.TarError, OSError, EOFError, ValueError, TypeError) as problem:
        raise Damaged(f"{path} cannot be read: {problem}") from None
    if manifest.format != FORMAT:
        raise Damaged("This backup was made by a newer Firstbell. Install that one, then restore.")
    for name, expected in manifest.digests.items():
        if not (root / name).is_file() or digest(root / name) != expected:
            raise Damaged(f"{name} in the backup is not as it was written. Use another backup.")
    return manifest


def _sqlite(root: Path, manifest: Manifest) -> None:
    target = Path(str(settings.DATABASES["default"]["NAME"]))
    copy = sqlite3.connect(root / "database.sqlite3")
    try:
        verdict = copy.execute("PRAGMA integrity_check").fetchone()[0]
    finally:
        copy.close()
    if verdict != "ok":
        raise Damaged(f"The database in the backup is damaged: {verdict}")
    connections.close_all()
    for suffix in ("-wal", "-shm"):
        target.with_name(target.name + suffix).unlink(missing_ok=True)
    shutil.move(root / "database.sqlite3", target)


def _postgres(root: Path, manifest: Manifest) -> None:
    _migrate_as_it_was(manifest)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("SET LOCAL session_replication_role = replica")
        names = [table for table in tables() if (root / "tables" / f"{table}.copy").exists()]
        quoted = ", ".join(f'"{name}"' for name in names)
        cursor.execute(f"TRUNCATE {quoted} CASCADE")
        for name in names:
            source = (root / "tables" / f"{name}.copy").open("rb")
            with (
                source as file,
                cursor.cursor.copy(f'COPY "{name}" FROM STDIN (FORMAT binary)') as copy,
            ):
                while block := file.read(1 << 20):
                    copy.write(block)
        for statement in connection.ops.sequence_reset_sql(no_style(), _models()):
            cursor.execute(statement)


def _models() -> list[Any]:
    return list(apps.get_models(include_auto_created=True))


def _migrate_as_it_was(manifest: Manifest) -> None:
    call_command("migrate", verbosity=0, interactive=False)
    have = {(app, name) for app, name in MigrationRecorder(connection).applied_migrations()}
    newer = [f"{app}.{name}" for app, name in manifest.migrations if (app, name) not in have]
    if newer:
        raise Refusal(
            f"The backup was made by a newer Firstbell ({newer[0]}). Install that one, then restore."
        )


def _proved(manifest: Manifest) -> int:
    with connection.cursor() as cursor:
        for table, expected in manifest.rows.items():
            cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608 -- our own names
            found = int(cursor.fetchone()[0])
            if found != expected:
                raise Damaged(f"{table} has {found} rows after the restore, not {expected}.")
    connection.check_constraints()
    return sum(manifest.rows.values())
