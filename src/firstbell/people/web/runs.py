"""A list of people on its way in, in words and rows for its page."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from firstbell.lib.rosters import HEADINGS
from firstbell.people.actions.rosters.deciding import candidates
from firstbell.people.actions.rosters.running import counted_as
from firstbell.people.models import Person, RosterRun
from firstbell.platform.exchange.actions.undoing import undone_in_words
from firstbell.platform.exchange.models import ImportRow
from firstbell.platform.exchange.states import Outcome, State, Verdict
from firstbell.platform.jobs.models import Job
from firstbell.platform.web.components import status

Words = dict[str, Any]
AT = {name: at for at, name in enumerate(HEADINGS)}
# Shown as views of the page: the word before the key, what it is called, how it looks.
VIEWS: tuple[tuple[str, str, str, str], ...] = (
    ("joiner", "Joiners", "ok", "user-plus"), ("mover", "Movers", "live", "edit"), ("leaver", "Leavers", "warn", "logout"),
    ("confirm", "To say who they are", "warn", "help-circle"), ("wrong", "Cannot be used", "bad", "alert-triangle"),
    ("class", "Classes", "live", "users-group"), ("linked", "Known again", "quiet", "link"),
)  # fmt: skip
_LOOKS = {word: (kind, icon) for word, _, kind, icon in VIEWS}
_SINGLE = {
    "joiner": "Joins", "mover": "Changes", "leaver": "Leaves", "confirm": "Who is it?", "wrong": "Cannot be used",
    "class": "Class", "linked": "Known again",
}  # fmt: skip


def state_of(run: RosterRun) -> Any:
    session = run.session
    if run.problem:
        return status("bad", "Could not be read", "alert-triangle")
    if session is None or run.is_reading:
        return status("live", "Being read", "progress-check")
    looks: dict[str, tuple[Any, str, str]] = {
        State.CHECKED: ("warn", "To be agreed", "checkbox"), State.APPLYING: ("live", "Being brought in", "progress-check"),
        State.APPLIED: ("ok", "Brought in", "circle-check"), State.UNDOING: ("live", "Being undone", "progress-check"),
        State.UNDONE: ("quiet", "Undone", "arrow-back-up"), State.FAILED: ("bad", "Stopped", "alert-triangle"),
    }  # fmt: skip
    if session.state == State.CHECKED and not to_do(run):
        return status("quiet", "Nothing to change", "circle-check")
    return status(*looks[session.state])


def to_do(run: RosterRun) -> int:
    counts = run.session.counts if run.session else {}
    return int(counts.get(Verdict.CREATE, 0)) + int(counts.get(Verdict.UPDATE, 0))


def went(run: RosterRun) -> str:
    """ "12 join, 40 change, 3 leave": what the list says, or came of."""
    if run.problem:
        return run.problem
    if run.session and run.session.undone_at:
        return undone_in_words(run.session.counts)
    words = (("joiners", "join"), ("movers", "change"), ("leavers", "leave"))
    said = [f"{run.tally[key]:,} {word}" for key, word in words if run.tally.get(key)]
    return ", ".join(said) or ("Nobody joins, changes or leaves" if run.tally else "")


def views_of(run: RosterRun, shown: str) -> list[Words]:
    here = reverse("people:roster_run", args=[run.uid])
    found = [
        {
            "label": label, "url": f"{here}?show={word}#lines", "count": f"{number:,}", "active": word == shown,
        }
        for word, label, _, _ in VIEWS
        if (number := _number(run, word)) or word in ("joiner", "mover", "leaver")
    ]  # fmt: skip
    return found


def _number(run: RosterRun, word: str) -> int:
    return int(run.tally.get(counted_as(word), 0))


def first_view(run: RosterRun) -> str:
    """What most needs to be looked at."""
    order = ("confirm", "leaver", "joiner", "mover", "wrong", "class", "linked")
    return next((word for word in order if _number(run, word)), "joiner")


def rows_of(run: RosterRun, shown: str) -> QuerySet[ImportRow]:
    rows = ImportRow.objects.filter(session=run.session, keys__startswith=f"{shown}=")
    if shown == "class":
        rows = rows.exclude(verdict=Verdict.SAME)
    return rows.filter(~Q(cells=[])).order_by("line")


def line_of(row: ImportRow, shown: str) -> Words:
    cells = row.now
    kind, icon = _LOOKS[shown]
    given = _cell(cells, "known_as") or _cell(cells, "given_name")
    name = _cell(cells, "name") or f"{given} {_cell(cells, 'family_name')}".strip()
    year, tutor = _cell(cells, "year"), _cell(cells, "tutor_group")
    about = [
        f"Year {year}" if year.isdecimal() and year != "0" else "",
        tutor,
        _cell(cells, "email"),
    ]
    word, look = _SINGLE[shown], kind
    if row.outcome in (Outcome.REFUSED, Outcome.KEPT, Outcome.UNDONE):
        word, look = (
            Outcome(row.outcome).label,
            "bad" if row.outcome == Outcome.REFUSED else "quiet",
        )
    return {
        "name": name or _cell(cells, "key"), "about": ", ".join(part for part in about if part),
        "who": _cell(cells, "kind").capitalize(), "reasons": [one for one in row.reasons.split("\n") if one],
        "status": status(look, word, icon),  # type: ignore[arg-type]
        "url": f"/people/{row.thing_uid}/" if row.thing_uid and shown != "class" else "",
        "key": row.keys.split("\n")[0].partition("=")[2], "line": row.line,
    }  # fmt: skip


def _cell(cells: list[str], name: str) -> str:
    at = AT[name]
    return cells[at] if at < len(cells) else ""


def with_candidates(pairs: list[tuple[ImportRow, Words]], actor: Any) -> None:
    """Those whom each line may mean, as choices: one query for all of them."""
    uids = {uid for row, _ in pairs for uid in candidates(row)}
    rows = Person.objects.visible_to(actor).filter(uid__in=uids).with_now()
    people = {str(one.uid): one for one in rows}
    for row, line in pairs:
        line["maybe"] = [people[uid] for uid in candidates(row) if uid in people]


def progress_of(run: RosterRun) -> Words:
    session = run.session
    is_reading = session is None or run.is_reading
    uid = run.job_uid if is_reading else session.job_uid if session else None
    job = Job.objects.filter(uid=uid).first() if uid else None
    title = "Reading the list" if is_reading else "Bringing it in"
    if session and session.state == State.UNDOING:
        title = "Taking it back"
    found: Words = {
        "id": "fb-roster", "title": title, "done": f"{job.done:,}" if job else "", "state": "running",
        "total": f"{job.total:,}" if job and job.total else "", "percent": job.percent if job else 0,
        "line": (job.line if job else "") or "Waiting for its turn",
        "poll_url": reverse("people:roster_progress", args=[run.uid]),
    }  # fmt: skip
    if session and session.state == State.APPLYING:
        found["cancel_url"] = reverse("import_undo", args=[session.uid])
    return found
