from __future__ import annotations

from tests.people import *  # noqa: F403 -- the cast, as fixtures for every test
