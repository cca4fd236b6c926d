"""Codes on things: claiming a stuck-on label, the codes of one thing, our QR as a picture."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.lib import clock
from firstbell.lib.labels import symbols
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.permissions import needs
from firstbell.platform.codes import actions, queries
from firstbell.platform.codes.models import Code
from firstbell.platform.codes.states import Symbology
from firstbell.platform.labels import things
from firstbell.platform.web import slots
from firstbell.platform.web.refusals import refused_aloud

_QUIET = 4


class AttachForm(forms.Form):
    value = forms.CharField(
        label="Barcode",
        max_length=120,
        widget=forms.TextInput(attrs={"data-fb-scan": "", "autocomplete": "off"}),
    )
    symbology = forms.ChoiceField(
        label="Kind", choices=Symbology.choices, initial=Symbology.OTHER, required=False
    )


@require_http_methods(["GET", "POST"])
@needs("codes.change")
def claim(request: HttpRequest, value: str) -> HttpResponse:
    """A label of ours that is on nothing yet: which thing is it on now?"""
    code = _code(request, value)
    if code.is_claimed:
        return redirect("code", code.value)
    problem = ""
    if request.method == "POST":
        thing = _thing(request, request.POST.get("thing_type", ""), request.POST.get("uid", ""))
        try:
            actions.claim(code, thing, by=request.actor, at=clock.now())
        except Refusal as refusal:
            problem = refusal.sentence
        else:
            messages.success(request, f"{code} is on {thing} now.")
            return redirect(slots.url_of(code.thing_type, thing.uid) or "home")
    query = request.GET.get("q", "").replace("\x00", "").strip()
    words = {
        "code": code,
        "query": query,
        "problem": problem,
        "candidates": things.candidates(request.actor, query),
    }
    fragment = request.headers.get("HX-Request") == "true"
    return render(
        request, "web/code_claim_results.html" if fragment else "web/code_claim.html", words
    )


@require_POST
@needs("codes.change")
def attach(request: HttpRequest, thing_type: str, uid: UUID) -> HttpResponse:
    thing = _thing(request, thing_type, str(uid))
    form = AttachForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Scan or type the barcode.")
        return redirect(_back(request, thing_type, uid))
    kind = Symbology(form.cleaned_data["symbology"] or Symbology.OTHER)
    with refused_aloud(request):
        code = actions.attach(
            thing, form.cleaned_data["value"], symbology=kind, by=request.actor, at=clock.now()
        )
        messages.success(request, f"Scanning {code} leads here now.")
    return redirect(_back(request, thing_type, uid))


@require_POST
@needs("codes.change")
def release(request: HttpRequest, uid: UUID) -> HttpResponse:
    code, thing = _on_thing(request, uid)
    kind = code.thing_type
    actions.release(code, thing, by=request.actor, at=clock.now())
    messages.success(request, f"{code} is off {thing}.")
    return redirect(_back(request, kind, thing.uid))


@require_POST
@needs("codes.change")
def prefer(request: HttpRequest, uid: UUID) -> HttpResponse:
    code, thing = _on_thing(request, uid)
    actions.prefer(code, thing, by=request.actor, at=clock.now())
    messages.success(request, f"{code} stands on the labels of {thing} from now on.")
    return redirect(_back(request, code.thing_type, thing.uid))


@require_safe
@needs("codes.view")
def picture(request: HttpRequest, value: str) -> HttpResponse:
    """Our QR, for a screen that is scanned instead of a label."""
    code = _code(request, value)
    symbol = symbols.qr(queries.link(code.value))
    side = symbol.width + 2 * _QUIET
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{-_QUIET} {-_QUIET} {side} {side}">'
        f'<rect x="{-_QUIET}" y="{-_QUIET}" width="{side}" height="{side}" fill="#fff"/><path d="{symbol.path}"/></svg>'
    )
    return HttpResponse(
        svg, content_type="image/svg+xml", headers={"Cache-Control": "private, max-age=86400"}
    )


def _code(request: HttpRequest, value: str) -> Code:
    code = queries.code_of(value)
    if code is None:
        raise Http404
    found: Code = get_object_or_404(Code.objects.visible_to(request.actor), pk=code.pk)
    return found


def _on_thing(request: HttpRequest, uid: UUID) -> tuple[Code, Any]:
    code = get_object_or_404(Code.objects.visible_to(request.actor), uid=uid)
    return code, _thing(request, code.thing_type, str(code.thing_uid))


def _thing(request: HttpRequest, thing_type: str, uid: str) -> Any:
    try:
        thing = things.thing(request.actor, thing_type, UUID(uid))
    except ValueError:
        thing = None
    if thing is None:
        raise Http404
    return thing


def _back(request: HttpRequest, thing_type: str, uid: UUID) -> str:
    url = request.POST.get("next", "")
    if url and url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()}):
        return url
    return slots.url_of(thing_type, uid) or quote("/")


urlpatterns = [
    path("codes/<str:value>/claim/", claim, name="code_claim"),
    path("codes/<str:value>/qr.svg", picture, name="code_picture"),
    path("codes/of/<str:thing_type>/<uuid:uid>/", attach, name="codes_attach"),
    path("codes/<uuid:uid>/off/", release, name="code_release"),
    path("codes/<uuid:uid>/prefer/", prefer, name="code_prefer"),
]
