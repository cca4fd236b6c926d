"""The settings of the desk: teams, categories, statuses, each listed, added, changed, put in order and put away."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.lib import clock
from firstbell.lib.refusal import NotFound, Refusal
from firstbell.platform.accounts.permissions import can, needs
from firstbell.platform.web import timelines
from firstbell.platform.web.refusals import refused_aloud, show
from firstbell.support.actions import putting_away, setups
from firstbell.support.web.setup_nouns import NOUNS, Noun, tree

SETUP, MANAGE = "support.change_setup", "support.manage_team"


def crumbs(*more: dict[str, str]) -> list[dict[str, str]]:
    return [{"label": "Settings", "url": reverse("settings")}, *more]


def _noun(key: str) -> Noun:
    if key not in NOUNS:
        raise NotFound(f"There are no {key} here.")
    return NOUNS[key]


def _row(request: HttpRequest, noun: Noun, uid: UUID) -> Any:
    row = get_object_or_404(noun.model.objects.visible_to(request.actor), uid=uid)
    if not can(request.actor, noun.permission, row):
        if can(request.actor, SETUP):
            raise NotFound(f"That {noun.word} is another school’s.")
        raise NotFound(f"There is no {noun.word} of yours here.")
    return row


def _listed(request: HttpRequest, key: str) -> HttpResponse:
    noun = _noun(key)
    rows = list(noun.rows(request))
    live = tree([noun.line(row) for row in rows if row.archived_at is None])
    new = {"label": f"New {noun.word}", "url": reverse("support:setup_new", args=[key]), "icon": "plus", "primary": True, "key": "c"}  # fmt: skip
    words: dict[str, Any] = {
        "noun": noun, "lines": live, "may_order": can(request.actor, SETUP), "away": [noun.line(row) for row in rows if row.archived_at is not None],
        "crumbs": crumbs(), "actions": [new] if can(request.actor, SETUP) else [],
        "empty": {"title": f"No {noun.word} yet", "text": noun.empty, "url": new["url"], "label": new["label"], "icon": "circle-dashed"},
    }  # fmt: skip
    if key == "requests" and not rows:
        words["empty"] |= {
            "other_label": "Begin with the usual five",
            "post_url": reverse("support:setup_usual"),
        }
    return render(request, "support/setup/list.html", words)


@require_safe
@needs(MANAGE)
def teams(request: HttpRequest) -> HttpResponse:
    return _listed(request, "teams")


@require_safe
@needs(SETUP)
def categories(request: HttpRequest) -> HttpResponse:
    return _listed(request, "categories")


@require_safe
@needs(SETUP)
def statuses(request: HttpRequest) -> HttpResponse:
    return _listed(request, "statuses")


@require_http_methods(["GET", "POST"])
@needs(SETUP)
def new(request: HttpRequest, noun: str) -> HttpResponse:
    found = _noun(noun)
    return _form(request, found, found.model(), f"New {found.word}")


@require_http_methods(["GET", "POST"])
@needs(MANAGE)
def one(request: HttpRequest, noun: str, uid: UUID) -> HttpResponse:
    found = _noun(noun)
    row = _row(request, found, uid)
    return _form(request, found, row, str(row))


def _form(request: HttpRequest, noun: Noun, row: Any, title: str) -> HttpResponse:
    start = noun.initial(row) if row.pk else {}
    form = noun.form(request, row, request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            saved = noun.save(request, row, dict(form.cleaned_data), request.actor, clock.now())
        except Refusal as refusal:
            show(refusal, form)
        else:
            messages.success(request, f"{saved} is saved.")
            return redirect(noun.url)
    page: dict[str, Any] = {
        "title": title, "submit": "Save", "cancel_url": noun.url,
        "crumbs": crumbs({"label": noun.title, "url": noun.url}), "actions": _actions(request, noun, row),
    }  # fmt: skip
    history = timelines.timeline_panel(request, row) if row.pk else {}
    return render(request, "support/setup/form.html", {"form": form, "page": page, "history": history})  # fmt: skip


def _actions(request: HttpRequest, noun: Noun, row: Any) -> list[dict[str, Any]]:
    if row.pk is None:
        return []
    links = [one for one in noun.links(row) if can(request.actor, one.get("permission", noun.permission), row)]  # fmt: skip
    if not can(request.actor, SETUP, row):
        return links
    if row.archived_at is not None:
        url = reverse("support:setup_back", args=[noun.key, row.uid])
        return [{"label": "Bring it back", "icon": "restore", "url": url, "method": "post"}]
    url = reverse("support:setup_away", args=[noun.key, row.uid])
    return [*links, {"label": "Put it away", "icon": "archive", "url": url, "method": "post"}]  # fmt: skip


@require_POST
@needs(SETUP)
def shift(request: HttpRequest, noun: str, uid: UUID) -> HttpResponse:
    """One place up or down among its like."""
    found = _noun(noun)
    row = _row(request, found, uid)
    like = [one for one in found.rows(request) if one.archived_at is None and _parent(one) == _parent(row)]  # fmt: skip
    with refused_aloud(request):
        setups.shift(row, like, request.POST.get("to") != "down", by=request.actor, at=clock.now())
    return redirect(f"{found.url}#row-{row.uid}")


def _parent(row: Any) -> int | None:
    found: int | None = getattr(row, "parent_id", None)
    return found


@require_POST
@needs(SETUP)
def away(request: HttpRequest, noun: str, uid: UUID) -> HttpResponse:
    found = _noun(noun)
    row = _row(request, found, uid)
    with refused_aloud(request):
        putting_away.put_away(row, by=request.actor, at=clock.now())
        messages.success(request, f"{row} is put away. What names it keeps it.")
    return redirect(found.url)


@require_POST
@needs(SETUP)
def back(request: HttpRequest, noun: str, uid: UUID) -> HttpResponse:
    found = _noun(noun)
    row = _row(request, found, uid)
    with refused_aloud(request):
        putting_away.bring_back(row, by=request.actor, at=clock.now())
        messages.success(request, f"{row} is in use again.")
    return redirect(found.url)
