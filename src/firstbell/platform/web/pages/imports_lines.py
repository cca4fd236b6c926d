"""The dry run: a verdict for every line, lines put right in place, and names that nobody has heard of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.permissions import needs
from firstbell.platform.exchange import rows, sheets, understanding
from firstbell.platform.exchange.actions import applying, deciding, mending
from firstbell.platform.exchange.models import ImportRow, ImportSession, NewLookup
from firstbell.platform.exchange.states import Decision, State, Verdict
from firstbell.platform.web.components.statuses import Kind
from firstbell.platform.web.pages.imports_frame import MAY, frame_of, session_of
from firstbell.platform.web.refusals import refused_aloud

Words = dict[str, Any]
PER_PAGE = 50
MOST_NAMES = 300
LOOKS: dict[str, tuple[Kind, str, str]] = {
    Verdict.CREATE: ("ok", "Will be added", "plus"), Verdict.UPDATE: ("live", "Will be changed", "edit"),
    Verdict.SAME: ("quiet", "Already so", "circle-check"), Verdict.SKIP: ("quiet", "Left out", "circle-dashed"),
    Verdict.ERROR: ("bad", "Cannot be used", "alert-triangle"),
}  # fmt: skip
# What most people look for in a line first.
_FIRST = (
    "tag",
    "person",
    "name",
    "model",
    "serial",
    "category",
    "room",
    "given_name",
    "family_name",
    "email",
)


def page(request: HttpRequest, session: ImportSession, words: Words) -> HttpResponse:
    shown = request.GET.get("show", "")
    found, pager = page_of_lines(request, _rows(session, shown))
    columns = key_columns(session)
    lookups = _lookups(session)
    open_ones = session.lookups.filter(decision=Decision.OPEN).count()
    to_do = sum(session.counts.get(verdict, 0) for verdict in applying.TO_DO)
    here = reverse("import", args=[session.uid])
    words |= {
        "views": _views(session, shown, here), "lines": [line_of(row, columns) for row in found],
        "columns": [label for _, label in columns], "pager": pager, "lookups": lookups, "open": open_ones, "to_do": to_do,
        "things": sheets.named(session.sheet).things[to_do != 1], "has_open": open_ones > 0, "may_mend": True, "waits": _waits(session),
        "width": len(columns) + 3, "left_out": [column["header"] for column in understanding.left_out(session)],
    }  # fmt: skip
    return render(request, "web/imports/lines.html", words)


def _waits(session: ImportSession) -> str:
    """What its sheet wants to be settled before it is brought in."""
    try:
        if gate := sheets.named(session.sheet).gate:
            gate(session)
    except Refusal as refusal:
        return refusal.sentence
    return ""


def _rows(session: ImportSession, shown: str) -> QuerySet[ImportRow]:
    found = ImportRow.objects.filter(session=session).order_by("line")
    if shown == "warned":
        return found.filter(warned=True)
    return found.filter(verdict=shown) if shown in Verdict.values else found


def _views(session: ImportSession, shown: str, here: str) -> list[Words]:
    counts = session.counts
    views = [
        ("", "Every line", counts.get("total", 0)),
        (Verdict.ERROR, "Cannot be used", counts.get("error", 0)),
    ]
    views += [
        (verdict, Verdict(verdict).label, counts.get(verdict, 0))
        for verdict in ("create", "update", "same", "skip")
    ]
    views.insert(2, ("warned", "With a warning", counts.get("warned", 0)))
    return [
        {
            "label": label,
            "url": f"{here}?show={key}#lines" if key else f"{here}#lines",
            "count": f"{count:,}",
            "active": key == shown,
        }
        for key, label, count in views
        if count or not key
    ]


def page_of_lines(
    request: HttpRequest, found: QuerySet[ImportRow]
) -> tuple[list[ImportRow], Words]:
    """By line and not by number of page, so that the last page of a long file costs what the first does."""
    after = request.GET.get("after", "0")
    start = int(after) if after.isdecimal() and len(after) < 10 else 0
    page = list(found.filter(line__gt=start)[: PER_PAGE + 1])
    query = request.GET.copy()
    pager: Words = {
        "word": f"Lines {page[0].line:,} to {page[min(len(page), PER_PAGE) - 1].line:,}"
        if page
        else ""
    }
    if len(page) > PER_PAGE:
        query["after"] = str(page[PER_PAGE - 1].line)
        pager["next_url"] = f"?{query.urlencode()}#lines"
    if start:
        before = list(
            found.filter(line__lte=start)
            .order_by("-line")
            .values_list("line", flat=True)[: PER_PAGE + 1]
        )
        query["after"] = str(before[PER_PAGE] if len(before) > PER_PAGE else 0)
        pager["previous_url"] = f"?{query.urlencode()}#lines"
    return page[:PER_PAGE], pager


def key_columns(session: ImportSession) -> list[tuple[int, str]]:
    """The columns that tell lines apart, at most four."""
    at = {field: int(column) for column, field in session.mapping.items() if field}
    known = sheets.labels(sheets.named(session.sheet).columns())
    said = sheets.named(session.sheet).told_by or _FIRST
    first = [(at[key], known[key]) for key in said if key in at and key in known]
    return first[:4] or [(0, session.reading["headers"][0])]


def line_of(row: ImportRow, columns: Sequence[tuple[int, str]]) -> Words:
    cells = row.now
    return {
        "row": row, "look": LOOKS[row.verdict], "cells": [cells[at] if at < len(cells) else "" for at, _ in columns],
        "reasons": [reason for reason in row.reasons.split("\n") if reason], "edited": bool(row.edited),
    }  # fmt: skip


def _lookups(session: ImportSession) -> list[Words]:
    kinds: dict[str, Words] = {}
    known = sheets.named(session.sheet).lookups
    for row in session.lookups.select_related("same_as").order_by("kind", "-count", "name"):
        things = known.get(row.kind, ("thing", "things"))
        group = kinds.setdefault(row.kind, {"things": things, "rows": [], "open": 0, "count": 0})
        group["open"] += row.decision == Decision.OPEN
        group["count"] += 1
        if group["count"] <= MOST_NAMES:
            group["rows"].append(_lookup(row))
    for group in kinds.values():
        group["more"] = group["count"] - len(group["rows"])
        group["word"] = group["things"][group["count"] != 1]
        group["unfold"] = group["count"] <= 12
    return sorted(kinds.values(), key=lambda group: group["count"])


def _lookup(row: NewLookup) -> Words:
    decided = f"use:{row.use_id}" if row.decision == Decision.USE else row.decision
    proposal, use = row.proposal
    proposed = f"use:{use}" if proposal == Decision.USE else str(proposal)
    options = [(f"use:{near['id']}", f"It is {near['name']}") for near in row.near]
    if row.same_as is not None:
        options.append(("same", f"The same as “{row.same_as.name}”"))
    if row.detail.get("may_make", True):
        options.append(("create", f"Add “{row.name}”"))
    options.append(("empty", "Leave it empty"))
    where = ", ".join(
        str(row.detail[key])
        for key in ("maker", "number", "category", "building")
        if row.detail.get(key)
    )
    return {
        "row": row, "options": options, "chosen": decided or proposed, "is_open": row.decision == Decision.OPEN,
        "where": where, "near": row.near[0] if row.near else None,
    }  # fmt: skip


@require_POST
@needs(MAY)
def decide(request: HttpRequest, uid: UUID) -> HttpResponse:
    session = session_of(request, uid)
    with refused_aloud(request):
        decisions = {
            int(name[7:]): str(value)
            for name, value in request.POST.items()
            if name.startswith("lookup-") and name[7:].isdecimal()
        }
        deciding.decide(session, decisions, by=request.actor)
        if "accept" in request.POST:
            deciding.accept_all(session, by=request.actor)
    return redirect("import", uid)


@require_http_methods(["GET", "POST"])
@needs(MAY)
def line(request: HttpRequest, uid: UUID, number: int) -> HttpResponse:
    """One line with its cells, to be put right; in the table itself, or as a page of its own."""
    session = session_of(request, uid)
    row = get_object_or_404(
        ImportRow.objects.select_related("session"), session=session, line=number
    )
    problem = ""
    if request.method == "POST" and session.state == State.CHECKED:
        try:
            _mend(request, row)
        except Refusal as refusal:
            problem = refusal.sentence
        if not problem and not request.headers.get("HX-Request"):
            return redirect("import_line", uid, number)
        if not problem and row.verdict != Verdict.ERROR:
            columns = key_columns(session)
            words = {
                "line": line_of(row, columns),
                "session": session,
                "may_mend": True,
                "columns": [label for _, label in columns],
            }
            return render(request, "web/imports/line_row.html", words)
    words = {
        **frame_of(session),
        **line_of(row, ()),
        "fields": _fields(row),
        "problem": problem,
        "width": len(key_columns(session)) + 3,
    }
    words["can_mend"] = session.state == State.CHECKED
    words["next"] = (
        ImportRow.objects.filter(session=session, verdict=Verdict.ERROR, line__gt=number)
        .order_by("line")
        .first()
    )
    template = (
        "web/imports/line_form.html"
        if request.headers.get("HX-Request")
        else "web/imports/line.html"
    )
    return render(request, template, words)


def _mend(request: HttpRequest, row: ImportRow) -> None:
    if "leave_out" in request.POST:
        mending.leave_out(row, by=request.actor)
        return
    cells = {
        int(name[5:]): str(value)
        for name, value in request.POST.items()
        if name.startswith("cell-") and name[5:].isdecimal()
    }
    mending.mend(row, cells=cells, by=request.actor, at=clock.now())


def _fields(row: ImportRow) -> list[Words]:
    session = row.session
    headers = session.reading["headers"]
    known = sheets.labels(sheets.named(session.sheet).columns())
    cells = rows.fitted(row.now, len(headers))
    return [
        {
            "at": at, "header": header, "value": cells[at], "field": known.get(session.mapping.get(str(at), ""), ""),
            "edited": str(at) in (row.edited or {}), "was": row.cells[at] if at < len(row.cells) else "",
            "bad": bool(known.get(session.mapping.get(str(at), "")))
            and f"{known[session.mapping[str(at)]]}:" in row.reasons,
        }
        for at, header in enumerate(headers)
        if session.mapping.get(str(at)) or row.cells[at : at + 1] != [""]
    ]  # fmt: skip


@require_safe
@needs(MAY)
def line_shown(request: HttpRequest, uid: UUID, number: int) -> HttpResponse:
    """The line as the table has it, when somebody thinks better of putting it right."""
    session = session_of(request, uid)
    row = get_object_or_404(ImportRow, session=session, line=number)
    columns = key_columns(session)
    words = {
        "line": line_of(row, columns),
        "session": session,
        "may_mend": True,
        "columns": [label for _, label in columns],
    }
    return render(request, "web/imports/line_row.html", words)


_HERE = "imports/<uuid:uid>/"
urlpatterns = [
    path(f"{_HERE}names/", decide, name="import_decide"),
    path(f"{_HERE}lines/<int:number>/", line, name="import_line"),
    path(f"{_HERE}lines/<int:number>/shown/", line_shown, name="import_line_shown"),
]
