"""Bringing spreadsheets in: the files so far, a new one, and the page of one import at whatever stage it is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import (
    FileUploadHandler,
    StopUpload,
    TemporaryFileUploadHandler,
)
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.lib.sheets.limits import megabytes
from firstbell.platform.accounts.permissions import can, needs
from firstbell.platform.exchange import files, profiles, sheets
from firstbell.platform.exchange.actions import applying, bringing, undoing
from firstbell.platform.exchange.models import ImportSession
from firstbell.platform.exchange.states import WORKING, State
from firstbell.platform.jobs.models import Job
from firstbell.platform.tenancy.models import School
from firstbell.platform.web import slots
from firstbell.platform.web.components import table
from firstbell.platform.web.components.words import when
from firstbell.platform.web.context import current_school
from firstbell.platform.web.pages import imports_columns, imports_lines, imports_result
from firstbell.platform.web.pages.imports_frame import MAY, frame_of, session_of, state_of, steps_of
from firstbell.platform.web.pages.imports_profiles import chosen_of
from firstbell.platform.web.paging import page_of

slots.menu(slots.MenuItem("Imports", "imports", "file-import", MAY, section="School", order=90))


@require_safe
@needs(MAY)
def imports(request: HttpRequest) -> HttpResponse:
    found = ImportSession.objects.visible_to(request.actor).order_by("-id")
    shown, pager = page_of(request, found)
    listing = {
        "title": "Imports", "sub": "Spreadsheets that were brought in, and how it went",
        "actions": [{"label": "Profiles", "url": reverse("import_profiles"), "icon": "columns-3"}, {"label": "Bring in a file", "url": reverse("import_new"), "icon": "file-import", "primary": True}],
        "columns": [{"label": label} for label in ("File", "What", "By", "When", "How it went", "")],
        "rows": table.rows(_row(one) for one in shown), "pager": pager,
        "empty": {
            "title": "Nothing has been brought in yet", "icon": "file-spreadsheet",
            "text": "Any list will do: your own spreadsheet, the DfE register, or what another system exports.",
            "url": reverse("import_new"), "label": "Bring in a file",
        },
    }  # fmt: skip
    reports = [one for one in sheets.all_reports() if can(request.actor, one.permission)]
    return render(request, "web/imports/list.html", {"list": listing, "reports": reports})


def _row(one: ImportSession) -> str:
    url = reverse("import", args=[one.uid])
    went = f"{one.counts.get('total', 0):,} lines" if one.counts else ""
    if one.applied_at:
        went = (
            undoing.undone_in_words(one.counts) if one.undone_at else applying.result_in_words(one)
        )
    cells = [
        table.cell(table.link(url, one.name), phone=1),
        table.cell(sheets.named(one.sheet).title),
        table.cell(one.actor_name),
        table.cell(when(one.created_at, clock.now()), phone=2),
        table.cell(went),
        table.cell(state_of(one), phone=3),
    ]
    return table.row(one.uid, url, one.name, cells, pick=False)


class Quota(FileUploadHandler):
    """Stops an upload that is larger than what is read, instead of filling the disk with it."""

    def handle_raw_input(
        self, input_data: Any, META: dict[str, Any], content_length: int, boundary: Any, encoding: Any = None  # noqa: N803 -- Django's name
    ) -> None:  # fmt: skip
        self.seen = 0
        self.stopped = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.seen += len(raw_data)
        if self.seen > files.LIMITS.max_bytes:
            self.stopped = True
            raise StopUpload(connection_reset=False)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


@csrf_exempt  # the token is asked for below, once the upload has a limit
@require_http_methods(["GET", "POST"])
@needs(MAY)
def new(request: HttpRequest) -> HttpResponse:
    quota = Quota(request)
    request.upload_handlers = [quota, TemporaryFileUploadHandler(request)]
    request.quota = quota  # type: ignore[attr-defined]
    return _new(request)


@csrf_protect
def _new(request: HttpRequest) -> HttpResponse:
    offered = [one for one in sheets.all_sheets() if can(request.actor, one.permission)]
    problem = ""
    if request.method == "POST":
        try:
            return redirect("import", _bring(request).uid)
        except Refusal as refusal:
            problem = refusal.sentence
    chosen = request.POST.get("sheet") or request.GET.get("sheet", "")
    drop = {
        "name": "file", "label": "Drop your spreadsheet here", "icon": "file-spreadsheet",
        "hint": f"or choose it. CSV, Excel or OpenDocument, a calendar for lessons, a zip of old tickets’ files, up to {megabytes(files.LIMITS.max_bytes)}",
        "accept": ".csv,.tsv,.txt,.xlsx,.xlsm,.xls,.ods,.ics,.json,.zip",
    }  # fmt: skip
    words = {
        "profiles": profiles.offered(request.actor), "profile": request.POST.get("profile") or request.GET.get("profile", ""),
        "sheets": offered, "chosen": chosen, "drop": drop, "problem": problem, "pasted": request.POST.get("pasted", ""),
        "steps": steps_of(None), "head": {"crumbs": [{"label": "Imports", "url": reverse("imports")}]},
    }  # fmt: skip
    return render(request, "web/imports/new.html", words, status=400 if problem else 200)


def _bring(request: HttpRequest) -> ImportSession:
    request.FILES  # noqa: B018 -- reads the upload
    if getattr(request.quota, "stopped", False):  # type: ignore[attr-defined]
        raise files.too_large()
    sheet = chosen_of(request) if request.POST.get("profile") else request.POST.get("sheet", "")
    school: School | None = current_school(request)
    if school is None:
        raise Refusal("There is no school to bring it into.")
    name, content = _content(request)
    return bringing.bring(
        school, sheet=sheet, name=name, content=content, by=request.actor, at=clock.now()
    )


def _content(request: HttpRequest) -> tuple[str, Iterable[bytes]]:
    given = request.FILES.get("file")
    if isinstance(given, UploadedFile):
        return given.name or "A file", given.chunks()
    pasted = request.POST.get("pasted", "")
    if not pasted.strip():
        raise Refusal("Choose a file, or paste the rows of one.")
    return "Pasted rows", [pasted.encode()]


@require_safe
@needs(MAY)
def one(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The page of an import is the page of its stage."""
    session = session_of(request, uid)
    if own_page := sheets.named(session.sheet).own_page:
        return redirect(own_page(session))
    words = frame_of(session)
    if session.state in WORKING:
        return render(request, "web/imports/wait.html", {**words, "progress": _progress(session)})
    if session.state == State.FAILED and not session.applied_at:
        return imports_columns.failed(request, session, words)
    if session.state == State.MAPPING or (
        session.state == State.CHECKED and "columns" in request.GET
    ):
        return imports_columns.page(request, session, words)
    if session.state == State.CHECKED:
        return imports_lines.page(request, session, words)
    return imports_result.page(request, session, words)


def _progress(session: ImportSession) -> dict[str, Any]:
    job = Job.objects.filter(uid=session.job_uid).first() if session.job_uid else None
    titles = {
        State.UPLOADED: "Reading the file", State.CHECKING: "Checking every line", State.APPLYING: "Bringing it in",
        State.UNDOING: "Taking it back",
    }  # fmt: skip
    progress: dict[str, Any] = {
        "id": "fb-import", "title": titles[State(session.state)], "done": f"{job.done:,}" if job else "", "state": "running",
        "total": f"{job.total:,}" if job and job.total else "", "percent": job.percent if job else 0,
        "line": (job.line if job else "") or "Waiting for its turn", "poll_url": reverse("import_progress", args=[session.uid]),
    }  # fmt: skip
    if session.state == State.APPLYING:
        progress["cancel_url"] = reverse("import_undo", args=[session.uid])
    return progress


@require_safe
@needs(MAY)
def progress(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The bar alone, while something moves; then the page of the next stage."""
    session = session_of(request, uid)
    if session.state in WORKING:
        return render(request, "web/progress.html", {"job": _progress(session)})
    return HttpResponse(headers={"HX-Redirect": reverse("import", args=[uid])})


@require_POST
@needs(MAY)
def throw_away(request: HttpRequest, uid: UUID) -> HttpResponse:
    bringing.throw_away(session_of(request, uid), by=request.actor)
    return redirect("imports")


_HERE = "imports/<uuid:uid>/"
urlpatterns = [
    path("imports/", imports, name="imports"),
    path("imports/new/", new, name="import_new"),
    path(_HERE, one, name="import"),
    path(f"{_HERE}progress/", progress, name="import_progress"),
    path(f"{_HERE}throw-away/", throw_away, name="import_throw_away"),
]
