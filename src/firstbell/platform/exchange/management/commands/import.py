# ruff: noqa: N999 -- the command is called so
"""`firstbell import equipment FILE --school …`: the same import as on the pages, watched from a terminal."""

from __future__ import annotations

import json
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from firstbell.lib import clock, garbage
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.actors import Actor, account_actor, system_actor
from firstbell.platform.accounts.models import Account
from firstbell.platform.database import room
from firstbell.platform.exchange import sheets, understanding
from firstbell.platform.exchange.actions import applying, bringing, deciding, settling
from firstbell.platform.exchange.models import ImportRow, ImportSession
from firstbell.platform.exchange.states import WORKING, Decision, Mode, Outcome, State, Verdict
from firstbell.platform.jobs import queue, worker
from firstbell.platform.tenancy.models import School

_SHOWN = 20


class Command(BaseCommand):
    help = "Bring a spreadsheet in. What would have to be added along with it is listed, and added unless --known-only."
    # Every page and endpoint would be loaded for the checks; an import needs none of them.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("sheet", help="equipment, or another list that can be brought in")
        parser.add_argument("file", type=Path)
        parser.add_argument("--school", required=True, help="its name, short name or URN")
        parser.add_argument(
            "--account",
            default="",
            metavar="EMAIL",
            help="by whose rights; without it, the system's",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="check every line and change nothing"
        )
        parser.add_argument(
            "--json", action="store_true", help="say it in JSON, with the refused lines"
        )
        parser.add_argument("--mode", choices=Mode.values, default=None)
        parser.add_argument(
            "--match", default="", help="tag, serial, tag_or_serial or custom:<field>"
        )
        parser.add_argument("--date-order", choices=("DMY", "MDY", "YMD"), default="")
        parser.add_argument(
            "--set",
            action="append",
            default=[],
            metavar="FIELD=VALUE",
            help="for every line without one",
        )
        parser.add_argument(
            "--known-only", action="store_true", help="stop when a name is new here, adding nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            # The process ends with its file, so what little garbage there is may lie; and it works for itself.
            with garbage.kept(), queue.hushed():
                session = self._run(options)
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from None
        self._say(session, options)
        if session.state == State.FAILED:
            raise CommandError(session.problem)
        if understanding.is_unusable(session):
            raise CommandError(_unusable(session))

    def _run(self, options: dict[str, Any]) -> ImportSession:
        by, at = _actor(options["account"]), clock.now()
        if options["sheet"] not in {one.name for one in sheets.all_sheets()}:
            raise CommandError(f"There is no list called {options['sheet']}.")
        path: Path = options["file"]
        try:
            session = bringing.bring(
                _school(options["school"]),
                sheet=options["sheet"],
                name=path.name,
                content=_chunks(path),
                by=by,
                at=at,
            )
        except OSError as problem:
            if room.is_full(problem):
                raise CommandError(room.FULL) from None
            raise CommandError(f"{path} cannot be read: {problem.strerror}") from None
        _finish(session)
        if session.state == State.MAPPING:
            settling.settle(session, _settled(session, options), by=by, at=at)
            _finish(session)
        if session.state == State.CHECKED and not options["dry_run"]:
            self._apply(session, options, by)
        return session

    def _apply(self, session: ImportSession, options: dict[str, Any], by: Actor) -> None:
        if options["known_only"] and session.lookups.exists():
            return
        deciding.accept_all(session, by=by)
        if ImportRow.objects.filter(session=session, verdict__in=applying.TO_DO).exists():
            applying.start(session, by=by, at=clock.now())
            _finish(session)

    def _say(self, session: ImportSession, options: dict[str, Any]) -> None:
        report = report_of(session, whole=options["json"])
        if options["json"]:
            self.stdout.write(json.dumps(report, indent=2, ensure_ascii=False))
            return
        for line in _words(session, report):
            self.stdout.write(line)


def report_of(session: ImportSession, *, whole: bool) -> dict[str, Any]:
    refused = ImportRow.objects.filter(
        session=session, verdict=Verdict.ERROR
    ) | ImportRow.objects.filter(session=session, outcome=Outcome.REFUSED)
    rows = refused.order_by("line")[: None if whole else _SHOWN]
    counts = {
        name: number
        for name, number in session.counts.items()
        if name not in ("mark", "line", "last")
    }
    return {
        "import": str(session.uid), "file": session.name, "state": session.state, "problem": session.problem,
        "layout": session.reading.get("layout", ""), "left_out": [column["header"] for column in understanding.left_out(session)], "notes": session.reading.get("notes", []), "counts": counts,
        "new": [
            {
                "kind": row.kind, "name": row.name, "lines": row.count, "near": [near["name"] for near in row.near],
                "decision": row.decision or "open", "same_as": row.same_as.name if row.same_as else "",
            }
            for row in session.lookups.select_related("same_as").order_by("kind", "name")
        ],
        "refused": [{"line": row.line, "reasons": row.reasons.split("\n")} for row in rows],
    }  # fmt: skip


def _words(session: ImportSession, report: dict[str, Any]) -> Iterator[str]:
    yield f"{session.name}: {State(session.state).label.lower()}"
    yield from report["notes"]
    if report["left_out"]:
        yield f"Nothing is taken from these columns: {', '.join(report['left_out'])}."
    for verdict in Verdict:
        if number := session.counts.get(verdict, 0):
            yield f"  {number:>8,}  {verdict.label.lower()}"
    kinds = sheets.named(session.sheet).lookups
    for new in report["new"] if not understanding.is_unusable(session) else ():
        near = f", something like {new['near'][0]}" if new["near"] else ""
        yield f"  new {kinds.get(new['kind'], ('name',))[0]}: {new['name']} on {new['lines']:,} lines{near} ({Decision(new['decision']).label.lower() if new['decision'] != 'open' else 'to decide'})"
    for row in report["refused"]:
        yield f"  line {row['line']}: {' '.join(row['reasons'])}"
    if session.applied_at:
        yield applying.result_in_words(session)


def _unusable(session: ImportSession) -> str:
    sheet = sheets.named(session.sheet)
    other = understanding.likelier(session)
    looks = (
        f" It looks like a list of {other.things[1]}: firstbell import {other.name}."
        if other
        else ""
    )
    return f"{session.name} cannot be used for {sheet.title.lower()}: not one of its lines can be brought in. Nothing was changed.{looks}"


def _actor(email: str) -> Actor:
    if not email:
        return system_actor("import", name="The command line")
    account = Account.objects.filter(email__iexact=email, is_active=True).first()
    if account is None:
        raise CommandError(f"Nobody signs in as {email}.")
    return account_actor(account, source="import")


def _school(text: str) -> School:
    for name in ("name__iexact", "short_name__iexact", "urn"):
        found = School.objects.filter(**{name: text}).first()
        if found is not None:
            return found
    raise CommandError(f"There is no school called {text}.")


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(1024 * 1024):
            yield chunk


def _settled(session: ImportSession, options: dict[str, Any]) -> settling.Settled:
    fill = dict(session.fill)
    for pair in options["set"]:
        key, found, value = pair.partition("=")
        if not found:
            raise CommandError(f"--set takes FIELD=VALUE, not {pair}.")
        fill[key] = {"value": value, "always": False}
    return settling.Settled(
        mapping={at: field for at, field in session.mapping.items() if field}, fill=fill,
        mode=options["mode"] or session.mode, match=options["match"] or session.match,
        date_order=options["date_order"] or session.date_order, policies=session.policies,
    )  # fmt: skip


def _finish(session: ImportSession) -> None:
    """Do the background work here, or wait while a worker that was faster does it."""
    while True:
        worker.work()
        session.refresh_from_db()
        if session.state not in WORKING:
            return
        time.sleep(0.2)
