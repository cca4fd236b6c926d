"""The API of the whole house: the platform's endpoints and each room's."""

from __future__ import annotations

from importlib import import_module

from django.apps import apps
from django.conf import settings
from django.utils.module_loading import module_has_submodule
from ninja import Router

from firstbell.platform.api.core import make
from firstbell.platform.api.endpoints import (
    attachments,
    codes,
    house,
    imports,
    labels,
    merges,
    notes,
    notices,
    numbers,
    tags,
    webhooks,
)


def routers() -> list[tuple[str, Router]]:
    """Each room's `api` package offers `router`."""
    platform = (
        attachments, codes, house, imports, labels, merges, notes, notices, numbers, tags, webhooks,
    )  # fmt: skip
    found: list[tuple[str, Router]] = [("", one.router) for one in platform]
    for room in settings.ROOMS:
        app = apps.get_app_config(room)
        if module_has_submodule(app.module, "api"):
            router = getattr(import_module(f"{app.name}.api"), "router", None)
            if router is not None:
                found.append(("", router))
    return found


api = make(routers())
urlpatterns = api.urls[0]
