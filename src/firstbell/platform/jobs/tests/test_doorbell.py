from __future__ import annotations

import pytest

from firstbell.platform.jobs import queue


@pytest.fixture
def bell(settings, tmp_path):
    """A doorbell of its own, in a folder of its own."""
    settings.JOBS_RING, settings.DATA, settings.REDIS_URL, settings.DATABASE_URL = (
        True,
        tmp_path,
        "",
        "",
    )
    queue.bell.cache_clear()
    queue._work.cache_clear()
    yield queue.bell()
    queue.bell.cache_clear()
    queue._work.cache_clear()


def test_nobody_is_woken_by_who_works_alone(bell):
    with queue.hushed():
        queue.ring()
    assert len(bell) == 0
    queue.ring()
    assert len(bell) == 1
