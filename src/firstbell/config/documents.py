"""Documents that are made from the code: each a path under docs/ and a function that gives its text."""

from __future__ import annotations

from collections.abc import Callable

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
