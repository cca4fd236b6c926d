"""A part of the house's addresses that is read when somebody first goes there, not before the first page."""

from __future__ import annotations

from typing import Any

from django.urls import URLResolver
from django.urls.resolvers import RoutePattern


class Later(URLResolver):
    """The addresses under `route`, which `module` lists; only whoever names `namespace` asks for them by name."""

    def __init__(self, route: str, module: str, namespace: str) -> None:
        super().__init__(
            RoutePattern(route, is_endpoint=False), module, app_name=namespace, namespace=namespace
        )

    def _populate(self) -> None:
        """Nothing to tell the names of other pages."""

    def check(self) -> list[Any]:
        return []
