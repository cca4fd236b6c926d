"""`./dev bench`: each database in a process of its own, then the table, printed and kept in docs/bench.md.

`./dev bench reports` (or `pages`, `people`, `fleet`, `tickets`, `mails`,
`timetable`) measures that part alone and keeps nothing.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.table import Line, Table

PARTS = ["reports", "pages", "people", "fleet", "tickets", "mails", "timetable"]
ROOT = Path(__file__).parent.parent
INTRO = """# What it costs

Made by `./dev bench` on {machine}, {cores} cores, which {load:.1f} programs wanted on average at the start: read
the ratios, which are taken against a reference measured in the same run, before the milliseconds. CPU of the
database process is not in the PostgreSQL figures of single requests.
"""


def main(parts: list[str]) -> None:
    if unknown := set(parts) - set(PARTS):
        sys.exit(f"There is no {', '.join(sorted(unknown))} to measure: {' or '.join(PARTS)}.")
    rows = int(os.environ.get("FIRSTBELL_BENCH_ROWS", "100000"))
    databases = {"SQLite": ""}
    if os.environ.get("FIRSTBELL_BENCH_POSTGRES"):
        databases["PostgreSQL"] = os.environ["FIRSTBELL_BENCH_POSTGRES"]
    load = os.getloadavg()[0]
    tables = [_run(name, url, rows, parts or PARTS) for name, url in databases.items()]
    if parts:
        return
    text = INTRO.format(
        machine=f"{platform.machine()} {platform.system()}", cores=os.cpu_count(), load=load
    )
    (ROOT / "docs" / "bench.md").write_text(
        text + "".join(table.markdown() for table in tables), encoding="utf-8"
    )
    print("docs/bench.md is written.")


def _run(name: str, url: str, rows: int, parts: list[str]) -> Table:
    with tempfile.TemporaryDirectory(prefix="firstbell-bench-") as data:
        env = {**os.environ, "FIRSTBELL_DATA": data, "DATABASE_URL": url, "FIRSTBELL_LOG": "ERROR"}
        out = Path(data) / "table.json"
        subprocess.run(
            [sys.executable, "-m", "bench.one", name, str(rows), str(out), *parts],
            env=env,
            cwd=ROOT,
            check=True,
        )
        found = json.loads(out.read_text(encoding="utf-8"))
    return Table(found["title"], [Line(**line) for line in found["lines"]])


if __name__ == "__main__":
    main(sys.argv[1:])
