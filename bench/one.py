"""Everything on one database, in a fresh data folder."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firstbell.config.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402

from bench import (  # noqa: E402
    arrival,
    counts,
    desk,
    fleet,
    mails,
    pages,
    people,
    references,
    reports,
    service,
    sheet,
    tickets,
    timetable,
)
from bench.copies import cpu_of_database  # noqa: E402
from bench.table import Table  # noqa: E402


def main(name: str, rows: int, out: Path, parts: list[str]) -> None:
    table = Table(f"{name}, {rows:,} items" if "pages" in parts else name)
    print(table.title, flush=True)
    pages.prepare()
    if "reports" in parts:
        reports.measure(table)
    if "pages" in parts:
        _import(table, rows)
        cookie = pages.measure(table)
        desk.measure(table)
        if name == "SQLite":
            service.measure(table, cookie)
        counts.measure(table)
    if "people" in parts:
        people.measure(table)
    plain = {"fleet": fleet, "tickets": tickets, "timetable": timetable}
    for part, module in plain.items():
        if part in parts:
            module.measure(table)
    if "mails" in parts:
        _mails(table, name)
    out.write_text(
        json.dumps({"title": table.title, "lines": [vars(line) for line in table.lines]})
    )


def _mails(table: Table, name: str) -> None:
    if name == "SQLite":  # it asks no database
        mails.measure(table)
    arrival.measure(table)


def _import(table: Table, rows: int) -> None:
    path = sheet.write(Path(settings.DATA) / "equipment.csv", rows)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    theirs = cpu_of_database(settings.DATABASE_URL)
    began = time.perf_counter()
    command = [
        sys.executable,
        "-m",
        "firstbell.config.cli",
        "import",
        "equipment",
        str(path),
        "--school",
        pages.SCHOOL,
        "--json",
    ]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"The import failed: {done.stderr[-2000:]}")
    wall = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    theirs = cpu_of_database(settings.DATABASE_URL) - theirs
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime + theirs
    bare_cpu, bare_wall = references.bare_rows()
    count = references.count_items()
    if count != rows:
        sys.exit(f"{count} of {rows} rows are in the register: {done.stdout[-1500:]}")
    there = f", of it {theirs:.1f} in the database" if theirs else ""
    table.add(
        "import, whole: read, dry run, apply",
        f"{cpu:.1f} s CPU{there}, {wall:.1f} s, {cpu / rows * 1e6:.0f} µs a row",
    )
    table.add(
        "the item rows alone, executemany or COPY",
        f"{bare_cpu:.1f} s CPU, {bare_wall:.1f} s",
        "the reference",
    )
    ratio = cpu / bare_cpu
    table.add("import beside the item rows alone", f"{ratio:.1f} ×", "≤ 4 ×", met=ratio <= 4)


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]), sys.argv[4:])
