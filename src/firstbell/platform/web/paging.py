"""Pages of fifty for the platform's own short lists; the rooms' lists come from `platform/lists`."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest

PER_PAGE = 50
M = TypeVar("M", bound=Model)


def page_of(request: HttpRequest, found: QuerySet[M]) -> tuple[list[M], dict[str, Any]]:
    """One row more than a page is read, instead of counting all of them."""
    wanted = request.GET.get("page", "1")
    number = max(1, int(wanted)) if wanted.isdecimal() and len(wanted) < 6 else 1
    start = (number - 1) * PER_PAGE
    rows = list(found[start : start + PER_PAGE + 1])
    shown = rows[:PER_PAGE]
    pager: dict[str, Any] = {
        "word": f"{start + 1:,}\N{EN DASH}{start + len(shown):,}" if shown else ""
    }
    if number > 1:
        pager |= {"previous_url": _url(request, number - 1), "previous_word": "Back"}
    if len(rows) > PER_PAGE:
        pager |= {"next_url": _url(request, number + 1), "next_word": "Next 50"}
    return shown, pager


def _url(request: HttpRequest, number: int) -> str:
    query = request.GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"
