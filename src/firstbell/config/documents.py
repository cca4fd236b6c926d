"""Documents that are made from the code: each a path under docs/ and a function that gives its text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from firstbell.platform.accounts.permissions import table
from firstbell.platform.accounts.states import ROLE_SENTENCES, Role
from firstbell.platform.audit.events import types

MADE = "<!-- Made by `firstbell docs` from the code; change it there. -->"
_documents: dict[str, Callable[[], str]] = {}


def document(path: str) -> Callable[[Callable[[], str]], Callable[[], str]]:
    """Declare a document: `firstbell docs` writes it, `firstbell docs --check` compares it."""

    def register(write: Callable[[], str]) -> Callable[[], str]:
        _documents[path] = write
        return write

    return register


def documents() -> dict[str, Callable[[], str]]:
    return dict(_documents)


@document("docs/permissions.md")
def permissions() -> str:
    """Who may do what, as a table for each room."""
    lines = [
        "# Who may do what",
        "",
        MADE,
        "",
        "A role is held in a school, or in the whole trust.",
        "",
    ]
    lines += [f"- **{role.label}**: {sentence}" for role, sentence in ROLE_SENTENCES.items()]
    rooms: dict[str, list[str]] = {}
    for name, permission in table().items():
        also = f" Also: {permission.also_sentence}." if permission.also_sentence else ""
        also += f" Except: {permission.unless_sentence}." if permission.unless_sentence else ""
        ticks = " | ".join("✓" if role in permission.roles else "" for role in Role)
        rooms.setdefault(name.split(".")[0], []).append(
            f"| {permission.sentence}.{also} | `{name}` | {ticks} |"
        )
    heads = " | ".join(str(role.label) for role in Role)
    for room, rows in rooms.items():
        ruler = "|---|---|" + "---|" * len(Role)
        lines += ["", f"## {room.capitalize()}", "", f"| | name | {heads} |", ruler, *rows]
    return "\n".join(lines) + "\n"


@document("docs/events.md")
def events() -> str:
    """Everything that history can say; the names are what receivers and webhooks listen to."""
    lines = [
        "# What history can say",
        "",
        MADE,
        "",
        "| name | sentence | read by |",
        "|---|---|---|",
    ]
    for name, kind in sorted(types().items()):
        readers = (
            "`audit.view`" if kind.audience == "school" else f"`audit.view` and `{kind.audience}`"
        )
        lines.append(f"| `{name}` | {kind.sentence} | {readers} |")
    return "\n".join(lines) + "\n"


@document("docs/permission-matrix.md")
def permission_matrix() -> str:
    """Every page with who is let in; `tests/permissions` asks each of them as everybody."""
    lines = [
        "# Who gets in where",
        "",
        MADE,
        "",
        "What belongs to another school is not there for anybody: 404.",
        "",
    ]
    heads = " | ".join(["page", "stranger", *(str(role.label) for role in Role), "needs"])
    lines += [f"| {heads} |", "|---|" + "---|" * (len(Role) + 2)]
    for path, view in sorted(_pages("", get_resolver().url_patterns), key=lambda page: page[0]):
        name = getattr(view, "permission", "")
        holders = table()[name].roles if name else frozenset(Role)
        ticks = " | ".join("✓" if role in holders else "" for role in Role)
        also = ", or by the thing itself" if name and table()[name].also else ""
        needs = f"`{name}`{also}" if name else "nothing: a public page"
        lines.append(f"| `/{path}` | {'' if name else '✓'} | {ticks} | {needs} |")
    return "\n".join(lines) + "\n"


def _pages(path: str, patterns: list[Any]) -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        here = path + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _pages(here, pattern.url_patterns)
        elif isinstance(pattern, URLPattern) and pattern.callback.__module__.startswith(
            "firstbell."
        ):
            yield here.replace("|", "\\|"), pattern.callback
