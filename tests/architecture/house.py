"""What the architecture tests look at: the floors of .importlinter, our sources, our models, our addresses."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from configparser import ConfigParser
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src"
PACKAGE = SOURCE / "firstbell"


@cache
def _floors() -> dict[str, tuple[int, int]]:
    """Each room by name with the floor it is on: the lower the numbers, the higher the floor."""
    contracts = ConfigParser()
    contracts.read(ROOT / ".importlinter")

    def layers(name: str) -> list[list[str]]:
        lines = contracts[f"importlinter:contract:{name}"]["layers"].split("\n")
        return [[room.strip(" ()") for room in line.split("|")] for line in lines if line.strip()]

    found: dict[str, tuple[int, int]] = {}
    for at, rooms in enumerate(layers("floors")):
        for room in rooms:
            found[f"firstbell.{room}"] = (at, 0)
    platform = found.pop("firstbell.platform")[0]
    for at, rooms in enumerate(layers("platform")):
        for room in rooms:
            found[f"firstbell.platform.{room}"] = (platform, at)
    return found


def room_of(module: str) -> str:
    parts = module.split(".")
    return ".".join(parts[:3] if parts[1:2] == ["platform"] else parts[:2])


def may_point(source: str, target: str) -> bool:
    """May something of the first room name something of the second: itself, or a lower floor."""
    if not target.startswith("firstbell.") or room_of(source) == room_of(target):
        return True
    return _floors()[room_of(source)] < _floors()[room_of(target)]


def our_models() -> list[type[Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("firstbell.")]


def sources(*, tests: bool = False) -> Iterator[Path]:
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).parts
        if "migrations" not in parts and (tests or "tests" not in parts):
            yield path


def templates() -> Iterator[Path]:
    yield from sorted(PACKAGE.rglob("templates/**/*.html"))


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(SOURCE).with_suffix("").parts)


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Address:
    """A URL pattern of the installation with its whole path and its name with namespaces."""

    path: str
    name: str
    pattern: URLPattern

    @property
    def view(self) -> Any:
        return self.pattern.callback

    @property
    def module(self) -> str:
        return str(getattr(self.view, "view_class", self.view).__module__)

    def __str__(self) -> str:
        return self.path


def addresses() -> Iterator[Address]:
    yield from _walk("", "", get_resolver().url_patterns)


def _walk(path: str, space: str, patterns: list[Any]) -> Iterator[Address]:
    for pattern in patterns:
        here = path + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(here, inner, pattern.url_patterns)
        else:
            yield Address(here, space + (pattern.name or ""), pattern)


def our_pages() -> list[Address]:
    return [address for address in addresses() if address.module.startswith("firstbell.")]
