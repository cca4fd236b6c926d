"""Who or what wrote a mail, from headers that machines add (RFC 3834, and what is found besides)."""

from __future__ import annotations

import re
from typing import Final

from firstbell.lib.mails import parameters
from firstbell.lib.mails.headers import Headers
from firstbell.lib.mails.limits import LONGEST_SUBJECT
from firstbell.lib.mails.values import Kind

_AWAY: Final = re.compile(
    r"^\s*(?:automatic reply|auto(?:matic)?[- ]?(?:reply|response)|out of (?:the )?office|autoreply|auto:|away from (?:the )?office"
    r"|abwesenheit|automatische antwort|réponse automatique|absence du bureau|respuesta automática|automatisch antwoord"
    r"|ateb awtomatig|risposta automatica|odpowiedź automatyczna|read:|not read:|lu\s?:|gelesen:)",
    re.IGNORECASE,
)
_ANSWERS: Final = (
    "x-autoreply",
    "x-autorespond",
    "x-autoresponder",
    "x-mail-autoreply",
    "x-auto-reply",
    "x-vacation",
)
_LISTS: Final = ("list-id", "list-unsubscribe", "list-post", "mailing-list", "x-mailing-list", "feedback-id", "x-campaign-id", "x-mailgun-tag", "x-ses-outgoing")  # fmt: skip
_RECEIPTS: Final = ("disposition-notification", "delivery-status")


def told(found: Headers) -> Kind:
    """Bounces and answers to invitations are known before; this tells the others apart."""
    automatic = found.first("auto-submitted").lower().partition(";")[0].strip()
    if _is_answer(found, automatic):
        return Kind.AUTO_REPLY
    if automatic not in {"", "no"} or _is_bulk(found):
        return Kind.BULK
    return Kind.PERSON


def _is_answer(found: Headers, automatic: str) -> bool:
    if automatic.startswith(("auto-replied", "auto-notified")):
        return True
    if any(name in found for name in _ANSWERS) or found.first("precedence").lower() == "auto_reply":
        return True
    if _AWAY.match(found.plain("subject", LONGEST_SUBJECT)):
        return True
    kind, named = parameters.parsed(found.first("content-type"))
    if kind == "multipart/report" and named.get("report-type", "").lower() in _RECEIPTS:
        return True
    # What nobody may answer and no list sent, a machine did.
    return found.first("return-path").strip() == "<>" and not _is_bulk(found)


def _is_bulk(found: Headers) -> bool:
    if found.first("precedence").lower() in {"bulk", "list", "junk"}:
        return True
    suppress = found.first("x-auto-response-suppress").lower()
    return any(name in found for name in _LISTS) or "all" in suppress
