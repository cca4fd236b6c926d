"""The addresses of calendars of bookings, and what a calendar program gets there."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from firstbell.equipment.queries import booking_feeds
from firstbell.lib import clock
from firstbell.lib.refusal import NotFound
from firstbell.platform.accounts.models import Account
from firstbell.platform.accounts.permissions import can, needs, public
from firstbell.platform.web.context import current_school


@require_safe
@needs("equipment.book")
def addresses(request: HttpRequest) -> HttpResponse:
    account = get_object_or_404(Account, pk=request.actor.account_id)
    school = current_school(request)
    words = {
        "mine": booking_feeds.url_of(account) if request.actor.person_uid else "",
        "all": booking_feeds.url_of(account, school) if school and can(request.actor, "equipment.view", school) else "",
        "school": school, "crumbs": [{"label": "Bookings", "url": "/bookings/"}],
    }  # fmt: skip
    return render(request, "equipment/bookings/feeds.html", words)


@require_safe
@never_cache
@public
def feed(request: HttpRequest, token: str) -> HttpResponse:
    found = booking_feeds.read(token, clock.now())
    if found is None:
        raise NotFound(
            "That address shows no calendar any more. Get a new one on the page of bookings."
        )
    return HttpResponse(booking_feeds.ics(found), content_type="text/calendar; charset=utf-8")
