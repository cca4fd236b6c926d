from __future__ import annotations

from importlib import import_module
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from firstbell.config.later import Later
from firstbell.config.rooms import Addresses
from firstbell.platform.web import urls as web_urls

handler400 = "firstbell.platform.web.pages.errors.bad_request"
handler403 = "firstbell.platform.web.pages.errors.not_allowed"
handler404 = "firstbell.platform.web.pages.errors.not_found"
handler500 = "firstbell.platform.web.pages.errors.broken"

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("firstbell.config.signin")),
    Addresses(web_urls),
    Later("api/v1/", "firstbell.config.api", "api"),
]
for _room in settings.ROOMS:
    _app = apps.get_app_config(_room)
    if (Path(_app.path) / "web" / "urls.py").exists():
        urlpatterns.append(Addresses(import_module(f"{_app.name}.web.urls")))
