"""Secrets are shown on a page of their own, once: to look at it again shows nothing, and makes nothing twice."""

from __future__ import annotations

import json

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from firstbell.platform.accounts.permissions import needs
from firstbell.platform.database import secrets

_SEALED, _BACK = "shown_once", "shown_once_back"


def show_once(
    request: HttpRequest, *, title: str, sentence: str, secret: str, back_url: str
) -> HttpResponse:
    """After what was made: sealed until the page that follows opens it in this browser."""
    words = {"title": title, "sentence": sentence, "secret": secret, "back_url": back_url}
    request.session[_SEALED] = secrets.encrypt(json.dumps(words))
    request.session[_BACK] = back_url
    return redirect("shown_once")


@never_cache
@require_safe
@needs("accounts.own")
def shown_once(request: HttpRequest) -> HttpResponse:
    sealed = request.session.pop(_SEALED, None)
    if sealed is None:
        messages.info(request, "It was shown once, and nobody can read it again. Make a new one.")
        return redirect(request.session.get(_BACK, "/"))
    return render(request, "web/secret.html", json.loads(secrets.decrypt(sealed)))


urlpatterns = [path("shown-once/", shown_once, name="shown_once")]
