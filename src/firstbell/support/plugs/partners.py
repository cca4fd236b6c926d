"""What partners outside are asked, on their organisation’s page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from firstbell.people.models import Organisation
from firstbell.platform.web import slots
from firstbell.platform.web.slots import Panel
from firstbell.support.queries import partners

_FEW = 6


def _of_organisation(request: HttpRequest, organisation: Organisation) -> dict[str, Any] | None:
    rows = list(partners.with_them(request.actor, organisation)[: _FEW + 1])
    if not rows:
        return None
    fact = f"{_FEW}+" if len(rows) > _FEW else len(rows)
    return {"sharings": rows[:_FEW], "fact": fact, "flush": True}


slots.panel(
    Panel("people.organisation", "tickets", "Asked about tickets", "message-report", "support/panels/partners.html", "support.view",
          _of_organisation, order=20)
)  # fmt: skip
