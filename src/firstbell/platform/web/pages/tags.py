"""Tags: on a thing's page, in its list, and all of them under Settings."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.permissions import can, needs
from firstbell.platform.audit.models import subject_type
from firstbell.platform.lists import specs
from firstbell.platform.tags import actions, queries, registry
from firstbell.platform.tags.models import Tag, TagLink
from firstbell.platform.tags.states import Colour
from firstbell.platform.web import presence, slots
from firstbell.platform.web.addresses import address, address_of
from firstbell.platform.web.components.tags import chip
from firstbell.platform.web.refusals import refused_aloud, show

slots.settings(
    slots.MenuItem("Tags", "tags", "bookmark", "tags.view", section="Register", order=35)
)


class TagForm(forms.Form):
    name = forms.CharField(max_length=40, help_text="A word or two, for things of any kind")
    colour = forms.ChoiceField(
        choices=Colour.choices, widget=forms.RadioSelect, initial=Colour.PLAIN
    )


def _on_thing(request: HttpRequest, thing: Any) -> slots.Context | None:
    kind = subject_type(thing)
    noun = registry.noun(kind)
    may = can(request.actor, "tags.change", thing)
    may_tag = bool(noun and may and can(request.actor, noun.change, thing))
    rows = list(queries.tags_of(thing.uid)) if presence.has(request, thing, "tags") else []
    if not rows and not may_tag:
        return None
    spec = specs.find(noun.more["list"]) if noun and "list" in noun.more else None
    base = address(spec.url_name) if spec else ""
    return {
        "tags": [(row, chip(row), f"{base}?{urlencode({'tags': row.key})}" if base else "") for row in rows],
        "tag_url": address_of("tag_thing", kind, thing.uid) if may_tag else "",
        "known": queries.names() if may_tag else [],
    }  # fmt: skip


for _noun in registry.types():
    presence.offer(_noun, "tags", lambda thing: TagLink.objects.filter(thing_uid=thing.uid))
    slots.panel(
        slots.Panel(
            on=_noun, name="tags", title="Tags", icon="bookmark", template="web/tags_panel.html",
            permission="tags.view", context=_on_thing, side=True, order=25,
        )
    )  # fmt: skip


def _thing(request: HttpRequest, thing_type: str, uid: UUID) -> Any:
    thing = registry.thing(request.actor, thing_type, uid)
    if thing is None:
        raise Http404
    return thing


@require_POST
@needs("tags.change")
def tag_thing(request: HttpRequest, thing_type: str, uid: UUID) -> HttpResponse:
    """Put one on (`name`), or take one off (`off`)."""
    thing = _thing(request, thing_type, uid)
    now = clock.now()
    with refused_aloud(request):
        if off := request.POST.get("off", ""):
            found = list(Tag.objects.filter(key=actions.key_of(off)))
            actions.untag_many([thing], found, by=request.actor, at=now)
        else:
            names = request.POST.get("name", "").split(",")
            found = actions.named(names, by=request.actor, at=now)
            actions.tag_many([thing], found, by=request.actor, at=now)
    return redirect(slots.url_of(thing_type, uid) or "home")


@require_safe
@needs("tags.view")
def tags(request: HttpRequest) -> HttpResponse:
    may = can(request.actor, "tags.change")
    new = {
        "label": "New tag",
        "url": reverse("tag_new"),
        "icon": "plus",
        "primary": True,
        "key": "n",
    }
    words = {
        "rows": [(row, chip(row)) for row in queries.with_counts()],
        "may_change": may,
        "actions": [new] if may else [],
        "empty": {
            "title": "No tags yet", "icon": "bookmark",
            "text": "A tag is a word that you put on things of any kind, and then find them by: “exam laptops”.",
            "url": new["url"] if may else "", "label": "New tag",
        },
    }  # fmt: skip
    return render(request, "web/tags.html", words)


@require_http_methods(["GET", "POST"])
@needs("tags.change")
def tag_new(request: HttpRequest) -> HttpResponse:
    form = TagForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.make(by=request.actor, at=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            show(refusal, form)
        else:
            return redirect("tags")
    return _page(request, form, "New tag")


@require_http_methods(["GET", "POST"])
@needs("tags.change")
def tag(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = get_object_or_404(Tag, uid=uid)
    form = TagForm(request.POST or None, initial={"name": row.name, "colour": row.colour})
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(row, by=request.actor, at=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            show(refusal, form)
        else:
            return redirect("tags")
    return _page(request, form, f"Change {form.initial['name']}")


def _page(request: HttpRequest, form: TagForm, title: str) -> HttpResponse:
    crumbs = [
        {"label": "Settings", "url": reverse("settings")},
        {"label": "Tags", "url": reverse("tags")},
    ]
    page = {"title": title, "submit": "Save", "cancel_url": reverse("tags"), "crumbs": crumbs}
    return render(request, "web/form_page.html", {"form": form, "page": page})


@require_http_methods(["GET", "POST"])
@needs("tags.change")
def tag_remove(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = get_object_or_404(queries.with_counts(), uid=uid)
    if request.method == "POST":
        actions.remove(row, by=request.actor, at=clock.now())
        messages.success(request, f"{row} is gone.")
        return redirect("tags")
    many = "one thing" if row.things == 1 else f"{row.things:,} things"  # type: ignore[attr-defined]
    confirm = {
        "title": f"Remove the tag {row}?", "sentence": f"It comes off {many}.", "submit": "Remove it", "danger": True,
        "consequences": ["The things themselves stay as they are."], "cancel_url": reverse("tags"),
    }  # fmt: skip
    return render(request, "web/confirm.html", {"confirm": confirm})


urlpatterns = [
    path("settings/tags/", tags, name="tags"),
    path("settings/tags/new/", tag_new, name="tag_new"),
    path("settings/tags/<uuid:uid>/", tag, name="tag"),
    path("settings/tags/<uuid:uid>/remove/", tag_remove, name="tag_remove"),
    path("tags/of/<str:thing_type>/<uuid:uid>/", tag_thing, name="tag_thing"),
]
