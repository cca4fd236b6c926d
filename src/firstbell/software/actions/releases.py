"""Which releases a report's programs are; names that were never seen before are given a title on the way."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from firstbell.lib import programs
from firstbell.lib.programs import Named, Program, version_key
from firstbell.platform.database import bulk
from firstbell.platform.database.among import rows_among
from firstbell.platform.search import entries
from firstbell.software.actions import indexing
from firstbell.software.models import Release, Title
from firstbell.software.models.catalogue import digest, digest_of
from firstbell.software.queries import naming


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


def titles_of(seen: Collection[Seen]) -> dict[Seen, tuple[int, int]]:
    """(release, title) of every program, in the caller's transaction."""
    by_digest = {_digest(one): one for one in seen}
    found = _found(by_digest)
    missing = sorted(by_digest.keys() - found.keys())
    if missing:
        found |= _make([by_digest[one] for one in missing])
        found |= _found(by_digest.keys() - found.keys())
    return {one: found[_digest(one)] for one in seen}


@lru_cache(maxsize=8192)
def _digest(one: Seen) -> str:
    """The machines of a school have mostly the same programs."""
    return one.digest


_TOLD = "digest, id, title_id"
_RELEASES = f"SELECT {_TOLD} FROM software_release WHERE 1 = 1"  # noqa: S608 -- our own names


def _found(digests: Collection[str]) -> dict[str, tuple[int, int]]:
    return _by_digest(rows_among(_RELEASES, "digest", digests))


def _by_digest(rows: Iterable[tuple[Any, ...]]) -> dict[str, tuple[int, int]]:
    return {one: (key, title) for one, key, title in rows}


_RELEASE = ("title_id", "digest", "name", "publisher", "version", "version_key", "arch", "source")


def _make(new: Sequence[Seen]) -> dict[str, tuple[int, int]]:
    """Those that nobody else makes in this moment, as far as the database tells at once.

    In the order of their digests, so that two reports at once wait for each other and never in a ring.
    """
    namer = naming.namer()
    named = [namer.name(Program(one.name, one.publisher, one.version, one.source)) for one in new]
    titles = ensure_titles(named)
    rows = [
        _release(one, meant, titles[title_digest(meant)])
        for one, meant in zip(new, named, strict=True)
    ]
    return _by_digest(bulk.insert_missing(Release, _RELEASE, rows, telling=_TOLD))


def _release(one: Seen, meant: Named, title_id: int) -> tuple[Any, ...]:
    version = (one.version or meant.version)[:120]
    return (
        title_id, one.digest, one.name[:400], one.publisher[:300], version, version_key(version), one.arch[:20],
        one.source[:20],
    )  # fmt: skip


def title_digest(named: Named) -> str:
    return digest_of(named.title, named.publisher)


_OF_TITLES = "digest, id, uid, kind, name, publisher"
_TITLES = f"SELECT {_OF_TITLES} FROM software_title WHERE 1 = 1"  # noqa: S608 -- our own names
_TITLE = (
    "uid", "version", "created_at", "name", "name_key", "digest", "publisher", "kind", "known", "notes",
)  # fmt: skip


def ensure_titles(named: Iterable[Named]) -> dict[str, int]:
    """Digest -> title of each, made where there is none; what a person has said of it stands."""
    wanted = {title_digest(one): one for one in named}
    found = {row[0]: row[1] for row in rows_among(_TITLES, "digest", wanted)}
    missing = sorted(wanted.keys() - found.keys())
    if missing:
        rows = [_title(wanted[one]) for one in missing]
        made = bulk.insert_missing(Title, _TITLE, rows, telling=_OF_TITLES)
        made += rows_among(_TITLES, "digest", set(missing) - {row[0] for row in made})
        entries.put_many("software.title", indexing.entries_of(row[1:] for row in made), new=False)
        found |= {row[0]: row[1] for row in made}
    return found


def _title(named: Named) -> tuple[Any, ...]:
    certain = named.kind in (programs.Kind.UPDATE, programs.Kind.PACKAGE)
    title = Title(kind=named.kind.value, known=named.rule is not None or certain)
    title.named(named.title, named.publisher)
    return tuple(getattr(title, name) for name in _TITLE)
