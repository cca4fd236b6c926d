from __future__ import annotations

from datetime import UTC, datetime

import pytest

from firstbell.platform.web.pages.start import greeting


@pytest.mark.parametrize(
    ("hour", "words"),
    [(3, "Good morning"), (10, "Good morning"), (11, "Good afternoon"), (16, "Good afternoon"), (17, "Good evening"), (2, "Good evening")],
)  # fmt: skip
def test_the_first_page_greets_by_the_clock_of_the_school(hour: int, words: str) -> None:
    """In June, a British clock is an hour ahead of the moment's own."""
    assert greeting(datetime(2026, 6, 9, hour, 30, tzinfo=UTC)) == words
