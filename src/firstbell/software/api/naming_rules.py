"""The rules by which names of programs are read, by API."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema, Status
from pydantic import StringConstraints

from firstbell.lib import clock
from firstbell.lib.programs import Kind, Program, Rule
from firstbell.platform.accounts.permissions import require
from firstbell.platform.api.core import refuse_cleared, version_read
from firstbell.platform.api.paging import Paging, page
from firstbell.platform.api.sent import Sent
from firstbell.software.actions import naming
from firstbell.software.api.shapes import Line
from firstbell.software.models import NamingRule
from firstbell.software.queries import naming as names
from firstbell.software.states import ProgramKind

router = Router(tags=["Software"])
CHANGE = "software.change"
Pattern = Annotated[str, StringConstraints(max_length=500, pattern=r"^[^\x00]*$")]


class RuleOut(Schema):
    """Rules are tried by `place`, the smallest first; the first that fits decides."""

    uid: UUID
    version: int
    pattern: str
    by: str
    title: str
    publisher: str
    kind: str
    enabled: bool
    built_in: bool
    place: int


class RulePage(Schema):
    items: list[RuleOut]
    next: str | None


class RuleFilter(Paging):
    """`title`, `pattern` and `publisher` are any part of what names are read as and of how they are written; `built_in`
    are the curated ones to begin with.
    """

    title: Line = ""
    pattern: Line = ""
    publisher: Line = ""
    kind: ProgramKind | None = None
    enabled: bool | None = None
    built_in: bool | None = None


class RuleChange(Sent):
    """In `pattern`, * is anything, # a version, | parts alternatives."""

    pattern: Pattern = ""
    title: Line = ""
    by: Line = ""
    publisher: Line = ""
    kind: ProgramKind = ProgramKind.APPLICATION
    enabled: bool = True


class RuleIn(Sent):
    """In `pattern`, * is anything, # a version, | parts alternatives."""

    pattern: Pattern
    title: Line
    by: Line = ""
    publisher: Line = ""
    kind: ProgramKind = ProgramKind.APPLICATION


class MoveIn(Sent):
    """The rule that it is tried before from now on."""

    before: UUID


class NameTried(Sent):
    name: Line
    publisher: Line = ""


class NamesIn(Sent):
    names: Annotated[list[NameTried], Field(min_length=1, max_length=200)]


class ReadAs(Schema):
    """`rule` is the one that decided; null where none fits, and the name stands as it came."""

    name: str
    title: str
    publisher: str
    version: str
    rule: UUID | None


class TrialOut(Schema):
    items: list[ReadAs]


def _rule(request: HttpRequest, uid: UUID) -> NamingRule:
    found: NamingRule = get_object_or_404(NamingRule.objects.visible_to(request.actor), uid=uid)
    return found


@router.get("naming-rules", response=RulePage, summary="How names of programs are read")
def rules(request: HttpRequest, query: Query[RuleFilter]) -> dict[str, Any]:
    rows: Any = NamingRule.objects.visible_to(request.actor)
    for name in ("title", "pattern", "publisher"):
        part = getattr(query, name)
        rows = rows.filter(**{f"{name}__icontains": part}) if part else rows
    for name in ("kind", "enabled", "built_in"):
        value = getattr(query, name)
        rows = rows if value is None else rows.filter(**{name: value})
    return page(rows, query)


@router.post("naming-rules", response={201: RuleOut}, summary="Add a rule before all others")
def add_rule(request: HttpRequest, body: RuleIn) -> Status[NamingRule]:
    rule = Rule(body.pattern, body.title, body.publisher, Kind(body.kind), body.by)
    return Status(201, naming.add_rule(rule, by=request.actor, at=clock.now()))


@router.post("naming-rules/trial", response=TrialOut, summary="What names would be read as")
def attempt(request: HttpRequest, body: NamesIn) -> dict[str, Any]:
    """Nothing is kept."""
    require(request.actor, "software.view")
    namer, kept = names.namer(), names.in_order()
    found = [(one.name, namer.name(Program(one.name, one.publisher))) for one in body.names]
    return {
        "items": [
            {
                "name": name, "title": read.title, "publisher": read.publisher, "version": read.version,
                "rule": None if read.rule is None else kept[read.rule].uid,
            }
            for name, read in found
        ]
    }  # fmt: skip


@router.get("naming-rules/{uid}", response=RuleOut, summary="One rule")
def rule(request: HttpRequest, uid: UUID) -> NamingRule:
    return _rule(request, uid)


@router.patch("naming-rules/{uid}", response=RuleOut, summary="Change a rule")
def change_rule(request: HttpRequest, uid: UUID, body: RuleChange) -> NamingRule:
    """Every name that is known is read again in the background."""
    row = _rule(request, uid)
    require(request.actor, CHANGE)
    version = version_read(request)
    sent = body.dict(exclude_unset=True)
    refuse_cleared(sent, ())
    return naming.change_rule(row, by=request.actor, at=clock.now(), version=version, **sent)


@router.post("naming-rules/{uid}/move", response=RuleOut, summary="Try a rule before another")
def move_rule(request: HttpRequest, uid: UUID, body: MoveIn) -> NamingRule:
    row, before = _rule(request, uid), _rule(request, body.before)
    naming.move_rule(row, before=before, by=request.actor, at=clock.now())
    return _rule(request, uid)


@router.delete("naming-rules/{uid}", response={204: None}, summary="Remove a rule")
def remove_rule(request: HttpRequest, uid: UUID) -> Status[None]:
    naming.remove_rules([_rule(request, uid)], by=request.actor, at=clock.now())
    return Status(204, None)
