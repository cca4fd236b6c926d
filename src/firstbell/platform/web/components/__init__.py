"""What pages and plugs write by hand; in a template, `{% load firstbell %}` has the same names."""

from __future__ import annotations

from firstbell.platform.web.components.icons import icon
from firstbell.platform.web.components.panels import facts
from firstbell.platform.web.components.statuses import copy, meter, status
from firstbell.platform.web.components.words import (
    ago,
    capped,
    code,
    day,
    face,
    initials,
    key,
    money,
    month,
    pounds,
    when,
)

__all__ = [
    "ago",
    "capped",
    "code",
    "copy",
    "day",
    "face",
    "facts",
    "icon",
    "initials",
    "key",
    "meter",
    "money",
    "month",
    "pounds",
    "status",
    "when",
]
