"""Looking at what a field keeps secret of one thing; that somebody looked is noted before it is shown."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from firstbell.lib import clock
from firstbell.platform.accounts.permissions import needs
from firstbell.platform.fields import registry, secrecy
from firstbell.platform.fields.models import Field
from firstbell.platform.web import slots
from firstbell.platform.web.refusals import refused_aloud


@never_cache
@require_POST
@needs("fields.reveal")
def reveal(request: HttpRequest, uid: UUID, thing_uid: UUID) -> HttpResponse:
    """In its place on the page that asked, or on a page of its own for who has no scripts."""
    field = get_object_or_404(Field, uid=uid, is_secret=True, put_away_at=None)
    thing = registry.thing(request.actor, field.noun, thing_uid)
    if thing is None:
        raise Http404
    back, in_place = slots.url_of(field.noun, thing_uid) or "/", "HX-Request" in request.headers
    with refused_aloud(request):
        secret = secrecy.reveal(field, thing, by=request.actor, at=clock.now())
        words = {"field": field, "thing": thing, "secret": secret, "back_url": back}
        page = "web/field_secret_part.html" if in_place else "web/field_secret.html"
        return render(request, page, words)
    return HttpResponse(headers={"HX-Redirect": back}) if in_place else redirect(back)


urlpatterns = [
    path("fields/<uuid:uid>/of/<uuid:thing_uid>/", reveal, name="field_reveal"),
]
