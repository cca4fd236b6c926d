"""The notebook of a thing: what the team tells each other about it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST

from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.permissions import can, needs
from firstbell.platform.audit.models import subject_type
from firstbell.platform.notes import actions, registry
from firstbell.platform.notes.models import Note
from firstbell.platform.web import presence, slots
from firstbell.platform.web.addresses import address_of
from firstbell.platform.web.refusals import show

_SHOWN = 30


class NoteForm(forms.Form):
    text = forms.CharField(
        label="Note", max_length=actions.LONGEST, widget=forms.Textarea(attrs={"rows": 4})
    )


def _on_thing(request: HttpRequest, thing: Any) -> slots.Context | None:
    noted = presence.has(request, thing, "notes")
    rows = list(Note.objects.on(thing.uid)[: _SHOWN + 1]) if noted else []
    kind = subject_type(thing)
    noun = registry.noun(kind)
    writes = can(request.actor, "notes.write", thing)
    may_write = bool(noun and writes and can(request.actor, noun.change, thing))
    if not rows and not may_write:
        return None
    return {
        "notes": [_shown(request, row, thing) for row in rows[:_SHOWN]],
        "more": len(rows) > _SHOWN,
        "fact": len(rows[:_SHOWN]) or "",
        "write_url": address_of("note_write", kind, thing.uid) if may_write else "",
        "flush": True,
    }


def _shown(request: HttpRequest, row: Note, thing: Any) -> dict[str, Any]:
    own = request.actor.is_behind(row.author_key) and can(request.actor, "notes.write", thing)
    return {"row": row, "own": own, "may_remove": own or can(request.actor, "notes.remove", thing)}


for _noun in registry.types():
    presence.offer(_noun, "notes", lambda thing: Note.objects.on(thing.uid))
    slots.panel(
        slots.Panel(
            on=_noun, name="notebook", title="Notebook", icon="notes", template="web/notes_panel.html",
            permission="notes.view", context=_on_thing, order=60,
        )
    )  # fmt: skip


def _thing(request: HttpRequest, thing_type: str, uid: UUID) -> Any:
    thing = registry.thing(request.actor, thing_type, uid)
    if thing is None:
        raise Http404
    return thing


def _reach(request: HttpRequest, uid: UUID) -> tuple[Note, Any, str]:
    row = get_object_or_404(Note.objects.live(), uid=uid)
    thing = _thing(request, row.thing_type, row.thing_uid)
    return row, thing, slots.url_of(row.thing_type, row.thing_uid) or "/"


@require_POST
@needs("notes.write")
def write(request: HttpRequest, thing_type: str, uid: UUID) -> HttpResponse:
    thing = _thing(request, thing_type, uid)
    form = NoteForm(request.POST)
    back = slots.url_of(thing_type, uid) or "/"
    if form.is_valid():
        try:
            actions.write(thing, form.cleaned_data["text"], by=request.actor, at=clock.now())
        except Refusal as refusal:
            show(refusal, form)
        else:
            return redirect(back)
    return _page(request, form, f"A note on {thing}", back)


@require_http_methods(["GET", "POST"])
@needs("notes.write")
def edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    row, thing, back = _reach(request, uid)
    form = NoteForm(request.POST or None, initial={"text": row.text})
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit(row, thing, form.cleaned_data["text"], by=request.actor, at=clock.now())
        except Refusal as refusal:
            show(refusal, form)
        else:
            return redirect(back)
    return _page(request, form, "Change your note", back)


def _page(request: HttpRequest, form: NoteForm, title: str, back: str) -> HttpResponse:
    page = {"title": title, "submit": "Save the note", "cancel_url": back}
    return render(request, "web/form_page.html", {"form": form, "page": page})


@require_POST
@needs("notes.write")
def remove(request: HttpRequest, uid: UUID) -> HttpResponse:
    row, thing, back = _reach(request, uid)
    actions.remove(row, thing, by=request.actor, at=clock.now())
    messages.success(request, "The note is gone.")
    return redirect(back)


urlpatterns = [
    path("notes/of/<str:thing_type>/<uuid:uid>/", write, name="note_write"),
    path("notes/<uuid:uid>/", edit, name="note"),
    path("notes/<uuid:uid>/remove/", remove, name="note_remove"),
]
