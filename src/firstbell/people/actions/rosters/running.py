"""A list is brought, read in the background, looked at, agreed to and brought in; or a directory is asked for one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from firstbell.lib.refusal import Conflict, NotFound, Refusal
from firstbell.lib.rosters import HEADINGS, Roster, read_oneroster, read_sds, written
from firstbell.lib.sheets import Unreadable
from firstbell.people import events
from firstbell.people.actions.rosters.listing import lines_of
from firstbell.people.actions.rosters.plain import read_list
from firstbell.people.models import RosterRun, RosterSource
from firstbell.people.queries.rosters import known_to, spoken_for
from firstbell.people.states import SourceKind
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import announce
from firstbell.platform.exchange import files
from firstbell.platform.exchange.actions import applying, bringing, checking
from firstbell.platform.exchange.actions.bringing import OwnTable
from firstbell.platform.exchange.actions.stages import Tell, actor_of, quiet
from firstbell.platform.exchange.models import ImportRow, ImportSession
from firstbell.platform.exchange.states import State, Verdict
from firstbell.platform.jobs.registry import defer

JOB = "people.read_roster"
SHEET = "roster"
# What each line is, by the word before its key: see sheets/roster.
COUNTED = ("joiner", "mover", "leaver", "linked", "confirm", "same", "class", "wrong")
_STALE = timedelta(hours=2)
_NOT_YET = "This list is still being read: how many leave is not known yet."


def begin(
    source: RosterSource, *, name: str, content: Iterable[bytes], by: Actor, at: datetime
) -> RosterRun:
    """A file of this source; what it would change is worked out in the background."""
    require(by, "people.rosters", source)
    if source.kind == SourceKind.DIRECTORY:
        raise Refusal(f"{source} is a directory: it is asked, and no file is brought.")
    _refuse_busy(source, at)
    digest, size = files.keep(content)
    if not size:
        raise Refusal("That file is empty.", fields={"file": "Empty"})
    clean = "".join(letter for letter in name if letter.isprintable()).strip()[-200:] or "A file"
    return _begin(source, clean, digest=digest, by=by, at=at)


def ask(source: RosterSource, *, by: Actor, at: datetime, is_nightly: bool = False) -> RosterRun:
    """A directory is asked for everybody."""
    require(by, "people.rosters", source)
    if source.kind != SourceKind.DIRECTORY:
        raise Refusal(f"{source} is no directory: bring the file that it exports.")
    _refuse_busy(source, at)
    return _begin(source, "The directory", is_nightly=is_nightly, by=by, at=at)


def _begin(source: RosterSource, name: str, *, by: Actor, at: datetime, **more: Any) -> RosterRun:
    with transaction.atomic():
        run: RosterRun = RosterRun.objects.create(
            school_id=source.school_id, source=source, name=name, account_id=by.account_id, actor_name=by.name,
            created_at=at, **more,
        )  # fmt: skip
        send_off(run, by=by, at=at)
    return run


def send_off(run: RosterRun, *, by: Actor, at: datetime) -> None:
    job = defer(JOB, by=by, at=at, title=f"Read {run}", school_id=run.school_id, run=str(run.uid))
    run.job_uid = job.uid
    run.bump("job_uid")


def _refuse_busy(source: RosterSource, at: datetime) -> None:
    if source.archived_at is not None:
        raise Conflict(f"{source} was put away: nobody comes from there any more.")
    working = source.runs.filter(session__state__in=(State.APPLYING, State.UNDOING))
    reading = source.runs.filter(session=None, problem="", created_at__gt=at - _STALE)
    if working.exists() or reading.exists():
        raise Conflict(f"A list of {source} is being worked on. Wait until that is done.")


def read(run: RosterRun, *, at: datetime, tell: Tell = quiet) -> str:
    """The background part, from the start whenever it is run: what the list says, and what it would change.

    A list that cannot be read is a sentence, and changes nothing.
    """
    if not run.is_reading:
        return "Read already"
    try:
        if run.session is None:
            _make_session(run, _roster(run, tell), at)
    except (Unreadable, Refusal) as problem:
        return fail(run, problem.sentence, at=at)
    session = run.session
    if session is None:
        raise NotFound("The list is gone.")
    said = checking.check(session, by=actor_of(session), at=at, tell=tell)
    session.refresh_from_db()
    if session.state == State.FAILED:
        return fail(run, session.problem, at=at)
    count(run, at)
    return said


def _roster(run: RosterRun, tell: Tell) -> Roster:
    source = run.source
    tell(0, 0, "Reading the list")
    if source.kind == SourceKind.DIRECTORY:
        from firstbell.lib.rosters.directory import read_directory  # noqa: PLC0415 -- slow, and only for who has one
        from firstbell.people.actions.rosters.directory import wish_of  # noqa: PLC0415 -- it runs what is here

        found: Roster = read_directory(wish_of(source))
        return found
    path = files.path_of(run.digest)
    if source.kind == SourceKind.LIST:
        return read_list(path, run.name)
    reader = read_sds if source.kind == SourceKind.SDS else read_oneroster
    roster = reader(path, run.name, source.school_key)
    _refuse_out_of_order(source, roster)
    return roster


def _refuse_out_of_order(source: RosterSource, roster: Roster) -> None:
    """What changed makes sense only after the whole list, and in its order."""
    if roster.is_full:
        return
    before = source.runs.brought_in()
    if not before.filter(is_full=True).exists():
        raise Refusal(
            "This file only says what changed (a delta). Bring in the whole list (bulk) of this source first."
        )
    latest = before.order_by("-until").values_list("until", flat=True).first() or ""
    if roster.until and roster.until < latest:
        raise Refusal(
            f"This file ends on {roster.until[:10]}, and one that goes on to {latest[:10]} is in already. "
            "Bring the files in the order in which they were made, or the whole list again."
        )


def _make_session(run: RosterRun, roster: Roster, at: datetime) -> None:
    source = run.source
    known = known_to(source)
    table = OwnTable(
        SHEET, f"{source}, {run.name}", HEADINGS, written(lines_of(roster, source, known, at.date())),
        {"source": str(source.pk)},
    )  # fmt: skip
    with transaction.atomic():
        run.session = bringing.take(source.school, table, by=actor_of_run(run), at=at)
        run.is_full, run.until, run.notes = roster.is_full, roster.until, roster.notes[:50]
        run.bump("session", "is_full", "until", "notes")


def actor_of_run(run: RosterRun) -> Actor:
    return actor_of(
        ImportSession(account_id=run.account_id, actor_name=run.actor_name, uid=run.uid)
    )


def counted_as(word: str) -> str:
    return "classes" if word == "class" else f"{word}s"


def count(run: RosterRun, at: datetime) -> None:
    """How many join, move and leave."""
    rows = ImportRow.objects.filter(session=run.session).values_list("keys", "verdict")
    found = Counter(keys.partition("=")[0] for keys, _ in rows)
    tally = {counted_as(word): found.get(word, 0) for word in COUNTED}
    verdicts = Counter(verdict for keys, verdict in rows if keys.startswith("class="))
    tally["new_classes"] = verdicts.get(Verdict.CREATE, 0)
    tally["of"] = spoken_for(run.source, at.date()).count()
    run.tally = tally
    run.bump("tally")


def fail(run: RosterRun, sentence: str, *, at: datetime) -> str:
    run.problem = sentence
    with transaction.atomic():
        run.bump("problem")
        if run.is_nightly:
            by = actor_of_run(run)
            announce(events.ROSTER_FAILED, run, by=by, at=at, why=sentence)
    return sentence


def bring_in(run: RosterRun, *, by: Actor, at: datetime, leavers: int | None = None) -> None:
    """What was looked at is brought in. More than a tenth leave only when their number is said."""
    require(by, "people.rosters", run)
    session = _checked(run)
    later = run.source.runs.brought_in().filter(pk__gt=run.pk)
    if later.exists():
        raise Conflict(
            "A later list of this source is in already. Bring this one again if it is the right one."
        )
    with transaction.atomic():
        if run.asks:
            _agree(run, leavers, by, at)
        applying.start(session, by=by, at=at)


def _agree(run: RosterRun, leavers: int | None, by: Actor, at: datetime) -> None:
    number = run.tally["leavers"]
    if leavers != number:
        raise Refusal(asking(run), fields={"leavers": f"Type {number} if that is right"})
    run.agreed_at = at
    run.bump("agreed_at")
    announce(events.ROSTER_AGREED, run, by=by, at=at, leavers=f"{number:,}")


def asking(run: RosterRun) -> str:
    number, of = run.tally["leavers"], run.tally["of"]
    return (
        f"{number:,} of {of:,} people would leave, which is more than a tenth. "
        f"If the list is whole and that is right, type {number}."
    )


def _checked(run: RosterRun) -> ImportSession:
    session = run.session
    if run.is_reading:
        raise Conflict(_NOT_YET)
    if session is None or session.state != State.CHECKED:
        raise Conflict("This list is not at the stage to be brought in.")
    return session


def gate(session: ImportSession) -> None:
    """Asked by the import itself, from whichever door it is started."""
    run = RosterRun.objects.filter(session=session).select_related("source").first()
    if run is not None and run.is_reading:
        raise Conflict(_NOT_YET)
    if run is not None and run.asks:
        raise Refusal(asking(run), fields={"leavers": "More than a tenth"})
