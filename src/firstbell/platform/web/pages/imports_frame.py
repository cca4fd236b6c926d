"""What the pages of an import have in common: finding it, its stage, the bar of steps."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from firstbell.platform.accounts.permissions import can
from firstbell.platform.exchange import sheets
from firstbell.platform.exchange.models import ImportSession
from firstbell.platform.exchange.states import State
from firstbell.platform.web.components import status
from firstbell.platform.web.components.statuses import Kind

MAY = "exchange.import"

_LOOKS: dict[State, tuple[Kind, str]] = {
    State.UPLOADED: ("live", "progress-check"), State.MAPPING: ("warn", "columns-3"), State.CHECKING: ("live", "progress-check"),
    State.CHECKED: ("warn", "checkbox"), State.APPLYING: ("live", "progress-check"), State.APPLIED: ("ok", "circle-check"),
    State.UNDOING: ("live", "progress-check"), State.UNDONE: ("quiet", "arrow-back-up"), State.FAILED: ("bad", "alert-triangle"),
}  # fmt: skip


def state_of(session: ImportSession) -> Any:
    kind, icon = _LOOKS[State(session.state)]
    return status(kind, State(session.state).label, icon)


def session_of(request: HttpRequest, uid: UUID) -> ImportSession:
    rows = ImportSession.objects.visible_to(request.actor).select_related("school")
    found: ImportSession = get_object_or_404(rows, uid=uid)
    if not can(request.actor, sheets.named(found.sheet).permission, found):
        raise Http404
    return found


def head_of(session: ImportSession) -> dict[str, Any]:
    crumbs = [{"label": "Imports", "url": reverse("imports")}]
    return {"crumbs": crumbs, "status": state_of(session)}


_STEPS = ("The file", "Its columns", "Dry run", "Bring it in")
_AT = {
    State.UPLOADED: 0, State.MAPPING: 1, State.CHECKING: 2, State.CHECKED: 2, State.APPLYING: 3, State.APPLIED: 4,
    State.UNDOING: 4, State.UNDONE: 4,
}  # fmt: skip


def steps_of(session: ImportSession | None) -> list[dict[str, str]]:
    at = (
        _AT.get(State(session.state), 3 if session.applied_at else 1 if session.reading else 0)
        if session
        else 0
    )
    found = []
    for number, label in enumerate(_STEPS):
        state = "done" if number < at else "now" if number == at else "todo"
        url = ""
        if session and number == 1 and session.state == State.CHECKED:
            url = f"{reverse('import', args=[session.uid])}?columns"
        found.append({"label": label, "state": state, "url": url})
    return found


def frame_of(session: ImportSession) -> dict[str, Any]:
    return {
        "session": session, "sheet": sheets.named(session.sheet), "steps": steps_of(session), "head": head_of(session),
    }  # fmt: skip
