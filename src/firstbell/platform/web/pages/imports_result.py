"""Bringing it in, what came of it, the file of refused lines, taking it all back, and the reports."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import xlsxwriter
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.lib import clock
from firstbell.lib.sheets import guard_formula, write_error_file
from firstbell.platform.accounts.permissions import can, needs
from firstbell.platform.exchange import sheets
from firstbell.platform.exchange.actions import applying, undoing
from firstbell.platform.exchange.cells import as_text
from firstbell.platform.exchange.models import ImportRow, ImportSession
from firstbell.platform.exchange.sheets import Report
from firstbell.platform.exchange.states import Outcome, State, Verdict
from firstbell.platform.tenancy.models import School
from firstbell.platform.web.components.statuses import Kind
from firstbell.platform.web.context import current_school
from firstbell.platform.web.pages import imports_lines
from firstbell.platform.web.pages.imports_frame import MAY, session_of
from firstbell.platform.web.refusals import refused_aloud
from firstbell.platform.web.slots import url_of

Words = dict[str, Any]
_LOOKS: dict[str, tuple[Kind, str, str]] = {
    Outcome.CREATED: ("ok", "Added", "plus"), Outcome.UPDATED: ("live", "Changed", "edit"),
    Outcome.SAME: ("quiet", "Already so", "circle-check"), Outcome.REFUSED: ("bad", "Refused", "alert-triangle"),
    Outcome.UNDONE: ("quiet", "Taken back", "arrow-back-up"), Outcome.KEPT: ("warn", "Kept", "pin"),
}  # fmt: skip


def page(request: HttpRequest, session: ImportSession, words: Words) -> HttpResponse:
    shown = request.GET.get("show", "")
    found, pager = imports_lines.page_of_lines(request, _rows(session, shown))
    columns = imports_lines.key_columns(session)
    counts = session.counts
    refused = counts.get("refused", 0) + counts.get("error", 0)
    sheet = sheets.named(session.sheet)
    words |= {
        "views": _views(session, shown), "lines": [_line(row, columns, sheet.thing_type) for row in found], "pager": pager,
        "columns": [label for _, label in columns], "refused": refused, "facts": _facts(session, sheet.things[1], refused),
        "said": undoing.undone_in_words(counts) if session.state == State.UNDONE else applying.result_in_words(session),
        "things_url": _things_url(session, sheet), "width": len(columns) + 3,
        "made": _made(session),
        "problem": session.problem,
    }  # fmt: skip
    return render(request, "web/imports/result.html", words)


def _things_url(session: ImportSession, sheet: sheets.Sheet) -> str:
    if sheet.came_of is not None:
        return sheet.came_of(session)
    return reverse(sheet.url_name) if sheet.url_name else ""


def _made(session: ImportSession) -> list[Words]:
    """What was added along with the lines, kind by kind; after an undo, what stayed and why."""
    known = sheets.named(session.sheet).lookups
    groups: dict[str, Words] = {}
    made = session.lookups.exclude(made_id=None).exclude(decision="use")
    for row in made.order_by("kind", "name"):
        group = groups.setdefault(row.kind, {"names": [], "kept": {}, "count": 0})
        group["count"] += 1
        group["names"].append(row.name)
        if session.undone_at and row.detail.get("kept"):
            group["kept"].setdefault(row.detail["kept"], []).append(row.name)
    for kind, group in groups.items():
        group["word"] = known.get(kind, ("name", "names"))[group["count"] != 1]
        group["kept"] = [(why, names, len(names)) for why, names in group["kept"].items()]
        group["stayed"] = sum(number for _, _, number in group["kept"])
    return list(groups.values())


def _facts(session: ImportSession, things: str, refused: int) -> list[tuple[str, str, str]]:
    counts = session.counts
    facts = [
        ("added", counts.get("created", 0), "plus"), ("changed", counts.get("updated", 0), "edit"),
        ("already so", counts.get("same", 0), "circle-check"), ("refused", refused, "alert-triangle"),
        ("left out", counts.get("skip", 0), "circle-dashed"),
    ]  # fmt: skip
    if session.undone_at:
        facts = [
            ("taken back", counts.get("undone", 0), "arrow-back-up"),
            ("kept", counts.get("kept", 0), "pin"),
        ]
    return [(label, f"{number:,}", icon) for label, number, icon in facts]


def _rows(session: ImportSession, shown: str) -> QuerySet[ImportRow]:
    found = ImportRow.objects.filter(session=session).order_by("line")
    if shown == "refused":
        return found.filter(Q(outcome=Outcome.REFUSED) | Q(verdict=Verdict.ERROR))
    return found.filter(outcome=shown) if shown in Outcome.values and shown else found


def _views(session: ImportSession, shown: str) -> list[Words]:
    here = reverse("import", args=[session.uid])
    views = [
        ("", "Every line"),
        ("refused", "Refused"),
        ("created", "Added"),
        ("updated", "Changed"),
    ]
    if session.undone_at:
        views = [
            ("", "Every line"),
            ("kept", "Kept"),
            ("undone", "Taken back"),
            ("refused", "Refused"),
        ]
    return [
        {
            "label": label,
            "url": f"{here}?show={key}#lines" if key else f"{here}#lines",
            "active": key == shown,
        }
        for key, label in views
    ]


def _line(row: ImportRow, columns: list[tuple[int, str]], thing_type: str) -> Words:
    found = imports_lines.line_of(row, columns)
    if row.outcome:
        found["look"] = _LOOKS[row.outcome]
    there = row.thing_uid and row.outcome in (Outcome.CREATED, Outcome.UPDATED, Outcome.KEPT)
    return {**found, "url": url_of(thing_type, row.thing_uid) if there else ""}


@require_POST
@needs(MAY)
def apply(request: HttpRequest, uid: UUID) -> HttpResponse:
    session = session_of(request, uid)
    verb = applying.go_on if session.state == State.FAILED else applying.start
    with refused_aloud(request):
        verb(session, by=request.actor, at=clock.now())
    return redirect("import", uid)


@require_http_methods(["GET", "POST"])
@needs(MAY)
def undo(request: HttpRequest, uid: UUID) -> HttpResponse:
    session = session_of(request, uid)
    if request.method == "POST":
        undoing.undo(session, by=request.actor, at=clock.now())
        return redirect("import", uid)
    confirm = {
        "title": f"Undo the import of {session}?",
        "sentence": "Everything that this file brought in is taken back, in the background.",
        "consequences": [
            "What it added is taken out of the register, and can be put back one by one.",
            "What it changed is set back to what it was before.",
            "What somebody has used or changed since stays as it is, and you are told which and why.",
        ],
        "submit": "Undo it", "danger": True, "cancel_url": reverse("import", args=[uid]),
    }  # fmt: skip
    return render(request, "web/confirm.html", {"confirm": confirm})


@require_safe
@needs(MAY)
def refused_lines(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """The lines that were refused, as they came, each with the reason; to be put right and brought again."""
    session = session_of(request, uid)
    found = ImportRow.objects.filter(session=session).filter(
        Q(outcome=Outcome.REFUSED) | Q(verdict=Verdict.ERROR)
    )
    out = tempfile.TemporaryFile()  # noqa: SIM115 -- the answer closes it
    lines = (
        (row.line, row.now, row.reasons.replace("\n", " "))
        for row in found.order_by("line").iterator(2_000)
    )
    write_error_file(out, session.reading["headers"], lines)
    out.seek(0)
    stem = session.name.rpartition(".")[0] or session.name
    return FileResponse(
        out,
        as_attachment=True,
        filename=f"{stem} refused.csv",
        content_type="text/csv; charset=utf-8",
    )


@require_safe
@needs(MAY)
def report(request: HttpRequest, name: str, form: str) -> HttpResponseBase:
    """A report in somebody else's exact layout."""
    one = sheets.report_named(name)
    school = current_school(request)
    if one is None or school is None or form not in ("csv", "xlsx"):
        raise Http404
    if not can(request.actor, one.permission):
        raise PermissionDenied
    if form == "xlsx":
        return FileResponse(
            _workbook(request, one, school), as_attachment=True, filename=f"{one.title}.xlsx"
        )
    answer = StreamingHttpResponse(
        _csv(request, one, school), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="{one.title}.csv"'
    return answer


def _csv(request: HttpRequest, one: Report, school: School) -> Iterator[bytes]:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(one.headings)
    yield b"\xef\xbb\xbf"
    for row in one.rows(request.actor, school):
        writer.writerow([guard_formula(as_text(cell)) for cell in row])
        if buffer.tell() > 64 * 1024:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def _workbook(request: HttpRequest, one: Report, school: School) -> Any:
    out = tempfile.TemporaryFile()  # noqa: SIM115 -- the answer closes it
    book = xlsxwriter.Workbook(
        out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    page = book.add_worksheet(one.sheet[:31])
    bold, day = (
        book.add_format({"bold": True, "text_wrap": True}),
        book.add_format({"num_format": "dd/mm/yyyy"}),
    )
    page.freeze_panes(1, 0)
    page.set_column(0, len(one.headings) - 1, 18)
    page.write_row(0, 0, one.headings, bold)
    for number, row in enumerate(one.rows(request.actor, school), start=1):
        for at, cell in enumerate(row):
            if hasattr(cell, "isoformat"):
                page.write_datetime(number, at, cell, day)
            elif cell != "":
                page.write(number, at, cell)
    book.close()
    out.seek(0)
    return out


_HERE = "imports/<uuid:uid>/"
urlpatterns = [
    path(f"{_HERE}apply/", apply, name="import_apply"),
    path(f"{_HERE}undo/", undo, name="import_undo"),
    path(f"{_HERE}refused.csv", refused_lines, name="import_refused"),
    path("reports/<slug:name>.<str:form>", report, name="import_report"),
]
