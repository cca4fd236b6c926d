"""A paper as the answer of a page."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.text import slugify


def shown(made: bytes, name: str) -> HttpResponse:
    """A PDF that opens in the browser, and is saved under a name; personal, so no machine on the way keeps it."""
    headers = {
        "Content-Disposition": f'inline; filename="{slugify(name) or "paper"}.pdf"',
        "Cache-Control": "no-store",
    }
    return HttpResponse(made, content_type="application/pdf", headers=headers)
