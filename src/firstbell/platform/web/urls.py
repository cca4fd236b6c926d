"""The platform's own addresses: each module of pages lists its own as `urlpatterns`."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from django.conf import settings
from django.urls import URLPattern, path

from firstbell.platform.web import pages
from firstbell.platform.web.pages import health, home, start

urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("start/", start.start, name="start"),
    path("start/demo/", start.start_demo, name="start_demo"),
    path("settings/", home.settings_index, name="settings"),
    path("school/", home.choose_school, name="choose_school"),
    path("theme/", home.choose_theme, name="choose_theme"),
    path("healthz", health.healthz, name="healthz"),
]
if settings.DEBUG:
    urlpatterns.append(path("style/", home.style, name="style"))
for _found in iter_modules(pages.__path__):
    urlpatterns += getattr(import_module(f"{pages.__name__}.{_found.name}"), "urlpatterns", [])
