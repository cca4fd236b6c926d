from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

import firstbell
from firstbell.platform.web.components import style_guide

PACKAGE = Path(firstbell.__file__).parent
FRONTEND = PACKAGE.parent.parent / "frontend"
TEMPLATES = sorted(path for path in PACKAGE.rglob("*.html") if "node_modules" not in path.parts)
INLINE = re.compile(r'\sstyle="|\son[a-z]+="|<style(?![^>]*nonce=)')
LINES, COLUMNS = 300, 180
SCRIPT = re.compile(r"<script(?![^>]*(?:\ssrc=|application/json))")
NAMED = re.compile(r"""(?:\bicon\s*(?:=|\(|["']\s*:)\s*|\{%\s*icon\s+)["']([a-z][a-z0-9-]+)["']""")


# Where these calls carry their icon when it is not named.
PLACES = {"MenuItem": 2, "Create": 2, "Action": 2, "BulkAction": 2, "Button": 2, "Panel": 3}


def placed_icons(path: Path) -> set[tuple[str, str]]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            place = PLACES.get(name)
            if place is not None and len(node.args) > place:
                value = node.args[place]
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    found.add((value.value, path.name))
    return found


def known_icons() -> set[str]:
    lines = (FRONTEND / "icons.txt").read_text(encoding="utf-8").split("\n")
    return {line.split("#")[0].strip() for line in lines} - {""}


def test_no_template_says_what_the_content_policy_would_drop() -> None:
    offenders = {
        str(path.relative_to(PACKAGE)): found
        for path in TEMPLATES
        if "mail" not in path.parts
        if (
            found := INLINE.findall(text := path.read_text(encoding="utf-8")) + SCRIPT.findall(text)
        )
    }

    assert offenders == {}


def test_a_template_is_short_and_so_are_its_lines() -> None:
    read = {path: path.read_text(encoding="utf-8").split("\n") for path in TEMPLATES}

    assert [path.name for path, lines in read.items() if len(lines) > LINES] == []
    assert [
        f"{path.name}:{number}"
        for path, lines in read.items()
        for number, line in enumerate(lines, start=1)
        if len(line) > COLUMNS
    ] == []


@pytest.mark.skipif(not FRONTEND.exists(), reason="the front end's sources are not in a wheel")
def test_every_icon_a_page_names_is_in_the_sprite() -> None:
    sources = [*TEMPLATES, *(path for path in PACKAGE.rglob("*.py") if "tests" not in path.parts)]
    named = {
        (name, path.name)
        for path in sources
        for name in NAMED.findall(path.read_text(encoding="utf-8"))
    }
    for path in sources:
        if path.suffix == ".py":
            named |= placed_icons(path)

    known = known_icons()
    assert {(name, where) for name, where in named if name and name not in known} == set()


@pytest.mark.django_db
def test_the_style_page_shows_every_piece(rf: RequestFactory) -> None:
    request = rf.get("/style/")
    request.csp_nonce = "n"  # type: ignore[attr-defined]

    html = render_to_string("web/style_guide.html", style_guide.examples(), request)

    assert html.count("<h1") == 1
    assert 'style="' not in html
    assert "HV-10482 is already on a Dell Latitude in ICT 2." in html
    assert 'nonce="n"' in html
