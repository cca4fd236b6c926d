"""`firstbell …`: Django's commands and ours under one name."""

from __future__ import annotations

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firstbell.config.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415 -- app ready: settings come first

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
