"""Addresses of pages that are the same for every request, or differ in one uid: they are put together once."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote
from uuid import UUID

from django.urls import get_script_prefix, get_urlconf, reverse

_ANY = "ffffffff-ffff-7fff-bfff-fffffffffff2"


def address(name: str, *words: str) -> str:
    """For words of the program: there must not be many of them."""
    return _address(name, words, get_script_prefix(), get_urlconf())


def address_of(name: str, *words: UUID | str) -> str:
    """The last word may be anything; the others are words of the program."""
    *few, last = words
    found = _address(name, (*map(str, few), _ANY), get_script_prefix(), get_urlconf())
    return found.replace(_ANY, quote(str(last), safe=""))


@lru_cache(maxsize=1024)
def _address(name: str, words: tuple[str, ...], prefix: str, urlconf: str | None) -> str:
    return reverse(name, args=words)
