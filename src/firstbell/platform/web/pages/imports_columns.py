"""Which column is what: the proposals, the evidence, and the rules for this file."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from firstbell.lib import clock
from firstbell.lib.parsing import DateOrder
from firstbell.lib.refusal import Refusal
from firstbell.lib.sheets import DELIMITERS, ENCODINGS
from firstbell.platform.accounts.permissions import can, needs
from firstbell.platform.exchange import profiles, sheets
from firstbell.platform.exchange.actions import bringing, settling
from firstbell.platform.exchange.cells import SPILL
from firstbell.platform.exchange.models import ImportSession
from firstbell.platform.exchange.sheets import Column, Sheet
from firstbell.platform.exchange.states import Mode, Scope
from firstbell.platform.web.pages.imports_frame import MAY, frame_of, session_of
from firstbell.platform.web.pages.imports_profiles import save_as

Words = dict[str, Any]
_FILLS = 3
_ORDERS = (
    ("DMY", "Day first: 4/5/2023 is 4 May"),
    ("MDY", "Month first: 4/5/2023 is 5 April"),
    ("YMD", "Year first"),
)


def page(request: HttpRequest, session: ImportSession, words: Words) -> HttpResponse:
    sheet = sheets.named(session.sheet)
    known = list(sheet.columns())
    taken = set(session.mapping.values())
    fills = [{"key": key, **given} for key, given in session.fill.items()]
    fills += [{"key": "", "value": "", "always": False}] * max(1, _FILLS - len(fills))
    reading = session.reading
    found = {
        **words,
        "columns": [_column(session, one) for one in reading["columns"]],
        "groups": _groups(known),
        "spill": SPILL if sheet.spill else "",
        "missing": [column.label for column in known if column.required and column.key not in {*taken, *session.fill}],
        "unused": [column.label for column in known if column.key not in taken],
        "fills": fills,
        "modes": Mode.choices,
        "matches": sheet.matches(),
        "orders": _ORDERS,
        "policies": [(policy, session.policies.get(policy.key, "")) for policy in sheet.policies],
        "reading": reading,
        "choices": _choices(session),
        "others": [one for one in sheets.all_sheets() if can(request.actor, one.permission, session)],
        "profiles": profiles.fitting(request.actor, session),
        "scopes": Scope.choices,
        "saving": {name: request.POST.get(f"profile_{name}", "") for name in ("name", "scope")},
        "mapped": len([field for field in session.mapping.values() if field]),
    }  # fmt: skip
    return render(request, "web/imports/columns.html", found)


def _column(session: ImportSession, one: dict[str, Any]) -> Words:
    field = session.mapping.get(str(one["at"]), "")
    sure = one["score"] if field == one["field"] else 100
    if not field:
        look = ("quiet", "Left out", "circle-dashed")
    elif sure >= 93:
        look = ("ok", "Sure", "circle-check")
    else:
        look = ("warn", "Please check", "eye-check")
    return {**one, "now": field, "look": look, "letter": session.reading["letters"][one["at"]]}


def _groups(known: list[Column]) -> list[tuple[str, list[Column]]]:
    groups: dict[str, list[Column]] = {}
    for column in known:
        groups.setdefault(column.group or "Fields", []).append(column)
    return list(groups.items())


def _choices(session: ImportSession) -> Words:
    return {
        "encodings": list(ENCODINGS.items()),
        "delimiters": [("tab" if key == "\t" else key, label) for key, label in DELIMITERS.items()],
        "delimiter": "tab"
        if session.reading["delimiter"] == "\t"
        else session.reading["delimiter"],
        "encoding": session.reading["encoding_name"],
        "header_line": session.reading["header_line"],
        "include_hidden": session.choices.get("include_hidden", False),
    }


def failed(request: HttpRequest, session: ImportSession, words: Words) -> HttpResponse:
    """A file that could not be read, or a check that could not be done."""
    return render(
        request, "web/imports/failed.html", {**words, "has_columns": bool(session.reading)}
    )


@require_POST
@needs(MAY)
def settle(request: HttpRequest, uid: UUID) -> HttpResponse:
    session = session_of(request, uid)
    settled = settled_of(request, sheets.named(session.sheet))
    try:
        with transaction.atomic():
            settling.settle(session, settled, by=request.actor, at=clock.now())
            save_as(request, session)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        if session.reading:
            # What was chosen stays on the page; nothing of it is kept yet.
            return page(request, session, frame_of(session))
    return redirect("import", uid)


def settled_of(request: HttpRequest, sheet: Sheet) -> settling.Settled:
    post = request.POST
    mapping = {
        name[7:]: value
        for name, value in post.items()
        if name.startswith("column-") and isinstance(value, str) and value
    }
    fill: dict[str, dict[str, Any]] = {}
    for key, value, at in zip(
        post.getlist("fill_key"), post.getlist("fill_value"), post.getlist("fill_at"), strict=False
    ):
        if key and value.strip():
            fill[key] = {"value": value, "always": at in post.getlist("fill_always")}
    return settling.Settled(
        mapping=mapping, fill=fill, mode=post.get("mode", Mode.BOTH), match=post.get("match", ""),
        date_order=post.get("date_order", DateOrder.DMY.name),
        policies={policy.key: post.get(f"policy-{policy.key}", "") for policy in sheet.policies},
    )  # fmt: skip


@require_POST
@needs(MAY)
def read_again(request: HttpRequest, uid: UUID) -> HttpResponse:
    session = session_of(request, uid)
    post = request.POST
    line = post.get("header_line", "")
    choices: dict[str, Any] = {
        "encoding": post.get("encoding", ""), "sheet": post.get("sheet", ""),
        "delimiter": "\t" if post.get("delimiter") == "tab" else post.get("delimiter", ""),
        "header_line": int(line) if line.isdecimal() and len(line) < 6 else None,
        "include_hidden": bool(post.get("include_hidden")) or None,
    }  # fmt: skip
    kind = (
        post.get("kind", "")
        if post.get("kind") in {one.name for one in sheets.all_sheets()}
        else ""
    )
    bringing.read_again(session, choices=choices, sheet=kind, by=request.actor, at=clock.now())
    return redirect("import", uid)


_HERE = "imports/<uuid:uid>/"
urlpatterns = [
    path(f"{_HERE}columns/", settle, name="import_settle"),
    path(f"{_HERE}read-again/", read_again, name="import_read_again"),
]
