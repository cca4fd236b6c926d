from __future__ import annotations

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.urls import path
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from firstbell.lib import clock
from firstbell.platform.accounts.models import Account
from firstbell.platform.accounts.permissions import needs
from firstbell.platform.audit.events import announce
from firstbell.platform.exchange import export as files
from firstbell.platform.lists import events
from firstbell.platform.web import listing
from firstbell.platform.web.pages.lists import spec_of


@require_safe
@needs("lists.export")
def export(request: HttpRequest, name: str, kind: str) -> StreamingHttpResponse:
    """Exactly what the list shows, however many rows; who took it away is written down."""
    spec = spec_of(request, name)
    if kind not in files.CONTENT_TYPES:
        raise Http404
    at = clock.now()
    reading = listing.reading_of(request, spec, request.META.get("QUERY_STRING", ""))
    reading.strictly()
    account = Account.objects.filter(pk=request.actor.account_id).first()
    if account is not None:
        announce(events.EXPORTED, account, by=request.actor, at=at, what=spec.title.lower())
    pieces = files.csv_pieces(reading) if kind == "csv" else files.xlsx_pieces(reading)
    response = StreamingHttpResponse(
        pieces, content_type=files.CONTENT_TYPES["csv" if kind == "csv" else "xlsx"]
    )
    file_name = f"{slugify(spec.title) or 'list'}-{reading.looker.today:%Y-%m-%d}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response


urlpatterns = [path("lists/<str:name>/export.<str:kind>", export, name="list_export")]
