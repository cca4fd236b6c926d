"""Tells mypy what our middleware hangs on a request: who acts, and the nonce of the page's one style block."""

from __future__ import annotations

from collections.abc import Callable

from mypy.plugin import ClassDefContext, Plugin
from mypy.plugins.common import add_attribute_to_class
from mypy.types import AnyType, TypeOfAny

REQUEST = "django.http.request.HttpRequest"
OURS = ("actor", "csp_nonce", "must_ask")


class RequestPlugin(Plugin):
    def get_customize_class_mro_hook(
        self, fullname: str
    ) -> Callable[[ClassDefContext], None] | None:
        return _hang_ours if fullname == REQUEST else None


def _hang_ours(ctx: ClassDefContext) -> None:
    # The type of Actor is not known yet where Django's stubs are read; its users say `Actor` where it matters.
    for name in OURS:
        if name not in ctx.cls.info.names:
            add_attribute_to_class(ctx.api, ctx.cls, name, AnyType(TypeOfAny.explicit))


def plugin(version: str) -> type[Plugin]:
    return RequestPlugin
