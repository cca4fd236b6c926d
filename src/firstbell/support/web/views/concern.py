"""A concern about a child is no ticket: the page says whom to tell, and keeps that it was shown, and when."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from firstbell.lib import clock
from firstbell.lib.refusal import NotFound
from firstbell.platform.accounts.permissions import needs, public
from firstbell.platform.tenancy.models import School
from firstbell.platform.web import context
from firstbell.support.actions import signposting
from firstbell.support.models import Desk
from firstbell.support.queries import known
from firstbell.support.web.views.report import REPORT, about_code, only_school


@require_POST
@needs(REPORT)
def here(request: HttpRequest) -> HttpResponse:
    school = context.current_school(request) or only_school(request)
    return _shown(request, school, "web/base.html", reverse("support:report"))


@require_POST
@public
def at_label(request: HttpRequest, value: str) -> HttpResponse:
    """Without an account, where a report is taken without one."""
    about = about_code(value)
    if about is None:
        raise NotFound("That label is on nothing.")
    back = reverse("support:report_here", args=[value])
    if request.actor.is_guest and not known.is_open_from(
        about.school, request.META.get("REMOTE_ADDR", "")
    ):
        return redirect(f"{reverse('account_login')}?{urlencode({'next': back})}")
    return _shown(request, about.school, "web/bare.html", back)


def _shown(request: HttpRequest, school: School, frame: str, back: str) -> HttpResponse:
    """Nothing of the request is read: whatever stood in a form stays in the browser."""
    signposting.shown(school, at=clock.now())
    desk = Desk.objects.filter(school=school).first()
    words = {"desk": desk, "school": school, "frame": frame, "back": back}
    return render(request, "support/concern.html", words)
