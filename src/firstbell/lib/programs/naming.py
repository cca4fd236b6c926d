"""From what a device reports of a program to the product that a technician knows."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from firstbell.lib.programs.plain import plain_publisher, plain_title
from firstbell.lib.programs.rules import HEAD, VERSION, Kind, Rule, alternatives, compiled, head

_KB = re.compile(r"\bKB[0-9]{6,8}\b", re.IGNORECASE)
_UPDATE = re.compile(
    r"(?:security |definition |service pack .*|hot ?fix .*)?(?:update|hotfix) (?:for|pour|para) ",
    re.IGNORECASE,
)
_IN_NAME = re.compile(rf"(?:^|[\s(v])({VERSION})(?=$|[\s)])", re.IGNORECASE)
# Where a package manager says so, the name is the package's own and means just that.
_PACKAGES = frozenset({"deb", "dpkg", "rpm", "apk", "pacman", "portage", "snap", "flatpak", "brew", "freebsd", "solaris"})  # fmt: skip


class Program(NamedTuple):
    name: str
    publisher: str = ""
    version: str = ""
    source: str = ""


class Named(NamedTuple):
    """`rule` is the place of the rule that decided, None where none did: then nobody has said what it is."""

    title: str
    publisher: str
    version: str
    kind: Kind
    rule: int | None = None


class Namer:
    """Rules in order, the first that matches decides; made once, asked for every new name."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = list(rules)
        self._by_head: dict[str, list[tuple[int, re.Pattern[str]]]] = defaultdict(list)
        for place, rule in enumerate(self.rules):
            for pattern in alternatives(rule.pattern):
                self._by_head[head(pattern)].append((place, compiled(pattern)))

    def name(self, program: Program) -> Named:
        name = " ".join(program.name.split())
        update = self._update(name, program)
        if update is not None:
            return update
        found = self._rule(name, program.publisher)
        if found is None:
            return self._unruled(name, program)
        place, numbers = found
        rule = self.rules[place]
        read = [number for number in numbers if number]
        title = " ".join(rule.title.replace("#", read[0] if read else "").split())
        publisher = rule.publisher or plain_publisher(program.publisher)
        version = program.version or (read[0] if read else version_in(name))
        return Named(title, publisher, version, rule.kind, place)

    def _rule(self, name: str, publisher: str) -> tuple[int, tuple[str, ...]] | None:
        candidates = [*self._by_head.get(name[:HEAD].casefold(), ()), *self._by_head.get("", ())]
        for place, pattern in sorted(candidates, key=lambda candidate: candidate[0]):
            match = pattern.fullmatch(name)
            if match and self._by(place, publisher):
                return place, match.groups()
        return None

    def _by(self, place: int, publisher: str) -> bool:
        by = self.rules[place].by
        if not publisher and by.endswith("|"):
            return True
        return not by or any(compiled(part).fullmatch(publisher) for part in alternatives(by))

    def _update(self, name: str, program: Program) -> Named | None:
        if _UPDATE.match(name) or (_KB.search(name) and program.source.casefold() != "deb"):
            publisher = plain_publisher(program.publisher)
            if not publisher and _KB.search(name):
                publisher = "Microsoft"
            return Named(name, publisher, program.version, Kind.UPDATE)
        return None

    def _unruled(self, name: str, program: Program) -> Named:
        source = program.source.casefold()
        if source in _PACKAGES:
            return Named(name, plain_publisher(program.publisher), program.version, Kind.PACKAGE)
        kind = Kind.APP if source in ("uwp", "android", "store") else Kind.APPLICATION
        title = plain_title(name, program.version)
        version = program.version or version_in(name)
        return Named(title, plain_publisher(program.publisher), version, kind)


def version_in(name: str) -> str:
    """The last thing in a name that looks like a version, where nothing else tells it."""
    found = [number for number in _IN_NAME.findall(name) if "." in number]
    return found[-1] if found else ""
