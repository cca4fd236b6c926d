from __future__ import annotations

import pytest

from firstbell.platform.database import bulk
from firstbell.platform.exchange import rows


@pytest.mark.parametrize(
    "cells", [["HV-1", "Café", "日本"], ["half a letter: \ud800"], ['a\nb"c\\'], ["", "\x7f"]]
)
def test_the_cells_of_a_line_come_back_as_they_went(cells):
    assert rows._decoded(bulk._json(cells)) == cells
