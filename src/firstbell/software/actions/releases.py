"""Which releases a report's programs are; names that were never seen before are given a title on the way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeVar

from firstbell.lib import programs
from firstbell.lib.programs import Named, Program, version_key
from firstbell.platform.search import entries
from firstbell.software.actions import indexing
from firstbell.software.models import Release, Title
from firstbell.software.models.catalogue import digest, digest_of
from firstbell.software.queries import naming

_MOST_KEPT = 100_000
_SLICE = 900
V = TypeVar("V")
# Digest -> key of a release. A release keeps its digest for ever; its title may change, so that is always asked.
_keys: dict[str, int] = {}


class Seen(NamedTuple):
    """One program as a device reports it."""

    name: str
    publisher: str = ""
    version: str = ""
    arch: str = ""
    source: str = ""

    @property
    def digest(self) -> str:
        return digest(*self)


def titles_of(seen: Iterable[Seen]) -> dict[str, tuple[int, int]]:
    """Digest -> (release, title) of every program, in the caller's transaction."""
    by_digest = {one.digest: one for one in seen}
    found = _found(list(by_digest))
    missing = sorted(by_digest.keys() - found.keys())
    if missing:
        _make([by_digest[one] for one in missing])
        found |= _looked_up(missing)
    return found


def _found(digests: list[str]) -> dict[str, tuple[int, int]]:
    kept = [_keys[one] for one in digests if one in _keys]
    found: dict[str, tuple[int, int]] = {}
    for some in _slices(kept):
        # With its digest: a key that was seen in a transaction which ended in nothing may be another's by now.
        rows = Release.objects.filter(pk__in=some).values_list("digest", "pk", "title_id")
        found |= {one: (key, title) for one, key, title in rows}
    found = {one: found[one] for one in digests if one in found}
    read = _looked_up([one for one in digests if one not in found])
    if len(_keys) < _MOST_KEPT:
        _keys.update({one: key for one, (key, _) in read.items()})
    return found | read


def _looked_up(digests: Sequence[str]) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for some in _slices(digests):
        rows = Release.objects.filter(digest__in=some).values_list("digest", "pk", "title_id")
        found |= {one: (key, title) for one, key, title in rows}
    return found


def _make(new: Sequence[Seen]) -> None:
    """In the order of their digests, so that two reports at once wait for each other and never in a ring."""
    namer = naming.namer()
    named = [namer.name(Program(one.name, one.publisher, one.version, one.source)) for one in new]
    titles = ensure_titles(named)
    rows = [
        _release(one, meant, titles[title_digest(meant)])
        for one, meant in zip(new, named, strict=True)
    ]
    Release.objects.bulk_create(rows, ignore_conflicts=True)


def _release(one: Seen, meant: Named, title_id: int) -> Release:
    version = (one.version or meant.version)[:120]
    return Release(
        title_id=title_id, digest=one.digest, name=one.name[:400], publisher=one.publisher[:300], version=version,
        version_key=version_key(version), arch=one.arch[:20], source=one.source[:20],
    )  # fmt: skip


def title_digest(named: Named) -> str:
    return digest_of(named.title, named.publisher)


def ensure_titles(named: Iterable[Named]) -> dict[str, int]:
    """Digest -> title of each, made where there is none; what a person has said of it stands."""
    wanted = {title_digest(one): one for one in named}
    found = _titles(list(wanted))
    missing = sorted(wanted.keys() - found.keys())
    if missing:
        Title.objects.bulk_create([_title(wanted[one]) for one in missing], ignore_conflicts=True)
        made = _titles(missing)
        entries.put_things(indexing.found(Title.objects.filter(pk__in=made.values())))
        found |= made
    return found


def _titles(digests: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for some in _slices(digests):
        found |= dict(Title.objects.filter(digest__in=some).values_list("digest", "pk"))
    return found


def _title(named: Named) -> Title:
    certain = named.kind in (programs.Kind.UPDATE, programs.Kind.PACKAGE)
    title = Title(kind=named.kind.value, known=named.rule is not None or certain)
    title.named(named.title, named.publisher)
    return title


def _slices(values: Sequence[V]) -> Iterable[Sequence[V]]:
    return (values[start : start + _SLICE] for start in range(0, len(values), _SLICE))
