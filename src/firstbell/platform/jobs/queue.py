"""The doorbell: Huey wakes a worker, on this machine or another; what there is to do stands in the job rows."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import close_old_connections

if TYPE_CHECKING:
    from huey import Huey

log = logging.getLogger("firstbell.jobs")
_rings: ContextVar[bool] = ContextVar("the_doorbell_rings", default=True)


@cache
def bell() -> Huey:
    """The queue of this installation; made when first needed, so that a shell needs none."""
    # The queue brings the drivers of every database it knows, half a second's worth, and the first page needs none.
    from huey import PostgresHuey, RedisHuey, SqliteHuey  # noqa: PLC0415 -- slow, and only for who rings or works

    options: dict[str, Any] = {"results": False, "utc": True}
    if settings.REDIS_URL:
        return RedisHuey("firstbell", url=settings.REDIS_URL, **options)
    if settings.DATABASE_URL:
        return PostgresHuey("firstbell", dsn=settings.DATABASE_URL, **options)
    return SqliteHuey(
        "firstbell", filename=str(settings.DATA / "queue.sqlite3"), fsync=False, **options
    )


@cache
def _work() -> Any:
    @bell().task(name="firstbell.work")  # type: ignore[untyped-decorator]
    def work() -> None:
        from firstbell.platform.jobs import worker  # noqa: PLC0415 -- the worker imports the registry, which rings

        close_old_connections()
        worker.work()

    return work


def declare() -> Huey:
    """The queue with its one task known, for the consumer."""
    _work()
    return bell()


def answers() -> bool:
    """Whether a queue of its own is there; what the database or a file is, is asked elsewhere."""
    if not settings.REDIS_URL:
        return True
    import redis  # noqa: PLC0415 -- slow, and only for who has it

    patience = {"socket_connect_timeout": 1, "socket_timeout": 1}
    try:
        with redis.Redis.from_url(settings.REDIS_URL, **patience) as there:
            return bool(there.ping())
    except redis.RedisError:
        return False


@contextmanager
def hushed() -> Iterator[None]:
    """Inside, nobody is woken: for who does the work alone, and need not load the queue for it."""
    before = _rings.set(False)
    try:
        yield
    finally:
        _rings.reset(before)


def ring() -> None:
    """Wake a worker. A lost ring loses nothing: the sweeper looks at the rows every few seconds anyway."""
    if not (settings.JOBS_RING and _rings.get()):
        return
    try:
        _work()()
    except Exception:
        log.exception("The doorbell did not ring; the sweeper will find the work")
