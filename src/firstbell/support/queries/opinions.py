"""The link by which somebody says how it went."""

from __future__ import annotations

from firstbell.platform.notifications import links
from firstbell.support.models import Opinion

_LINK = "support.opinion"


def token(opinion: Opinion) -> str:
    return links.signed(_LINK, opinion.uid.hex)


def address(opinion: Opinion) -> str:
    """For whoever is asked: signed, so that they need not sign in."""
    return f"/opinion/{token(opinion)}/"


def by_token(text: str) -> Opinion | None:
    said = links.read(_LINK, text)
    rows = Opinion.objects.select_related("ticket__school", "ticket__team", "ticket__requester")
    return rows.filter(uid=said[0], ticket__restricted=False).first() if said else None
