"""Every file beside this one gives examples of its room's things."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

for _file in sorted(Path(__file__).parent.glob("*_things.py")):
    import_module(f"tests.permissions.{_file.stem}")
