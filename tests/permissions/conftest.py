"""Every file beside this one gives examples of its room's things."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

for _file in sorted(Path(__file__).parent.glob("*_things.py")):
    import_module(f"tests.permissions.{_file.stem}")


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """What is uploaded and encrypted goes where nobody keeps anything."""
    settings.DATA = tmp_path
