"""What a mailed link opens, without an account: what was lent, what is agreed to, and a yes or a no to it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from firstbell.equipment.actions import accepting
from firstbell.equipment.models import Acceptance
from firstbell.equipment.queries import accepting as links
from firstbell.equipment.queries import receipts
from firstbell.equipment.states import Link
from firstbell.lib import clock
from firstbell.lib.refusal import NotFound, Refusal
from firstbell.platform.accounts.permissions import public
from firstbell.platform.web import papers

# What is over, and not to be shown to whoever finds the mail.
_OVER = {Link.BACK, Link.EXPIRED, Link.OLDER, Link.GONE}


@require_http_methods(["GET", "POST"])
@never_cache
@public
def accept(request: HttpRequest, token: str) -> HttpResponse:
    row, turn = _found(token)
    no, status = None, 200
    if request.method == "POST":
        try:
            accepting.answer_link(row, turn=turn, said=_said(request), at=clock.now())
            return redirect("equipment:accept", token)
        except Refusal as refusal:
            no, status = refusal, 409
            row, turn = _found(token)
    stands = links.stands(row, turn, clock.now())
    words = {
        "stands": stands, "school": row.handover.school, "sentence": links.SENTENCES.get(stands, ""), "no": no,
        "typed": request.POST, "token": token,
    }  # fmt: skip
    if stands in _OVER:
        return render(request, "equipment/accept.html", words, status=410)
    return render(request, "equipment/accept.html", {**words, **_contents(row)}, status=status)


def _found(token: str) -> tuple[Acceptance, int]:
    found = links.found(token)
    if found is None:
        raise NotFound(
            "That link is none of ours. Copy it whole from the mail, or ask the ICT team."
        )
    return found


def _contents(row: Acceptance) -> dict[str, Any]:
    things, texts = links.things(row.handover), links.texts(row.handover)
    return {
        "row": row.handover, "asked": row, "things": things, "texts": texts, "anew": links.worded_anew(texts),
        "mark": links.mark(row.handover, things, texts),
    }  # fmt: skip


def _said(request: HttpRequest) -> accepting.Said:
    words = {
        name: request.POST.get(name, "").replace("\x00", "") for name in ("name", "why", "mark")
    }
    drawn = request.POST.get("signature", "")
    return accepting.Said(yes=request.POST.get("right") == "yes", drawn=drawn, **words)


@require_safe
@never_cache
@public
def paper(request: HttpRequest, token: str) -> HttpResponse:
    """The receipt; once it is answered, the paper as it was kept."""
    row, turn = _found(token)
    if links.stands(row, turn, clock.now()) in _OVER:
        raise NotFound("This link leads nowhere any more.")
    kept = receipts.picture_of(row.paper)
    return papers.shown(kept or receipts.paper(row.handover).pdf(), row.handover.number)
