from __future__ import annotations

import logging
import re

# The address that agents report to is a secret, and so is the link by which somebody approves: who reads the log does
# not learn them.
_SECRET = re.compile(r"(/(?:agent|approve)/)[^/\s?]+")


# What agents are refused has a log of its own, which counts what comes again; this one would grow with each of them.
_AGENTS = ": /agent/"


class Refusals(logging.Filter):
    """Somebody who may not, or asks for what is not there, is a line; only what broke is told with where it broke."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno <= logging.WARNING and record.name == "django.request":
            record.exc_info = record.exc_text = None
        line = record.getMessage()
        if (
            record.name == "django.request"
            and record.levelno <= logging.WARNING
            and _AGENTS in line
        ):
            return False
        if "/agent/" in line or "/approve/" in line:
            record.msg, record.args = _SECRET.sub(r"\1…", line), ()
        return True
