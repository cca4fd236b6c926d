from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest

from firstbell.lib import clock
from firstbell.platform.accounts.permissions import can
from firstbell.platform.tenancy.models import School
from firstbell.platform.web import context


def this_school(request: HttpRequest, permission: str) -> School:
    """The school in the top bar, where this person may do that; else there is nothing here."""
    school = context.current_school(request)
    if school is None or not can(request.actor, permission, school):
        raise Http404
    return school


def today(school: School) -> date:
    return school.local(clock.now()).date()
