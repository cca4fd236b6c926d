"""/search/?q=: the box at the top as one types, the page with more, and a whole code goes straight to its thing."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from firstbell.platform.accounts.permissions import needs
from firstbell.platform.codes import queries as codes
from firstbell.platform.search import finding
from firstbell.platform.search.finding import Found, Group
from firstbell.platform.web import slots

IN_BOX, ON_PAGE = 5, 30


@require_safe
@needs("web.view")
def search(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "").replace("\0", "").strip()[:200]
    in_box = "HX-Request" in request.headers
    if not query:
        found = finding.recent(actor=request.actor)
        groups = [_named_group("What you changed last", found)] if found else []
        return _answer(request, {"query": "", "groups": groups}, in_box=in_box)
    answer = finding.find(query, actor=request.actor, most=IN_BOX if in_box else ON_PAGE)
    only = answer.only
    exact = _hit(only) if only is not None else _label(query)
    if exact and not in_box and exact["url"] != "#":
        return HttpResponseRedirect(exact["url"])
    groups = [
        made
        for group in answer.groups
        if (made := _group(group, without=only, query=query))["hits"]
    ]
    shown = {
        "query": query, "exact": exact, "groups": groups, "guessed": answer.guessed and bool(groups),
        "all_url": f"{reverse('search')}?{urlencode({'q': query})}",
    }  # fmt: skip
    return _answer(request, shown, in_box=in_box)


def _answer(request: HttpRequest, shown: dict[str, Any], *, in_box: bool) -> HttpResponse:
    return render(request, "web/search_results.html" if in_box else "web/search.html", shown)


def _group(group: Group, *, without: Found | None, query: str) -> dict[str, Any]:
    made = _named_group(group.kind.title, [one for one in group.found if one is not without])
    return {
        **made,
        "icon": group.kind.icon,
        "count": f"{len(group.found)}+" if group.more else len(group.found),
    }


def _named_group(label: str, found: list[Found]) -> dict[str, Any]:
    return {"label": label, "hits": [_hit(one) for one in found]}


def _hit(one: Found) -> dict[str, Any]:
    return {"label": one.label, "sub": one.detail, "icon": one.kind.icon, "url": _url(one) or "#"}


def _label(query: str) -> dict[str, Any] | None:
    """A code of ours, scanned into the box or read off a label."""
    try:
        code = codes.code_of(query)
    except ValueError:
        return None
    if code is None:
        return None
    return {
        "label": code.value,
        "sub": "on a label",
        "icon": "qrcode",
        "url": reverse("code", args=[code.value]),
    }


def _url(one: Found) -> str:
    return slots.url_of(one.kind.name, one.uid) or slots.url_of(
        one.kind.model._meta.label_lower, one.uid
    )


urlpatterns = [path("search/", search, name="search")]
