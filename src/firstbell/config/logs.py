from __future__ import annotations

import logging
import re

# The address that agents report to is a secret, and so is the link by which somebody approves: who reads the log does
# not learn them.
_SECRET = re.compile(r"(/(?:agent|approve)/)[^/\s?]+")


class Refusals(logging.Filter):
    """Somebody who may not, or asks for what is not there, is a line; only what broke is told with where it broke."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno <= logging.WARNING and record.name == "django.request":
            record.exc_info = record.exc_text = None
        line = record.getMessage()
        if "/agent/" in line or "/approve/" in line:
            record.msg, record.args = _SECRET.sub(r"\1…", line), ()
        return True
