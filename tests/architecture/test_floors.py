"""What import-linter cannot see: foreign keys, URL names and models found by name point down, too."""

from __future__ import annotations

import ast
import re

import pytest
from django.apps import apps

from tests.architecture.house import (
    addresses,
    may_point,
    module_of,
    our_models,
    our_pages,
    room_of,
    sources,
    templates,
    tree_of,
)

_BY_NAME = {"reverse", "reverse_lazy", "redirect", "resolve_url"}
_SECOND = {"MenuItem", "Create"}
_URL_TAG = re.compile(r"""\{%\s*url\s+['"]([\w:-]+)['"]([^%]*)%\}""")


def test_floors_are_compared_as_the_contract_says():
    assert may_point("firstbell.equipment.models", "firstbell.places.models")
    assert may_point("firstbell.places.models", "firstbell.platform.tenancy.models")
    assert may_point("firstbell.platform.web.pages.jobs", "firstbell.platform.jobs.models")
    assert not may_point("firstbell.places.models", "firstbell.equipment.models")
    assert not may_point("firstbell.places.models", "firstbell.calendar.models")
    assert not may_point("firstbell.platform.tenancy.models", "firstbell.platform.accounts.models")


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_foreign_keys_point_down(model):
    for field in model._meta.get_fields(include_hidden=True):
        if field.concrete and field.is_relation:
            assert may_point(model.__module__, field.related_model.__module__), field


def rooms_of_names() -> dict[str, set[str]]:
    """Each URL name with the rooms whose pages answer there; other people's pages are for everybody."""
    found: dict[str, set[str]] = {}
    for address in addresses():
        ours = address.module.startswith("firstbell.")
        found.setdefault(address.name, set()).add(room_of(address.module) if ours else "elsewhere")
    return found


def test_a_url_name_is_given_once():
    paths: dict[str, set[str]] = {}
    for address in our_pages():
        paths.setdefault(address.name, set()).add(address.path)
    assert {name: found for name, found in paths.items() if len(found) > 1} == {}


def _names_in(tree: ast.Module) -> list[str]:
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = (
            node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        )
        wanted = (
            node.args[:1] if called in _BY_NAME else node.args[1:2] if called in _SECOND else []
        )
        wanted += [word.value for word in node.keywords if word.arg == "url_name"]
        found += [
            arg.value
            for arg in wanted
            if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
        ]
    return [name for name in found if name and not name.startswith("/")]


def test_url_names_in_code_exist_and_point_down():
    rooms, wrong = rooms_of_names(), []
    for path in sources():
        module = module_of(path)
        for name in _names_in(tree_of(path)):
            targets = rooms.get(name)
            if not targets:
                wrong.append(f"{module} names {name}, which is nowhere")
            elif not any(room == "elsewhere" or may_point(module, room) for room in targets):
                wrong.append(f"{module} names {name} of {targets}")
    assert wrong == []


def test_url_names_in_templates_exist_and_point_down():
    rooms, wrong = rooms_of_names(), []
    for path in templates():
        module = module_of(path.with_suffix(".py"))
        for name, rest in _URL_TAG.findall(path.read_text(encoding="utf-8")):
            targets = rooms.get(name)
            if not targets and " as " not in rest:
                wrong.append(f"{path.name} names {name}, which is nowhere")
            elif targets and not any(
                room == "elsewhere" or may_point(module, room) for room in targets
            ):
                wrong.append(f"{path.name} names {name} of {targets}")
    assert wrong == []


def test_models_found_by_name_are_on_a_lower_floor():
    wrong = []
    for path in sources():
        for node in ast.walk(tree_of(path)):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "get_model"
            ):
                first = node.args[0] if node.args else None
                if isinstance(first, ast.Constant):
                    label = str(first.value).split(".")[0]
                    if not may_point(module_of(path), apps.get_app_config(label).name):
                        wrong.append(f"{module_of(path)} takes {first.value}")
    assert wrong == []
