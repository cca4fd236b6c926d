"""A mail as HTML that may be shown in a frame: nothing in it runs, and nothing of it is fetched."""

from __future__ import annotations

import base64
import html
import re
from typing import Final

from firstbell.lib.mails import folding, quoting
from firstbell.lib.mails.values import Attachment, Message

MOST_PICTURES: Final = 8 * 1024 * 1024  # bytes of all that stand in it
_CID: Final = re.compile(r'(<img\b(?:"[^"]*"|[^<>"])*?)\ssrc="cid:([^"]*)"')
# Told by their first bytes, whatever they are called.
_KINDS: Final = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
)


def page(message: Message) -> str:
    body = folding.folded(message.html) if message.html else _of_text(message.text)
    return _with_pictures(body, message.attachments)


def _of_text(text: str) -> str:
    parts = quoting.split(text)
    own = "\n\n".join(part for part in (parts.own, parts.signature) if part)
    if not parts.quote or not own:
        return f"<pre>{html.escape(text)}</pre>"
    return f"<pre>{html.escape(own)}</pre>{folding.FOLD}<pre>{html.escape(parts.quote)}</pre></details>"


def _with_pictures(body: str, attachments: tuple[Attachment, ...]) -> str:
    """Those of the mail itself, each as often as it stands there, as long as they are few; others say what they show."""
    by_cid = {one.cid: one for one in attachments if one.cid}
    left = MOST_PICTURES

    def put(found: re.Match[str]) -> str:
        nonlocal left
        one = by_cid.get(html.unescape(found[2]))
        kind = _kind(one.data) if one else ""
        if one is None or not kind or len(one.data) > left:
            return found[1]
        left -= len(one.data)
        return f'{found[1]} src="data:{kind};base64,{base64.b64encode(one.data).decode()}"'

    return _CID.sub(put, body)


def _kind(data: bytes) -> str:
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for begins, kind in _KINDS if data.startswith(begins)), "")
