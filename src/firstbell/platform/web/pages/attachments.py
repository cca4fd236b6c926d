"""Pictures and papers: the panel on a thing's page, adding, looking, and the bytes themselves."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.permissions import can, needs, require
from firstbell.platform.accounts.reaching import Noun
from firstbell.platform.attachments import actions, queries, registry, serving, thumbnails
from firstbell.platform.attachments.models import Attachment
from firstbell.platform.attachments.sniffing import ENDINGS
from firstbell.platform.attachments.states import Kind, Scan
from firstbell.platform.audit.models import subject_type
from firstbell.platform.web import presence, slots
from firstbell.platform.web.addresses import address_of
from firstbell.platform.web.components import when
from firstbell.platform.web.refusals import show

_AT_ONCE = 20
_ACCEPT = ",".join([*ENDINGS, ".csv"])
_ICONS = {".pdf": "file-type-pdf", ".xlsx": "file-spreadsheet", ".ods": "file-spreadsheet"}


class SayForm(forms.Form):
    kind = forms.ChoiceField(choices=Kind.choices)
    caption = forms.CharField(
        max_length=200, required=False, help_text="For example: the crack in the lid"
    )


def _on_thing(request: HttpRequest, thing: Any) -> slots.Context | None:
    attached = presence.has(request, thing, "attachments")
    rows = list(queries.of(thing, request.actor)) if attached else []
    noun = registry.noun(subject_type(thing))
    may_change = _may_change(request, noun, thing)
    if not rows and not may_change:
        return None
    return {
        "pictures": [row for row in rows if row.is_picture and not row.is_held_back],
        "papers": [_paper(row) for row in rows if not row.is_picture or row.is_held_back],
        "fact": len(rows) or "",
        "flush": True,
        "add_url": address_of("attachment_add", subject_type(thing), thing.uid) if may_change else "",
        "drop": _drop(),
        "camera": {
            "name": "file", "label": "Take a photo", "hint": "with this phone", "accept": "image/*", "icon": "camera-plus",
            "capture": True, "at_once": True,
        },
    }  # fmt: skip


def _may_change(request: HttpRequest, noun: Noun | None, thing: Any) -> bool:
    may = can(request.actor, "attachments.change", thing)
    return bool(noun and may and can(request.actor, noun.change, thing))


def _drop() -> dict[str, Any]:
    return {
        "name": "file", "label": "Drop pictures or papers here", "hint": "or choose them, or paste a screenshot",
        "accept": _ACCEPT, "multiple": True, "at_once": True, "icon": "photo-plus",
    }  # fmt: skip


def _paper(row: Attachment) -> dict[str, Any]:
    ending = f".{row.name.rpartition('.')[2].lower()}"
    return {"row": row, "icon": _ICONS.get(ending, "file-text"), "small": _small_print(row)}


def _small_print(row: Attachment) -> str:
    parts = [
        row.get_kind_display(),
        filesizeformat(row.size),
        f"{row.added_by}, {when(row.created_at, clock.now())}",
    ]
    if row.scan == Scan.WAITING:
        parts.append("not scanned yet")
    return " · ".join(parts)


for _noun in registry.types():
    presence.offer(_noun, "attachments", lambda thing: Attachment.objects.of(thing.uid))
    slots.panel(
        slots.Panel(
            on=_noun, name="attachments", title="Pictures and papers", icon="paperclip",
            template="web/attachments_panel.html", permission="attachments.view", context=_on_thing, order=70,
        )
    )  # fmt: skip


def _thing(request: HttpRequest, thing_type: str, uid: UUID) -> Any:
    thing = registry.thing(request.actor, thing_type, uid)
    if thing is None:
        raise Http404
    return thing


def _reach(request: HttpRequest, uid: UUID) -> tuple[Attachment, Any]:
    found = queries.reach(request.actor, uid)
    if found is None:
        raise Http404
    return found


@require_POST
@needs("attachments.change")
def add(request: HttpRequest, thing_type: str, uid: UUID) -> HttpResponse:
    thing = _thing(request, thing_type, uid)
    require(request.actor, registry.noun(thing_type).change, thing)  # type: ignore[union-attr]
    problems = []
    files = request.FILES.getlist("file")
    for file in files[:_AT_ONCE]:
        try:
            actions.add(thing, file, by=request.actor, at=clock.now())
        except Refusal as refusal:
            problems.append((file.name, refusal.sentence))
    if not files:
        problems.append(("", "No file came with that. Choose one, then try again."))
    problems += [(file.name, f"Add at most {_AT_ONCE} at once.") for file in files[_AT_ONCE:]]
    back = slots.url_of(thing_type, uid) or "/"
    if not problems:
        return redirect(back)
    added = len(files) - len([name for name, _ in problems if name])
    words = {
        "label": str(thing), "back_url": back, "problems": problems, "added": added, "drop": _drop(),
        "add_url": request.path, "crumbs": [{"label": str(thing), "url": back}],
    }  # fmt: skip
    return render(request, "web/attachments_refused.html", words, status=422)


@require_safe
@needs("attachments.view")
def look(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One picture or paper, with what is said of it."""
    row, thing = _reach(request, uid)
    back = slots.url_of(row.thing_type, row.thing_uid)
    words = {
        "row": row,
        "title": str(row),
        "crumbs": [{"label": str(thing), "url": back}] if back else [],
        "actions": _acts(request, row, thing),
        "facts": [
            ("On", str(thing)), ("Kind", row.get_kind_display()), ("Name", row.name), ("Size", filesizeformat(row.size)),
            ("Pixels", f"{row.width} by {row.height}" if row.width else ""), ("Added by", row.added_by),
            ("Added", when(row.created_at, clock.now())), ("Viruses", row.get_scan_display()), ("Found", row.threat),
        ],
        "big_url": queries.url(row.uid, max(thumbnails.SIDES)) if row.is_picture and not row.is_held_back else "",
    }  # fmt: skip
    return render(request, "web/attachment.html", words)


def _acts(request: HttpRequest, row: Attachment, thing: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if not row.is_held_back:
        word = "Original" if row.is_picture else "Download"
        found.append(
            {
                "label": word,
                "url": queries.url(row.uid),
                "icon": "download",
                "primary": not row.is_picture,
            }
        )
    noun = registry.noun(row.thing_type)
    if not _may_change(request, noun, thing):
        return found
    if row.is_picture and not row.is_cover and not row.is_held_back:
        url = reverse("attachment_cover", args=[row.uid])
        found.append({"label": "Make it the picture", "url": url, "icon": "star", "method": "post"})
    found.append(
        {
            "label": "Change",
            "url": reverse("attachment_change", args=[row.uid]),
            "icon": "pencil",
            "key": "e",
        }
    )
    found.append(
        {
            "label": "Remove",
            "url": reverse("attachment_remove", args=[row.uid]),
            "icon": "trash",
            "danger": True,
        }
    )
    return found


@require_http_methods(["GET", "POST"])
@needs("attachments.change")
def change(request: HttpRequest, uid: UUID) -> HttpResponse:
    row, thing = _reach(request, uid)
    form = SayForm(request.POST or None, initial={"kind": row.kind, "caption": row.caption})
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(row, thing, by=request.actor, at=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            show(refusal, form)
        else:
            return redirect("attachment", uid)
    here = reverse("attachment", args=[uid])
    page = {
        "title": f"Change {row}",
        "cancel_url": here,
        "crumbs": [{"label": str(row), "url": here}],
    }
    return render(request, "web/form_page.html", {"form": form, "page": page})


@require_POST
@needs("attachments.change")
def cover(request: HttpRequest, uid: UUID) -> HttpResponse:
    row, thing = _reach(request, uid)
    actions.choose_cover(row, thing, by=request.actor, at=clock.now())
    messages.success(request, f"That is the picture of {thing} now.")
    return redirect(slots.url_of(row.thing_type, row.thing_uid) or "home")


@require_http_methods(["GET", "POST"])
@needs("attachments.change")
def remove(request: HttpRequest, uid: UUID) -> HttpResponse:
    row, thing = _reach(request, uid)
    if request.method == "POST":
        actions.remove(row, thing, by=request.actor, at=clock.now())
        messages.success(request, f"{row} is off {thing}.")
        return redirect(slots.url_of(row.thing_type, row.thing_uid) or "home")
    confirm = {
        "title": f"Remove {row}?", "sentence": f"It is taken off {thing} at once.", "submit": "Remove it", "danger": True,
        "consequences": ["The history keeps that it was there, and who removed it."],
        "cancel_url": reverse("attachment", args=[uid]),
    }  # fmt: skip
    return render(request, "web/confirm.html", {"confirm": confirm})


@require_safe
@needs("attachments.view")
def original(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    row, _ = _reach(request, uid)
    return serving.original(row)


@require_safe
@needs("attachments.view")
def small(request: HttpRequest, uid: UUID, side: int) -> HttpResponseBase:
    row, _ = _reach(request, uid)
    return serving.small(row, side)


slots.link("attachments.attachment", lambda uid: f"/files/{uid}")

_HERE = "files/<uuid:uid>"
urlpatterns = [
    path("files/of/<str:thing_type>/<uuid:uid>/", add, name="attachment_add"),
    path(_HERE, original, name="attachment_file"),
    path(f"{_HERE}/<int:side>", small, name="attachment_small"),
    path(f"{_HERE}/look/", look, name="attachment"),
    path(f"{_HERE}/change/", change, name="attachment_change"),
    path(f"{_HERE}/cover/", cover, name="attachment_cover"),
    path(f"{_HERE}/remove/", remove, name="attachment_remove"),
]
