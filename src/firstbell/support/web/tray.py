"""The files that wait beside what somebody writes, as a page shows them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from firstbell.lib import clock
from firstbell.platform.attachments.sniffing import ENDINGS
from firstbell.support.actions import trays
from firstbell.support.models import Ticket
from firstbell.support.queries import enclosed

_ACCEPT = ",".join([*ENDINGS, ".csv"])


def words_of(request: HttpRequest, ticket: Ticket | None, url: str, problems: Iterable[str] = ()) -> dict[str, Any]:  # fmt: skip
    """What the tray on a page shows."""
    tray = trays.tray_of(ticket, request.actor)
    return {
        "tray": {
            "files": enclosed.of_tray(tray), "url": url, "problems": list(problems), "accept": _ACCEPT,
            "most": trays.MOST, "largest": settings.LARGEST_FILE // (1024 * 1024),
        }
    }  # fmt: skip


def came(request: HttpRequest, ticket: Ticket | None) -> list[str]:
    """What a form brought along goes to what waits already; the sentences of what was refused."""
    files = request.FILES.getlist("files")
    return trays.put_all(ticket, files, by=request.actor, at=clock.now()) if files else []
