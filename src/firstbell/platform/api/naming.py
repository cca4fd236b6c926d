"""What the description calls the shape of what is sent and answered: two that differ never share a name."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cached_property
from typing import Any, Final

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.schema import NinjaGenerateJsonSchema

_CLASS: Final = re.compile(r"firstbell((?:\.\w+)*)\.(\w+)")
_NOISE: Final = frozenset({"api", "platform", "endpoints", "shapes", "states", "models"})


class Api(NinjaAPI):
    """Names by class alone would let the last `MoveIn` of the house stand for all of them."""

    @cached_property
    def shared(self) -> frozenset[str]:
        """The names that more than one class has."""
        first = Described(self, "")
        return frozenset(name for name, modules in first.named.items() if len(modules) > 1)

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        prefix = self.get_root_path(path_params or {}) if path_prefix is None else path_prefix
        return Described(self, prefix, self.shared)


class Described(OpenAPISchema):
    """The description, in which the shared names have their room and noun before them."""

    def __init__(self, api: NinjaAPI, prefix: str, shared: frozenset[str] = frozenset()) -> None:
        self.named: dict[str, set[str]] = defaultdict(set)
        self._generator = _generator(self.named, shared)
        super().__init__(api, prefix)

    def _extract_parameters(self, model: Any) -> list[dict[str, Any]]:
        return super()._extract_parameters(self._called(model))

    def _create_schema_from_model(
        self, model: Any, *args: Any, **words: Any
    ) -> tuple[dict[str, Any], bool]:
        return super()._create_schema_from_model(self._called(model), *args, **words)

    def _called(self, model: Any) -> Any:
        return _Called(model, self._generator)


class _Called:
    """A model that describes itself with our names."""

    def __init__(self, model: Any, generator: type[NinjaGenerateJsonSchema]) -> None:
        self._model, self._generator = model, generator

    def __getattr__(self, name: str) -> Any:
        return getattr(self._model, name)

    def model_json_schema(self, **words: Any) -> dict[str, Any]:
        found: dict[str, Any] = self._model.model_json_schema(
            **{**words, "schema_generator": self._generator}
        )
        return found


def _generator(named: dict[str, set[str]], shared: frozenset[str]) -> type[NinjaGenerateJsonSchema]:
    def called(found: re.Match[str]) -> str:
        named[found[2]].add(found[1])
        return (
            f"firstbell{found[1]}.{in_full(found[1], found[2]) if found[2] in shared else found[2]}"
        )

    class Generator(NinjaGenerateJsonSchema):
        def get_defs_ref(self, core_mode_ref: Any) -> Any:
            ref, mode = core_mode_ref
            said: Any = (_CLASS.sub(called, ref), mode)
            return super().get_defs_ref(said)

    return Generator


def in_full(module: str, name: str) -> str:
    """`.equipment.api.stock`, `MoveIn` -> `EquipmentStockMoveIn`."""
    words = [word for part in module.split(".") if part not in _NOISE for word in part.split("_")]
    return "".join(word.capitalize() for word in words if word not in _NOISE) + name
