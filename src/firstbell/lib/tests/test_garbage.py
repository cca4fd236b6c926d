from __future__ import annotations

import gc

from firstbell.lib import garbage


def test_what_is_there_before_a_fork_is_left_alone_and_what_comes_later_is_not() -> None:
    try:
        garbage.shared()
        frozen = gc.get_freeze_count()
        assert frozen > 1_000
        ring: list[object] = []
        ring.append(ring)
        del ring
        assert gc.collect() >= 1
        assert gc.get_freeze_count() == frozen
    finally:
        gc.unfreeze()


def test_garbage_is_looked_for_again_after_it_was_kept() -> None:
    with garbage.kept():
        assert not gc.isenabled()
    assert gc.isenabled()
