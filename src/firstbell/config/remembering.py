"""The cache in Redis, which pages can do without: while Redis is away, each process remembers for itself."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import redis
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache

log = logging.getLogger("firstbell.cache")
_OWN = (
    "add",
    "get",
    "set",
    "touch",
    "delete",
    "get_many",
    "has_key",
    "incr",
    "set_many",
    "delete_many",
    "clear",
)


class ForgivingRedis(RedisCache):
    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self.own = LocMemCache("while-redis-is-away", {})


def _forgiving(name: str) -> Callable[..., Any]:
    ask = getattr(RedisCache, name)

    def asked(self: ForgivingRedis, *args: Any, **more: Any) -> Any:
        try:
            return ask(self, *args, **more)
        except redis.RedisError as problem:
            log.warning("Redis does not answer (%s): %s is done without it", problem, name)
            return getattr(self.own, name)(*args, **more)

    return asked


for _name in _OWN:
    setattr(ForgivingRedis, _name, _forgiving(_name))
