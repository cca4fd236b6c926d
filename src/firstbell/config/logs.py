from __future__ import annotations

import logging


class WithoutTraceback(logging.Filter):
    """Somebody who may not, or asks for what is not there, is a line; only what broke is told with where it broke."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno <= logging.WARNING and record.name == "django.request":
            record.exc_info = record.exc_text = None
        return True
