"""How the service went: for the head, one page a week; every number leads to the tickets that it counts."""

from __future__ import annotations

import csv
import io
from typing import Any

import xlsxwriter
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from firstbell.lib import clock
from firstbell.lib.sheets.error_file import guard_formula
from firstbell.platform.accounts.permissions import needs
from firstbell.platform.tenancy.models import School
from firstbell.platform.web import context, papers
from firstbell.support.queries import reporting, reporting_paper, reporting_periods, reporting_words
from firstbell.support.queries.reporting import Report
from firstbell.support.queries.reporting_cells import Table, table, tables
from firstbell.support.queries.reporting_links import Links
from firstbell.support.queries.reporting_periods import Period
from firstbell.support.web.views import reports_columns  # noqa: F401 -- the numbers lead to these

_SHOWN = 8


@require_safe
@needs("support.view")
def report(request: HttpRequest) -> HttpResponse:
    found = _report(request)
    links = Links(found.school, found.period, found.at)
    words = {
        "report": found, "answer": reporting_words.answer(found), "sentences": reporting_words.sentences(found),
        "figures": _figures(found, links), "shown": [(one, one.rows[:_SHOWN]) for one in tables(found, links)],
        "views": _views(found), "query": _query(found, found.period), "actions": _actions(found),
        "other_order": _url(found, found.period, by_lost=not found.by_lost), "previous": _url(found, found.period.before), "next": _next(found),
        "sub": f"{found.school}, {found.period.words}{'' if found.is_over else ', so far'}",
    }  # fmt: skip
    return render(request, "support/reports/report.html", words)


@require_safe
@needs("support.view")
def report_pdf(request: HttpRequest) -> HttpResponse:
    found = _report(request)
    name = f"ICT support {found.period.first}"
    return papers.shown(reporting_paper.paper(found, request.actor.name).pdf(), name)


@require_safe
@needs("support.view")
def report_csv(request: HttpRequest, name: str) -> HttpResponse:
    found, one = _table(request, name)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = (
        f'attachment; filename="tickets-{name}-{found.period.first}.csv"'
    )
    answer.write("\ufeff")
    writer = csv.writer(answer)
    writer.writerow(one.heads)
    for row in one.rows:
        cells = [cell.text if cell.value is None else cell.value for cell in row]
        writer.writerow([guard_formula(cell) if isinstance(cell, str) else cell for cell in cells])
    return answer


@require_safe
@needs("support.view")
def report_xlsx(request: HttpRequest, name: str) -> FileResponse:
    found, one = _table(request, name)
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False}) as book:
        page = book.add_worksheet(one.title[:31])
        page.write_row(
            0, 0, [head or "What" for head in one.heads], book.add_format({"bold": True})
        )
        page.freeze_panes(1, 0)
        page.set_column(0, 0, 42)
        for at, row in enumerate(one.rows, start=1):
            page.write_row(at, 0, [cell.text if cell.value is None else cell.value for cell in row])
    return FileResponse(
        io.BytesIO(file.getvalue()),
        as_attachment=True,
        filename=f"tickets-{name}-{found.period.first}.xlsx",
    )


def _table(request: HttpRequest, name: str) -> tuple[Report, Table]:
    found = _report(request)
    one = table(name, found, Links(found.school, found.period, found.at))
    if one is None:
        raise Http404
    return found, one


def _report(request: HttpRequest) -> Report:
    at, school = clock.now(), _school(request)
    period = reporting_periods.asked(
        school, request.GET.get("period", ""), request.GET.get("on", ""), at
    )
    by_lost = request.GET.get("by") != "often"
    return reporting.report(request.actor, school, period, at, by_lost=by_lost)


def _school(request: HttpRequest) -> School:
    """A link in a mail says which school it is about."""
    wanted = request.GET.get("school", "")
    said = next((one for one in context.my_schools(request) if str(one.uid) == wanted), None)
    school = said or context.current_school(request)
    if school is None:
        raise Http404
    return school


def _query(found: Report, period: Period, *, by_lost: bool | None = None) -> str:
    words = {"period": period.kind, "on": str(period.first), "school": str(found.school.uid)}
    if not (found.by_lost if by_lost is None else by_lost):
        words["by"] = "often"
    return urlencode(words)


def _url(found: Report, period: Period, *, by_lost: bool | None = None) -> str:
    return f"{reverse('support:service_report')}?{_query(found, period, by_lost=by_lost)}"


def _next(found: Report) -> str:
    return _url(found, found.period.after) if found.is_over else ""


def _views(found: Report) -> list[dict[str, Any]]:
    day = found.period.last if found.is_over else found.at.astimezone(found.period.zone).date()
    return [
        {"label": label, "active": kind == found.period.kind,
         "url": _url(found, reporting_periods.around(found.school, kind, day))}
        for kind, label in reporting_periods.KINDS.items()
    ]  # fmt: skip


def _actions(found: Report) -> list[dict[str, Any]]:
    paper = f"{reverse('support:service_report_pdf')}?{_query(found, found.period)}"
    return [
        {"label": "As one page", "url": paper, "icon": "printer", "primary": True},
        {"label": "By email each week", "url": "/settings/notices/", "icon": "mail"},
        {"label": "Wall board", "url": reverse("support:wall"), "icon": "device-tv"},
        {"label": "The queue", "url": reverse("support:queue"), "icon": "list-check"},
    ]


def _figures(found: Report, links: Links) -> list[dict[str, Any]]:
    now, was = found.now, found.was
    figures = [
        _figure("came in", now.opened, was.opened, links.to("opened")),
        _figure("solved", now.solved, was.solved, links.to("solved")),
        _figure("still open", now.open, was.open, links.to("open")),
    ]
    if now.promised or was.promised:
        late = _figure("late", now.late, was.late, links.to("late"))
        figures.append(late | {"look": "bad" if now.late else "ok"})
    lost = _figure("of lessons lost", now.lost.minutes, was.lost.minutes, links.to("stopped"))
    return [
        *figures,
        lost
        | {
            "n": reporting_words.short(now.lost.minutes),
            "was": reporting_words.short(was.lost.minutes),
        },
    ]


def _figure(label: str, now: int, was: int, url: str) -> dict[str, Any]:
    return {"label": label, "n": f"{now:,}", "was": f"{was:,}", "url": url, "look": ""}
