from __future__ import annotations

import gc

from firstbell.lib import garbage


def test_garbage_is_looked_for_again_afterwards():
    with garbage.kept():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_one_inside_another_leaves_it_to_the_outer_one():
    with garbage.kept():
        with garbage.kept():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
