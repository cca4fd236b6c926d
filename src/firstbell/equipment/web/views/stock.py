from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from firstbell.equipment.web.stock_lists import LEDGER, STOCK
from firstbell.platform.accounts.permissions import needs
from firstbell.platform.web import listing


@require_safe
@needs("equipment.view")
def stock(request: HttpRequest) -> HttpResponse:
    return listing.page(request, STOCK)


@require_safe
@needs("equipment.view")
def ledger(request: HttpRequest) -> HttpResponse:
    return listing.page(request, LEDGER)
