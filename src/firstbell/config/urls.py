from __future__ import annotations

from django.apps import apps
from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from django.utils.module_loading import module_has_submodule

from firstbell.platform.web import urls as web_urls

handler400 = "firstbell.platform.web.pages.errors.bad_request"
handler403 = "firstbell.platform.web.pages.errors.not_allowed"
handler404 = "firstbell.platform.web.pages.errors.not_found"
handler500 = "firstbell.platform.web.pages.errors.broken"

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("firstbell.config.signin")),
    path("", include(web_urls)),
]
if apps.is_installed("firstbell.platform.api"):
    urlpatterns.append(path("api/v1/", include("firstbell.platform.api.urls")))
for _room in settings.ROOMS:
    _app = apps.get_app_config(_room)
    if module_has_submodule(_app.module, "web"):
        urlpatterns.append(path("", include(f"{_app.name}.web.urls")))
