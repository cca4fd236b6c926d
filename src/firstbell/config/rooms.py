"""The addresses of a room, passed by without a look at each where the first word of a path is none of theirs."""

from __future__ import annotations

from functools import cached_property
from types import ModuleType
from typing import Any

from django.urls import Resolver404, ResolverMatch, URLResolver
from django.urls.resolvers import RoutePattern


class Addresses(URLResolver):
    """What `path("", include(module))` makes; of hundreds of addresses a request then tries a few dozen."""

    def __init__(self, module: ModuleType) -> None:
        name = getattr(module, "app_name", None)
        super().__init__(RoutePattern("", is_endpoint=False), module, app_name=name, namespace=name)

    def resolve(self, path: str) -> ResolverMatch:
        if None not in self._first and path.partition("/")[0] not in self._first:
            raise Resolver404({"path": path, "tried": []})
        return super().resolve(path)

    @cached_property
    def _first(self) -> frozenset[str | None]:
        """The first words of its addresses; None where one begins with whatever comes."""
        return frozenset(_first_word(one.pattern) for one in self.url_patterns)


def _first_word(pattern: Any) -> str | None:
    if not isinstance(pattern, RoutePattern):
        return None
    word = str(pattern).partition("/")[0]
    return None if "<" in word else word
