"""Mails, without a server: bytes read, whatever they are, and marks by which answers find their way.

read(raw)                       the mail as a Message; never raises
page(message)                   it as HTML to be shown in a frame: what is quoted folded, its own pictures in it
split(text), strip_quote(text)  what is new in it, beside its signature and what it quotes
thread_keys(message)            the ids of the mails it answers
token.made, token.found         the signed mark in subject and address that no stranger can make
limits                          how much of one mail is read
"""

from __future__ import annotations

from firstbell.lib.mails import limits, token
from firstbell.lib.mails.quoting import REPLY_ABOVE, Written, split, strip_quote
from firstbell.lib.mails.reading import LOOP, read
from firstbell.lib.mails.showing import page
from firstbell.lib.mails.threads import thread_keys
from firstbell.lib.mails.values import (
    Address,
    Attachment,
    Bounce,
    Calendar,
    Failed,
    Forwarded,
    Kind,
    Message,
)

__all__ = [
    "LOOP",
    "REPLY_ABOVE",
    "Address",
    "Attachment",
    "Bounce",
    "Calendar",
    "Failed",
    "Forwarded",
    "Kind",
    "Message",
    "Written",
    "limits",
    "page",
    "read",
    "split",
    "strip_quote",
    "thread_keys",
    "token",
]
