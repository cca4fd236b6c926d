"""What every list has besides itself: its filter panel, columns, choices, counts, files and kept views."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.permissions import can, needs, require
from firstbell.platform.lists import actions, conditions, filtering, queries, specs
from firstbell.platform.lists.actions import ViewWords
from firstbell.platform.lists.models import SavedView
from firstbell.platform.lists.specs import ListSpec
from firstbell.platform.web import context, listing
from firstbell.platform.web.listing import choosing, words

OPTIONS = 20


def spec_of(request: HttpRequest, name: str) -> ListSpec:
    """A list that this person may see; another is 404."""
    spec = specs.find(name)
    if spec is None or not can(request.actor, spec.permission):
        raise Http404
    return spec


@require_safe
@needs("lists.own")
def filters(request: HttpRequest, name: str) -> HttpResponse:
    spec = spec_of(request, name)
    reading = listing.reading_of(request, spec, request.META.get("QUERY_STRING", ""))
    shown = {
        "title": spec.title, "home": reverse(spec.url_name), "base": reading.question.text(),
        "controls": choosing.controls(reading), "days": choosing.day_options(),
        "can_or": any(reading.question.groups), "several": spec.per_school and reading.looker.several,
        "everywhere": reading.question.school == "all",
    }  # fmt: skip
    return render(request, _template(request, "filters"), shown)


@require_http_methods(["GET", "POST"])
@needs("lists.own")
def columns(request: HttpRequest, name: str) -> HttpResponse:
    """Choose columns and their order; it is remembered for this person."""
    spec = spec_of(request, name)
    if request.method == "POST":
        wanted = (
            []
            if request.POST.get("usual")
            else _moved(request.POST.getlist("column"), request.POST.get("up", ""))
        )
        actions.choose_columns(name, wanted, by=request.actor)
        question = replace(conditions.read(request.POST.get("query", "")), columns=())
        return redirect(f"{reverse(spec.url_name)}?{question.text() or 'view=all'}")
    query = request.META.get("QUERY_STRING", "")
    reading = listing.reading_of(request, spec, query)
    others = [key for key in reading.columns if key not in reading.shown]
    choices = [
        {"key": key, "label": reading.columns[key].label, "checked": key in reading.shown}
        for key in (*reading.shown, *others)
    ]
    here = reverse("list_columns", args=[name])
    shown = {"title": spec.title, "choices": choices, "query": query, "action": here}
    return render(request, _template(request, "columns"), shown)


def _template(request: HttpRequest, name: str) -> str:
    """The panel alone for htmx, a page of its own without."""
    return (
        f"web/list_{name}_form.html" if "HX-Request" in request.headers else f"web/list_{name}.html"
    )


def _moved(keys: list[str], up: str) -> list[str]:
    at = keys.index(up) if up in keys else 0
    if at:
        keys[at - 1], keys[at] = keys[at], keys[at - 1]
    return keys


@require_safe
@needs("lists.own")
def options(request: HttpRequest, name: str, key: str) -> HttpResponse:
    """Things to filter by, twenty at most, as somebody types."""
    spec = spec_of(request, name)
    looker = listing.looker_of(request)
    column = spec.columns_for(request.actor).get(key)
    found = filtering.bound(column) if column else None
    if found is None or found.filter.model is None:
        raise Http404
    asked = request.GET.get("q", "").replace("\0", "").strip()[:100]
    rows = words.visible(found, looker).order_by(found.filter.labels[0])
    if asked:
        rows = rows.filter(filtering.holding(found.filter.search, asked))
    shown = {
        "options": [
            {"value": value, "label": label} for value, label in words.pairs(found, rows[:OPTIONS])
        ]
    }
    return render(request, "web/lookup_options.html", shown)


class ViewForm(forms.Form):
    name = forms.CharField(label="Name", max_length=80)
    shared = forms.BooleanField(label="Share it with everybody here", required=False)
    opens_for_all = forms.BooleanField(
        label="Open the list with it for everybody here",
        required=False,
        help_text="Only when it is shared",
    )
    first = forms.BooleanField(label="Open the list with it for me", required=False)
    alert_over = forms.IntegerField(
        label="Tell me when it has more than", required=False, min_value=0, max_value=1_000_000,
        help_text="Leave it empty, and nobody is told",
    )  # fmt: skip
    query = forms.CharField(widget=forms.HiddenInput, required=False)

    def words(self) -> ViewWords:
        kept = {name: value for name, value in self.cleaned_data.items() if name != "first"}
        return ViewWords(**kept)


@require_http_methods(["GET", "POST"])
@needs("lists.own")
def view_new(request: HttpRequest, name: str) -> HttpResponse:
    spec = spec_of(request, name)
    form = _form(
        request, ViewForm(request.POST or None, initial={"query": request.GET.get("query", "")})
    )
    if request.method == "POST" and form.is_valid():
        try:
            school = context.current_school(request)
            view = actions.save_view(
                name, form.words(), school=school, by=request.actor, at=clock.now()
            )
        except Refusal as refusal:
            form.add_error("name", refusal.sentence)
        else:
            return _kept(request, spec, view, form)
    return _view_page(request, spec, form, f"Keep this view of {spec.title.lower()}")


@require_http_methods(["GET", "POST"])
@needs("lists.own")
def view_change(request: HttpRequest, name: str, uid: UUID) -> HttpResponse:
    spec = spec_of(request, name)
    view = get_object_or_404(queries.views_for(request.actor), list_name=name, uid=uid)
    kept = queries.kept(name, listing.looker_of(request))
    given = {
        field: getattr(view, field)
        for field in ("name", "query", "shared", "opens_for_all", "alert_over")
    }
    given["first"] = kept.opens_with == view
    form = _form(request, ViewForm(request.POST or None, initial=given))
    if request.method == "POST" and request.POST.get("remove"):
        actions.remove_view(view, by=request.actor, at=clock.now())
        messages.success(request, f"The view {view.name} is gone.")
        return redirect(f"{reverse(spec.url_name)}?view=all")
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_view(view, form.words(), by=request.actor, at=clock.now())
        except Refusal as refusal:
            form.add_error("name", refusal.sentence)
        else:
            return _kept(request, spec, view, form)
    return _view_page(request, spec, form, view.name, remove=True)


def _form(request: HttpRequest, form: ViewForm) -> ViewForm:
    if not can(request.actor, "lists.share"):
        for name in ("shared", "opens_for_all"):
            form.fields[name].widget = forms.HiddenInput()
    return form


def _kept(request: HttpRequest, spec: ListSpec, view: SavedView, form: ViewForm) -> HttpResponse:
    opens = queries.kept(spec.name, listing.looker_of(request)).opens_with
    if form.cleaned_data["first"] != (opens == view):
        actions.open_with(spec.name, view if form.cleaned_data["first"] else None, by=request.actor)
    messages.success(request, f"The view {view.name} is kept.")
    return redirect(f"{reverse(spec.url_name)}?{view.query or 'view=all'}")


def _view_page(
    request: HttpRequest, spec: ListSpec, form: ViewForm, title: str, **more: Any
) -> HttpResponse:
    require(request.actor, spec.permission)
    page: dict[str, Any] = {"title": title, "submit": "Keep", "cancel_url": reverse(spec.url_name)}
    if more:
        page |= {"other_submit": "Remove this view", "other_name": "remove"}
    return render(request, "web/form_page.html", {"form": form, "page": page})


urlpatterns = [
    path("lists/<str:name>/filters/", filters, name="list_filters"),
    path("lists/<str:name>/columns/", columns, name="list_columns"),
    path("lists/<str:name>/options/<str:key>/", options, name="list_options"),
    path("lists/<str:name>/views/new/", view_new, name="list_view_new"),
    path("lists/<str:name>/views/<uuid:uid>/", view_change, name="list_view"),
]
