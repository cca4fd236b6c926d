"""Which period of the school's bells is meant: by its number, its name or the time at which it begins."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import time

from firstbell.lib.schooltime import Bell, Kind

_WORDS = re.compile(r"\b(?:period|per|lesson|les|session|p|l)(?=\b|\d)\.?\s*", re.I)


class Labels:
    """The labels of all the bells of a school, on whichever day they ring."""

    def __init__(self, bells: Iterable[Bell]) -> None:
        self._known: dict[str, str] = {}
        self._times: dict[time, str] = {}
        self._spans: list[tuple[time, time, str]] = []
        self.labels: list[str] = []
        named: dict[str, list[str]] = {"reg": [], "lunch": [], "break": []}
        kinds = {Kind.REGISTRATION: "reg", Kind.LUNCH: "lunch", Kind.BREAK: "break"}
        for bell in sorted(bells, key=lambda one: one.starts):
            self._known.setdefault(plain(bell.label), bell.label)
            self._times.setdefault(bell.starts, bell.label)
            self._spans.append((bell.starts, bell.ends, bell.label))
            if bell.label not in self.labels:
                self.labels.append(bell.label)
            if bell.kind in kinds and bell.label not in named[kinds[bell.kind]]:
                named[kinds[bell.kind]].append(bell.label)
        registrations = named["reg"]
        for word, found in named.items():
            if len(found) == 1:
                self._known.setdefault(word, found[0])
        if registrations:
            self._known.setdefault("am", registrations[0])
            self._known.setdefault("pm", registrations[-1])

    def find(self, said: str, starts: time | None = None) -> str | None:
        """The label as the school has it; a lesson that begins at no bell is in the period that is running."""
        if said:
            return self._known.get(plain(said))
        if starts is None:
            return None
        exact = self._times.get(starts)
        if exact is not None:
            return exact
        running = (label for first, last, label in self._spans if first <= starts < last)
        return next(running, None)


def plain(label: str) -> str:
    """ "Period 1", "P1" and "1" are one."""
    text = label.strip().casefold()
    return _WORDS.sub("", text).strip().lstrip("0") or text
