"""Addresses of pages that take no words: the same for every request, so they are put together once."""

from __future__ import annotations

from functools import cache

from django.urls import get_script_prefix, get_urlconf, reverse


def address(name: str) -> str:
    return _address(name, get_script_prefix(), get_urlconf())


@cache
def _address(name: str, prefix: str, urlconf: str | None) -> str:
    return reverse(name)
