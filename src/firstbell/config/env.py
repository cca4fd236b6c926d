"""Reading the environment: a wrong value stops the start with a sentence."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def number(name: str, default: int) -> int:
    value = os.environ.get(name, "")
    try:
        return int(value) if value else default
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}") from None


def flag(name: str, *, default: bool) -> bool:
    value = os.environ.get(name, "").lower()
    if value in ("", "0", "1", "true", "false"):
        return default if value == "" else value in ("1", "true")
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}")


def words(name: str) -> list[str]:
    return [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]


def secret(name: str, default: str = "") -> str:
    """From NAME, or from the file that NAME_FILE names, which must be readable."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as problem:
            raise ImproperlyConfigured(
                f"{name}_FILE names {path}, which cannot be read: {problem.strerror}"
            ) from None
    return os.environ.get(name, default)


def database(url: str, data: Path) -> dict[str, Any]:
    if not url:
        return _sqlite(data / "firstbell.sqlite3")
    parts = urlsplit(url)
    if parts.scheme in ("postgres", "postgresql"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 600,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": _options(dict(parse_qsl(parts.query))),
        }
    raise ImproperlyConfigured(
        "DATABASE_URL must begin with postgresql:// (leave it out for the built-in database)"
    )


def _options(said: dict[str, str]) -> dict[str, Any]:
    """Plans that are kept need a connection of one's own: `?prepare_threshold=none` behind a pool that shares them."""
    threshold = said.get("prepare_threshold", "5")
    return {**said, "prepare_threshold": int(threshold) if threshold.isdecimal() else None}


def _sqlite(path: Path) -> dict[str, Any]:
    # An acknowledged write survives power loss: WAL with FULL. Writers queue at BEGIN, so no write fails half-way.
    # The page cache is per connection: kept small, the file system caches the rest.
    pragmas = [
        "journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "temp_store = MEMORY", "cache_size = -8000",
        "mmap_size = 134217728",
    ]  # fmt: skip
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": 600,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "; ".join(f"PRAGMA {pragma}" for pragma in pragmas),
        },
    }
