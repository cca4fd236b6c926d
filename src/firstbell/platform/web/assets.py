from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


class HashedFiles(StaticFilesStorage):
    """Static files straight from the package, with a fingerprint in the address, so that they may be kept for a year."""

    def url(self, name: str | None) -> str:
        known: dict[tuple[str, str], str] = self.__dict__.setdefault("_addresses", {})
        key = (self.base_url, name or "")
        if settings.DEBUG or key not in known:
            address = super().url(name)
            print_ = _fingerprint(name or "")
            known[key] = f"{address}?v={print_}" if print_ else address
        return known[key]


def _fingerprint(name: str) -> str:
    return _read(name) if settings.DEBUG else _kept(name)


def _read(name: str) -> str:
    found = finders.find(name)
    return hashlib.sha256(Path(str(found)).read_bytes()).hexdigest()[:6] if found else ""


_kept = cache(_read)
