"""What a school's list of three thousand people costs: whole, then with two hundred who leave."""

from __future__ import annotations

import tempfile
from pathlib import Path
from time import perf_counter, process_time

from bench.table import Table
from firstbell.lib import clock
from firstbell.lib.rosters.tests import packing
from firstbell.people.actions.rosters import running, sources
from firstbell.people.models import Membership, RosterRun, RosterSource
from firstbell.people.states import SourceKind
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.exchange.actions import applying
from firstbell.platform.exchange.actions.stages import actor_of
from firstbell.platform.tenancy import actions as tenancy

PEOPLE, LEAVERS, CLASSES, EACH = 3_000, 200, 150, 8
SECONDS = 5.0


def measure(table: Table) -> None:
    by, at = system_actor(), clock.now()
    school = tenancy.add_school("The school of the bench", by=by, at=at)
    source = sources.add_source(
        school, name="MIS", kind=SourceKind.ONEROSTER, may_leave=True, by=by, at=at
    )
    with tempfile.TemporaryDirectory(prefix="firstbell-people-") as folder:
        path = Path(folder) / "export.zip"
        _bring(
            table, f"{PEOPLE:,} people who join, in {EACH} classes each", source, _export(path, 0)
        )
        said = f"{PEOPLE:,} people with {LEAVERS} leavers, as many joiners, and every tenth in other classes"
        _bring(table, said, source, _export(path, LEAVERS), target=True)
        gone = Membership.objects.filter(school=school).exclude(to_on=None).count()
        table.add("leavers marked, none else", f"{gone}", f"{LEAVERS}", met=gone == LEAVERS)


def _export(path: Path, first: int) -> bytes:
    """Everybody from this number on; in the second list, every tenth is in other classes."""
    numbers = range(first, first + PEOPLE)
    users = "".join(
        packing.user(f"u{n}", f"Ada{n}", f"Osei{n % 97}", number=f"{n:05}", grades=str(7 + n % 7))
        for n in numbers
    )
    classes = "".join(packing.group(f"c{n}", f"Class {n}") for n in range(CLASSES))
    inside = "".join(
        packing.enrolment(f"c{(n + k * 17 + bool(first and n % 10 == 0)) % CLASSES}", f"u{n}")
        for n in numbers
        for k in range(EACH)
    )
    return packing.school(path, users, classes, inside).read_bytes()


def _bring(
    table: Table, what: str, source: RosterSource, content: bytes, *, target: bool = False
) -> None:
    by, at = system_actor(), clock.now()
    began, cpu = perf_counter(), process_time()
    run = running.begin(source, name="export.zip", content=[content], by=by, at=at)
    running.read(run, at=at)
    read = perf_counter() - began
    run = RosterRun.objects.select_related("source", "session__school").get(pk=run.pk)
    running.bring_in(run, by=by, at=at, leavers=run.tally["leavers"])
    if run.session is not None:
        applying.apply(run.session, by=actor_of(run.session), at=at)
    whole, cpu = perf_counter() - began, process_time() - cpu
    table.add(
        what,
        f"{whole:.1f} s, {cpu:.1f} s CPU, {read:.1f} s of it until the preview",
        f"≤ {SECONDS:.0f} s" if target else "",
        met=whole <= SECONDS if target else None,
    )
