"""What a report costs the whole service, first and again, beside bare inflating and parsing of the same bodies."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench import copies, machines
from bench.copies import Copy
from bench.machines import MACHINES, PROGRAMS, Body
from bench.table import Table
from firstbell.agents.actions import keys
from firstbell.lib import clock
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.tenancy.models import School

HANDS = (1, 4, 16)
FIRST, AGAIN = 0.02, 0.004
_KEPT = {
    "devices": ("SELECT count(*) FROM agents_device WHERE item_id IS NOT NULL", MACHINES),
    "programs": ("SELECT count(*) FROM software_installation WHERE gone_at IS NULL", PROGRAMS),
    "different programs of devices": (
        "SELECT count(*) FROM (SELECT DISTINCT item_id, release_id FROM software_installation) one",
        PROGRAMS,
    ),
    "programs counted": ("SELECT sum(devices) FROM software_presence", None),
}
_TRUE = "SELECT count(*) FROM (SELECT DISTINCT item_id, title_id FROM software_installation WHERE gone_at IS NULL) one"


def measure(table: Table) -> None:
    if not machines.there():
        table.add("reports of devices", "left out: the 500 machines are not here", "")
        return
    school = School.objects.earliest("pk")
    key = keys.make(school, label="Bench", by=system_actor(), at=clock.now())
    path = f"/agent/{key.secret}/"
    for kind in machines.KINDS:
        some = machines.bodies(kind)
        bare = machines.bare(some)
        table.add(
            f"{kind.upper()} inflated and parsed, nothing else",
            f"{bare * 1000:.2f} ms CPU each",
            "the reference",
        )
        for hands in HANDS:
            _round(table, some, bare, path, hands)


def _round(table: Table, some: Sequence[Body], bare: float, path: str, hands: int) -> None:
    kind = some[0].kind.upper()
    with (
        tempfile.TemporaryDirectory(prefix="firstbell-reports-") as folder,
        copies.served(Path(folder)) as copy,
    ):
        later = [body.with_less_space() for body in some]
        passes = (("first", some, FIRST), ("again", some, AGAIN), ("a day later", later, AGAIN))
        for what, sent, most in passes:
            name = f"{kind}, {hands} at a time, {what}"
            _pass(table, name, copy, sent, bare, most, (path, hands))
        wrong = _wrong(copy)
        figure = ", ".join(wrong) or f"{MACHINES} devices, {PROGRAMS:,} programs"
        table.add(f"{kind}, {hands} at a time, kept", figure, "none lost or doubled", met=not wrong)


def _pass(
    table: Table, name: str, copy: Copy, sent: Sequence[Body], bare: float, most: float,
    how: tuple[str, int],
) -> None:  # fmt: skip
    path, hands = how
    before = copy.cpu()
    done = machines.send(sent, copy.port, path, hands)
    copy.settle()
    service, database = (
        (now - then) / len(sent) for now, then in zip(copy.cpu(), before, strict=True)
    )
    whole = service + database
    beside = f" of it {database * 1000:.1f} in the database," if database else ""
    table.add(
        name,
        f"{whole * 1000:.1f} ms CPU,{beside} {whole / bare:.1f} × bare, {len(sent) / done.seconds:.0f} a second",
        f"≤ {most * 1000:.0f} ms",
        met=whole <= most,
    )
    if done.troubles:
        table.add(
            f"{name}, refused", f"{len(done.troubles)}: {done.troubles[0]}", "none", met=False
        )


def _wrong(copy: Copy) -> list[str]:
    """What is not as it must be after everybody has reported."""
    wanted = {name: most for name, (_, most) in _KEPT.items()}
    wanted["programs counted"] = copy.rows(_TRUE)[0][0]
    found = {name: copy.rows(sql)[0][0] for name, (sql, _) in _KEPT.items()}
    return [f"{found[name]:,} {name}" for name in wanted if found[name] != wanted[name]]
