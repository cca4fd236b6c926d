"""Whom a line of a file of groups means: who is in the group, and who leads it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from firstbell.lib.parsing import Unclear, shown, split_people
from firstbell.people.sheets.calling import plain
from firstbell.platform.exchange.finding import MANY
from firstbell.platform.exchange.sheets import Line


@dataclass(slots=True)
class Told:
    """`problems` refuse the line, `warnings` only leave somebody out."""

    members: list[int] = field(default_factory=list)
    leader: int | None = None
    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def told_by(line: Line, called: Mapping[str, int]) -> Told:
    told = Told()
    _one(line, called, told)
    found, lost = _each(_names(line.values.get("members")), called)
    told.members += [pk for pk in found if pk not in told.members]
    if lost:
        told.warnings.append(f"Members: {_nobody(lost)}")
    _leader(line, called, told)
    return told


def _one(line: Line, called: Mapping[str, int], told: Told) -> None:
    """The one member of the line, by the surest of what it says."""
    get = line.values.get
    whole = f"{get('member_first') or ''} {get('member_last') or ''}"
    given = [get("member_mis"), get("member_email"), get("member"), whole]
    said = [text for text in given if text and text.strip()]
    if not said:
        return
    found = [pk for text in said if (pk := called.get(plain(text))) is not None]
    if found and found[0] != MANY:
        told.members.append(found[0])
    elif found:
        told.problems.append(
            f"Several people here are called {said[-1].strip()}: give the MIS number or the email address."
        )
    else:
        told.problems.append(f"Nobody here is known as {shown(said[-1].strip())}.")


def _leader(line: Line, called: Mapping[str, int], told: Told) -> None:
    names = _names(line.values.get("led_by"))
    found, lost = _each(names, called)
    if lost:
        told.warnings.append(f"Led by: {_nobody(lost)}")
    if found:
        told.leader = found[0]
    if len(found) > 1:
        told.warnings.append("Led by: one person leads a group, so only the first is taken.")


def _names(cell: str | None) -> Sequence[str]:
    """With semicolons between them, as we write them; else as people list people."""
    if not cell:
        return ()
    if re.search(r"[;\n|]", cell):
        return [name.strip() for name in re.split(r"[;\n|]", cell) if name.strip()]
    try:
        return split_people(cell).names
    except Unclear:
        return [name.strip() for name in cell.split(",") if name.strip()]


def _each(names: Sequence[str], called: Mapping[str, int]) -> tuple[list[int], list[str]]:
    found: dict[int, None] = {}
    lost = []
    for name in names:
        pk = called.get(plain(name))
        if pk is None or pk == MANY:
            lost.append(name)
        else:
            found.setdefault(pk)
    return list(found), lost


def _nobody(names: Sequence[str]) -> str:
    some = ", ".join(names[:5])
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return f"it is not clear who is meant by {some}{more}, so they are left out."
