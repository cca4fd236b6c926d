"""Where a school's people come from: the sources, and a list of one of them on its way in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.lib import clock
from firstbell.lib.refusal import NotFound, Refusal
from firstbell.people.actions.rosters import directory, running, sources
from firstbell.people.models import RosterSource
from firstbell.people.states import SourceKind
from firstbell.people.web.directory_form import DirectoryForm
from firstbell.people.web.runs import state_of, went
from firstbell.people.web.source_forms import NewSourceForm, SourceForm
from firstbell.people.web.views.persons import crumbs
from firstbell.platform.accounts.permissions import can, needs
from firstbell.platform.exchange import files
from firstbell.platform.web.context import current_school
from firstbell.platform.web.pages.imports import Quota
from firstbell.platform.web.paging import page_of
from firstbell.platform.web.refusals import refused_aloud, show


def here(*more: dict[str, str]) -> list[dict[str, str]]:
    return [*crumbs(), {"label": "Sources", "url": reverse("people:sources")}, *more]


def source_of(request: HttpRequest, uid: UUID) -> RosterSource:
    rows = RosterSource.objects.visible_to(request.actor).select_related("school")
    found: RosterSource = get_object_or_404(rows, uid=uid)
    return found


@require_safe
@needs("people.rosters")
def source_list(request: HttpRequest) -> HttpResponse:
    rows = RosterSource.objects.visible_to(request.actor).filter(archived_at=None)
    found = []
    for row in rows.defer("password").select_related("school").order_by("name"):
        latest = row.runs.select_related("session").order_by("-pk").first()
        found.append((row, latest, state_of(latest) if latest else ""))
    add = {
        "label": "Add a source",
        "url": reverse("people:source_add"),
        "icon": "plus",
        "primary": True,
        "key": "n",
    }
    may_add = can(request.actor, "people.change_rosters")
    words = {
        "rows": found,
        "actions": [add] if may_add else [],
        "crumbs": crumbs(),
        "empty": {
            "title": "People are typed or brought in one file at a time", "icon": "users-group",
            "text": "Say which system knows them, and each of its lists tells who joins, moves and leaves.",
            "url": add["url"] if may_add else "", "label": "Add a source",
        },
    }  # fmt: skip
    return render(request, "people/sources.html", words)


@require_http_methods(["GET", "POST"])
@needs("people.change_rosters")
def add(request: HttpRequest) -> HttpResponse:
    form = NewSourceForm(request.POST or None)
    wanted = form.cleaned_data if form.is_bound and form.is_valid() else None
    other = {
        "label": "It is a directory", "url": reverse("people:source_add_directory"), "icon": "server",
    }  # fmt: skip
    return _add(request, form, wanted, [other])


@require_http_methods(["GET", "POST"])
@needs("people.change_rosters")
def add_directory(request: HttpRequest) -> HttpResponse:
    form = DirectoryForm(request.POST or None)
    wanted = form.wanted() if form.is_bound and form.is_valid() else None
    if wanted is not None:
        wanted["kind"] = SourceKind.DIRECTORY
    return _add(request, form, wanted, [])


def _add(
    request: HttpRequest, form: Form, wanted: dict[str, Any] | None, actions: Any
) -> HttpResponse:
    school = current_school(request)
    if school is None:
        raise NotFound("There is no school whose people could come from somewhere.")
    if wanted is not None:
        try:
            made = sources.add_source(school, by=request.actor, at=clock.now(), **wanted)
            return redirect("people:source", made.uid)
        except Refusal as refusal:
            show(refusal, form)
    page = {
        "title": "Where people come from", "submit": "Add it", "crumbs": here(), "cancel_url": reverse("people:sources"),
        "sub": "Nothing is changed before you have seen who joins, moves and leaves.", "actions": actions,
    }  # fmt: skip
    return render(request, "web/form_page.html", {"form": form, "page": page})


@require_safe
@needs("people.rosters")
def source(request: HttpRequest, uid: UUID) -> HttpResponse:
    return _source(request, source_of(request, uid))


def _source(request: HttpRequest, found: RosterSource, problem: str = "") -> HttpResponse:
    rows = found.runs.select_related("session", "source").order_by("-pk")
    shown, pager = page_of(request, rows)
    is_open = found.archived_at is None
    words = {
        "row": found,
        "crumbs": here(),
        "actions": _actions(request, found) if is_open else [],
        "facts": facts_of(found),
        "is_open": is_open,
        "is_directory": found.kind == SourceKind.DIRECTORY,
        "may_change": can(request.actor, "people.change_rosters", found),
        "runs": [(run, state_of(run), went(run)) for run in shown],
        "pager": pager,
        "problem": problem,
        "drop": _drop(found),
    }
    return render(request, "people/source.html", words, status=400 if problem else 200)


def _drop(source: RosterSource) -> dict[str, Any]:
    is_list = source.kind == SourceKind.LIST
    return {
        "name": "file", "label": "Drop the list here", "icon": "file-import", "required": True,
        "accept": ".csv,.tsv,.txt,.xlsx,.xls,.ods" if is_list else ".zip",
        "hint": "or choose it: everybody, with MIS number or email" if is_list else "or choose it: the zip as it was exported",
    }  # fmt: skip


def _actions(request: HttpRequest, source: RosterSource) -> list[dict[str, Any]]:
    if not can(request.actor, "people.change_rosters", source):
        return []
    return [
        {"label": "Change", "url": reverse("people:source_change", args=[source.uid]), "icon": "pencil", "key": "e"},
        {"label": "Put away", "url": reverse("people:source_archive", args=[source.uid]), "icon": "archive"},
    ]  # fmt: skip


def facts_of(source: RosterSource) -> list[tuple[str, str]]:
    may = [
        word
        for word, given in (
            ("add people", source.may_add),
            ("change them", source.may_change),
            ("mark leavers", source.may_leave),
        )
        if given
    ]
    whole = "Everybody of these" if source.is_whole else "Those whom its lists have named"
    return [
        ("Kind", source.get_kind_display()), ("Its lists are of", source.get_speaks_for_display()),
        ("School in the list", source.school_key), ("They may", ", ".join(may) or "do nothing"),
        ("Who can leave", whole if source.may_leave else "Nobody"),
        ("Asked", "Every night" if source.is_nightly else ""),
    ]  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs("people.change_rosters")
def change(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = source_of(request, uid)
    is_directory = found.kind == SourceKind.DIRECTORY
    kind = DirectoryForm if is_directory else SourceForm
    form = kind(request.POST or None, initial=kind.initial_of(found))
    if request.method == "POST" and form.is_valid():
        wanted = form.wanted() if isinstance(form, DirectoryForm) else form.cleaned_data
        try:
            sources.change_source(found, by=request.actor, at=clock.now(), **wanted)
            return redirect("people:source", uid)
        except Refusal as refusal:
            show(refusal, form)
    back = reverse("people:source", args=[uid])
    page = {
        "title": f"Change {found}",
        "crumbs": here({"label": found.name, "url": back}),
        "cancel_url": back,
    }
    return render(request, "web/form_page.html", {"form": form, "page": page})


@require_http_methods(["GET", "POST"])
@needs("people.change_rosters")
def archive(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = source_of(request, uid)
    if request.method == "POST":
        with refused_aloud(request):
            sources.archive_source(found, by=request.actor, at=clock.now())
        return redirect("people:sources")
    confirm = {
        "title": f"Put {found} away?", "sentence": "No list of it is brought in any more.",
        "consequences": ["Its people and classes stay as they are.", "A password that was kept for it is forgotten."],
        "submit": "Put it away", "danger": True, "cancel_url": reverse("people:source", args=[uid]),
    }  # fmt: skip
    return render(request, "web/confirm.html", {"confirm": confirm})


@require_POST
@needs("people.rosters")
def ask(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = source_of(request, uid)
    with refused_aloud(request):
        run = running.ask(found, by=request.actor, at=clock.now())
        return redirect("people:roster_run", run.uid)
    return redirect("people:source", uid)


@require_POST
@needs("people.change_rosters")
def try_it(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = source_of(request, uid)
    with refused_aloud(request):
        messages.success(request, directory.try_it(found, by=request.actor))
    return redirect("people:source", uid)


@csrf_exempt  # the token is asked for below, once the upload has a limit
@require_POST
@needs("people.rosters")
def bring(request: HttpRequest, uid: UUID) -> HttpResponse:
    quota = Quota(request)
    request.upload_handlers = [quota, TemporaryFileUploadHandler(request)]
    request.quota = quota  # type: ignore[attr-defined]
    return _bring(request, source_of(request, uid))


@csrf_protect
def _bring(request: HttpRequest, source: RosterSource) -> HttpResponse:
    given = request.FILES.get("file")
    try:
        if getattr(request.quota, "stopped", False):  # type: ignore[attr-defined]
            raise files.too_large()
        if not isinstance(given, UploadedFile):
            raise Refusal("Choose the file that was exported.")
        run = running.begin(
            source, name=given.name or "A file", content=given.chunks(), by=request.actor, at=clock.now()
        )  # fmt: skip
    except Refusal as refusal:
        return _source(request, source, refusal.sentence)
    return redirect("people:roster_run", run.uid)
