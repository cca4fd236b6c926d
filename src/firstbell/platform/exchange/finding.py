"""Names in a file that stand for other things: found, or listed for somebody to decide about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from firstbell.lib.sheets import Names, normalise_name

# What a finder answers for a name that nobody has decided about yet: no key of a row.
OPEN = -1
MANY = -2


@dataclass(slots=True)
class Wanted:
    """A name that nothing is called yet, as it was first met, and how many lines want it."""

    key: str
    name: str
    detail: dict[str, Any]
    count: int = 0


@dataclass(slots=True)
class Finder:
    """Everything of one kind by the form its names are looked up in. `make` adds one and gives its id.

    `decided` is what somebody said about names that nothing is called: an id, or None to leave the field empty.
    """

    kind: str
    things: tuple[str, str]
    known: dict[str, int]
    names: dict[int, str]
    form: Callable[[str], str]
    make: Callable[[Wanted], int] | None = None
    unmake: Callable[[int], str] | None = None
    # Many at once, for kinds that a first file brings by the hundred; all or none.
    make_many: Callable[[Sequence[Wanted]], list[int]] | None = None
    order: int = 50
    # Details that make two equal names different things: the maker and the number of a model.
    apart: tuple[str, ...] = ()
    # What it is called in full, as `names` has it, where the name alone does not say.
    said: Callable[[Wanted], str] | None = None
    decided: dict[str, int | None] = field(default_factory=dict)
    wanted: dict[str, Wanted] = field(default_factory=dict)
    # Who wants to ask the same again without asking notes here what was open.
    met: list[Wanted] | None = None
    _near: Names | None = None
    _forms: dict[str, str] = field(default_factory=dict)

    def find(self, name: str, key: str = "", **detail: Any) -> int | None:
        if not key:
            key = self._forms.get(name, "") or self._forms.setdefault(name, self.form(name))
        found = self.known.get(key)
        if found is not None:
            return found
        if key in self.decided:
            return self.decided[key]
        wanted = self.wanted.get(key)
        if wanted is None:
            wanted = self.wanted[key] = Wanted(key, name, detail)
        wanted.count += 1
        if self.met is not None:
            self.met.append(wanted)
        return OPEN

    def twins(self) -> dict[str, str]:
        """New names that say the same in other words: the key of each rarer one -> that of the most usual."""
        groups: dict[tuple[str, ...], list[Wanted]] = {}
        for wanted in self.wanted.values():
            told = (wanted.name, *(str(wanted.detail.get(name, "")) for name in self.apart))
            groups.setdefault(tuple(normalise_name(text) for text in told), []).append(wanted)
        found: dict[str, str] = {}
        for group in groups.values():
            first, *others = sorted(group, key=lambda wanted: -wanted.count)
            found |= {other.key: first.key for other in others}
        return found

    def near(self, wanted: Wanted) -> list[dict[str, Any]]:
        """Up to three of its kind that are called something like it."""
        if self._near is None:
            self._near = Names(set(self.names.values()))
        said = self.said(wanted) if self.said else wanted.name
        ids: dict[str, int] = {}
        for known_id, label in self.names.items():
            ids.setdefault(label, known_id)
        return [
            {"id": ids[near.name], "name": near.name, "score": near.score}
            for near in self._near.near(said)
        ]
