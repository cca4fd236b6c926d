"""`firstbell …`: Django's commands and ours under one name."""

from __future__ import annotations

import os
import sys
from importlib.metadata import version


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firstbell.config.settings")
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415 -- app ready: settings come first
    from django.core.management import execute_from_command_line  # noqa: PLC0415 -- app ready: settings come first

    from firstbell.platform.database import room  # noqa: PLC0415 -- app ready: settings come first

    if sys.argv[1:] in (["--version"], ["version"]):
        return print(f"Firstbell {version('firstbell')}")  # noqa: T201 -- it was asked for
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as problem:
        sys.exit(str(problem))
    except Exception as problem:
        if room.is_full(problem):
            sys.exit(room.FULL)
        raise


if __name__ == "__main__":
    main()
