from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def kept() -> Iterator[None]:
    """Do not look for garbage meanwhile: for short work on thousands of things, none of which hold each other.

    Python looks for rings of dead objects whenever many new ones are there, and an import makes nothing but new
    ones: that took a fifth of its time and found nothing. What is dead goes at once without it.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def shared() -> None:
    """Before a fork: what is there now stays, so that looking for garbage does not copy its pages into each process."""
    gc.collect()
    gc.freeze()
