"""Which mails a mail belongs to, by what its headers name."""

from __future__ import annotations

import re
from typing import Final

from firstbell.lib.mails.limits import LONGEST_ID, MOST_REFERENCES
from firstbell.lib.mails.values import Message

_ID: Final = re.compile(r"<\s*([^<>\s]{1,900})\s*>")
_BARE: Final = re.compile(r"[^<>\s,;\"()]{3,900}")


def ids(header: str) -> tuple[str, ...]:
    """Message ids without their brackets, each once; of very many the first and the last."""
    found = _ID.findall(header) or [bare for bare in _BARE.findall(header) if "@" in bare]
    each = list(dict.fromkeys(one[:LONGEST_ID] for one in found))
    if len(each) > MOST_REFERENCES:
        each = [each[0], *each[1 - MOST_REFERENCES :]]
    return tuple(each)


def message_id(header: str) -> str | None:
    """One without brackets counts as well; without one there is none."""
    found = ids(header)
    if found:
        return found[0]
    bare = _BARE.search(header)
    return bare.group()[:LONGEST_ID] if bare else None


def thread_keys(message: Message) -> tuple[str, ...]:
    """The ids of mails that this one answers, the nearest first; a bounce belongs to what bounced."""
    original = message.bounce.original_id if message.bounce else None
    each = [*([original] if original else []), *message.in_reply_to, *reversed(message.references)]
    return tuple(dict.fromkeys(one for one in each if one != message.message_id))
