"""What was merged into a thing, on its page, and the way back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from firstbell.lib import clock
from firstbell.platform.accounts.permissions import needs, require
from firstbell.platform.audit.models import subject_type
from firstbell.platform.merges import registry
from firstbell.platform.merges.models import Merge
from firstbell.platform.merges.registry import Noun
from firstbell.platform.web import presence, slots
from firstbell.platform.web.refusals import refused_aloud


def _on_thing(request: HttpRequest, thing: Any) -> slots.Context | None:
    merges = registry.into(thing) if presence.has(request, thing, "merges") else []
    if not merges:
        return None
    gone = registry.things(request.actor, subject_type(thing), [merge.gone_uid for merge in merges])
    rows = [(merge, gone[merge.gone_uid]) for merge in merges if merge.gone_uid in gone]
    return {"rows": rows, "flush": True} if rows else None


for _type in registry.types():
    presence.offer(
        _type, "merges", lambda thing: Merge.objects.standing().filter(kept_uid=thing.uid)
    )
    slots.panel(
        slots.Panel(
            on=_type, name="merges", title="Merged into it", icon="arrow-merge", template="web/merges_panel.html",
            permission="merges.undo", context=_on_thing, side=True, order=45,
        )
    )  # fmt: skip


def reach(request: HttpRequest, uid: UUID) -> tuple[Noun, Any, Any]:
    """How such things are merged, the one that went, and the one it became; 404 unless one may see both."""
    merge = get_object_or_404(Merge.objects.standing(), uid=uid)
    noun = registry.noun(merge.thing_type)
    found = registry.things(request.actor, merge.thing_type, [merge.gone_uid, merge.kept_uid])
    if noun is None or len(found) < 2:
        raise Http404
    require(request.actor, noun.permission, found[merge.kept_uid])
    return noun, found[merge.gone_uid], found[merge.kept_uid]


@require_http_methods(["GET", "POST"])
@needs("merges.undo")
def undo(request: HttpRequest, uid: UUID) -> HttpResponse:
    noun, gone, kept = reach(request, uid)
    where = slots.url_of(noun.thing_type, kept.uid) or "/"
    if request.method == "POST":
        with refused_aloud(request):
            back = noun.undo(gone, into=kept, by=request.actor, at=clock.now())
            messages.success(request, f"{gone} is a record of its own again.{back.in_words}")
            where = slots.url_of(noun.thing_type, gone.uid) or "/"
        return redirect(where)
    confirm = {
        "title": f"Undo the merge of {gone}?",
        "sentence": f"{gone} becomes a record of its own again, and {kept} what it was before.",
        "consequences": [
            "Everything that moved goes back, as it is now.",
            "What somebody changed since stays as they left it, and what is new since stays where it is.",
        ],
        "submit": "Undo the merge", "cancel_url": where,
        "url": reverse("merge_undo", args=[uid]),
    }  # fmt: skip
    return render(request, "web/confirm.html", {"confirm": confirm})


urlpatterns = [path("merges/<uuid:uid>/undo/", undo, name="merge_undo")]
