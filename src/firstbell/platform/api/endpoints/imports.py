"""Files on their way in, and the profiles that say how files of one kind are understood."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, File, Form, Query, Router, Schema, Status
from ninja.files import UploadedFile

from firstbell.lib import clock
from firstbell.lib.parsing import DateOrder
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.permissions import can, require
from firstbell.platform.api.core import version_read
from firstbell.platform.api.paging import Paging, page
from firstbell.platform.api.sent import Sent
from firstbell.platform.exchange import profiles, sheets
from firstbell.platform.exchange.actions import applying, bringing, deciding, settling, undoing
from firstbell.platform.exchange.actions import profiles as verbs
from firstbell.platform.exchange.models import ImportProfile, ImportSession
from firstbell.platform.exchange.states import Mode, Scope, State
from firstbell.platform.tenancy.models import School

router = Router(tags=["Imports"])
MAY = "exchange.import"
_NO_NUL = r"^[^\x00]*$"
Short = Annotated[str, Field(max_length=80, pattern=_NO_NUL)]
Heading = Annotated[str, Field(max_length=400, pattern=_NO_NUL)]
Cell = Annotated[str, Field(max_length=10_000, pattern=_NO_NUL)]


class Fill(Sent):
    value: Cell
    always: bool = False


class Rules(Sent):
    """What the file may do, by what it knows what is there, and what holds for every line."""

    mode: Mode = Mode.BOTH
    match: Short = ""
    date_order: Annotated[str, Field(pattern=r"^(DMY|MDY|YMD)?$")] = ""
    fill: dict[Short, Fill] = Field(default_factory=dict, max_length=100)
    policies: dict[Short, Short] = Field(default_factory=dict, max_length=50)


class ProfileOut(Schema):
    uid: UUID
    version: int
    school: UUID
    sheet: str
    name: str
    scope: str
    headings: dict[str, str]
    settings: dict[str, Any]
    used_at: datetime | None
    created_at: datetime

    @staticmethod
    def resolve_school(row: ImportProfile) -> object:
        return row.school.uid


class ProfilePage(Schema):
    items: list[ProfileOut]
    next: str | None


class NewProfile(Sent):
    """`headings` is heading -> field of the sheet; an empty field leaves the column out."""

    school: UUID
    sheet: Short
    name: Short
    scope: Scope = Scope.ME
    headings: dict[Heading, Short] = Field(max_length=500)
    settings: Rules = Field(default_factory=Rules)


class ProfileChange(Sent):
    name: Short | None = None
    scope: Scope | None = None
    headings: dict[Heading, Short] | None = Field(None, max_length=500)
    settings: Rules | None = None


class ImportOut(Schema):
    """`mapping` is column, from 0 -> field. `counts` are lines by their verdicts, later by what became of them."""

    uid: UUID
    version: int
    school: UUID
    sheet: str
    name: str
    state: State
    headings: list[str]
    mapping: dict[str, str]
    profile: UUID | None
    counts: dict[str, Any]
    open_names: int
    problem: str
    created_at: datetime

    @staticmethod
    def resolve_school(row: ImportSession) -> object:
        return row.school.uid

    @staticmethod
    def resolve_headings(row: ImportSession) -> object:
        return row.reading.get("headers", [])

    @staticmethod
    def resolve_profile(row: ImportSession) -> object:
        return row.profile.uid if row.profile else None

    @staticmethod
    def resolve_open_names(row: ImportSession) -> int:
        return row.lookups.filter(decision="").count()


class NewImport(Sent):
    """Of what kind the list is, or the profile that says so; with neither, its headings tell."""

    school: UUID
    sheet: Short = ""
    profile: UUID | None = None


class Columns(Sent):
    """What is not sent stays as the file was understood."""

    mapping: dict[Annotated[str, Field(pattern=r"^\d{1,3}$")], Short] | None = Field(
        None, max_length=500
    )
    rules: Rules | None = None


def _profiles(request: HttpRequest) -> QuerySet[ImportProfile]:
    require(request.actor, MAY)
    rows: QuerySet[ImportProfile] = ImportProfile.objects.visible_to(request.actor)
    return rows.select_related("school")


def _school(request: HttpRequest, uid: UUID) -> School:
    require(request.actor, MAY)
    found: School = get_object_or_404(School.objects.visible_to(request.actor, MAY), uid=uid)
    return found


def _import(request: HttpRequest, uid: UUID) -> ImportSession:
    require(request.actor, MAY)
    rows = ImportSession.objects.visible_to(request.actor).select_related("school", "profile")
    found: ImportSession = get_object_or_404(rows, uid=uid)
    if not can(request.actor, sheets.named(found.sheet).permission, found):
        raise Http404
    return found


@router.get(
    "import-profiles",
    response=ProfilePage,
    summary="Saved profiles: one's own and those that are shared",
)
def import_profiles(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    return page(_profiles(request), paging)


@router.post("import-profiles", response={201: ProfileOut}, summary="Save a profile")
def add_profile(request: HttpRequest, body: NewProfile) -> Status[ImportProfile]:
    school = _school(request, body.school)
    meaning = verbs.Meaning(body.sheet, body.headings, body.settings.dict())
    made = verbs.add(
        school, meaning, name=body.name, scope=body.scope, by=request.actor, at=clock.now()
    )
    return Status(201, made)


@router.get("import-profiles/{uid}", response=ProfileOut, summary="One profile")
def import_profile(request: HttpRequest, uid: UUID) -> ImportProfile:
    found: ImportProfile = get_object_or_404(_profiles(request), uid=uid)
    return found


@router.patch(
    "import-profiles/{uid}", response=ProfileOut, summary="Rename, share or change a profile"
)
def change_profile(request: HttpRequest, uid: UUID, body: ProfileChange) -> ImportProfile:
    row = import_profile(request, uid)
    row.version = version_read(request)
    return verbs.change(row, by=request.actor, at=clock.now(), **body.dict(exclude_none=True))


@router.delete("import-profiles/{uid}", response={204: None}, summary="Remove a profile")
def remove_profile(request: HttpRequest, uid: UUID) -> Status[None]:
    verbs.remove(import_profile(request, uid), by=request.actor, at=clock.now())
    return Status(204, None)


@router.post(
    "imports", response={201: ImportOut}, summary="Bring a file: it is read in the background"
)
def bring(
    request: HttpRequest, file: File[UploadedFile], words: Form[NewImport]
) -> Status[ImportSession]:
    school = _school(request, words.school)
    sheet: str | ImportProfile = words.sheet
    if words.profile is not None:
        sheet = import_profile(request, words.profile)
    elif sheet and sheet not in {one.name for one in sheets.all_sheets()}:
        raise Refusal(f"There is no list called {sheet}.", fields={"sheet": "No such list"})
    made = bringing.bring(
        school,
        sheet=sheet,
        name=file.name or "",
        content=file.chunks(),
        by=request.actor,
        at=clock.now(),
    )
    return Status(201, made)


@router.get("imports/{uid}", response=ImportOut, summary="An import, at whatever stage it is")
def one_import(request: HttpRequest, uid: UUID) -> ImportSession:
    return _import(request, uid)


@router.post(
    "imports/{uid}/check",
    response=ImportOut,
    summary="The dry run: look at every line, change nothing",
)
def check(request: HttpRequest, uid: UUID, body: Columns) -> ImportSession:
    row = _import(request, uid)
    if not row.reading:
        raise Refusal("The file has not been read yet.")
    rules = body.rules.dict() if body.rules else profiles.of_session(row)[1]
    rules["date_order"] = rules["date_order"] or row.date_order or DateOrder.DMY.name
    mapping = row.mapping if body.mapping is None else body.mapping
    settling.settle(
        row, settling.Settled(mapping=mapping, **rules), by=request.actor, at=clock.now()
    )
    return _import(request, uid)


@router.post(
    "imports/{uid}/names",
    response=ImportOut,
    summary="Take what is proposed for every name that is new",
)
def accept_names(request: HttpRequest, uid: UUID) -> ImportSession:
    row = _import(request, uid)
    deciding.accept_all(row, by=request.actor)
    return row


@router.post("imports/{uid}/apply", response=ImportOut, summary="Bring it in, in the background")
def bring_in(request: HttpRequest, uid: UUID) -> ImportSession:
    row = _import(request, uid)
    applying.start(row, by=request.actor, at=clock.now())
    return _import(request, uid)


@router.post("imports/{uid}/undo", response=ImportOut, summary="Take back what a file brought")
def undo(request: HttpRequest, uid: UUID) -> ImportSession:
    row = _import(request, uid)
    undoing.undo(row, by=request.actor, at=clock.now())
    return _import(request, uid)
