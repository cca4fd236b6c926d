"""The report of a week as a notice: where it leads, and the page that goes with the email."""

from __future__ import annotations

from django.urls import reverse
from django.utils.http import urlencode

from firstbell.platform.audit.models import Event
from firstbell.platform.tenancy.models import School
from firstbell.support.queries import reporting, reporting_paper, reporting_periods
from firstbell.support.queries.reporting_periods import Period

_PDF = "application/pdf"


def _period(event: Event) -> tuple[School, Period] | None:
    school = School.objects.filter(pk=event.school_id or 0).first()
    return (school, reporting_periods.told(school, event.at)) if school else None


def address(event: Event) -> str:
    found = _period(event)
    page = reverse("support:service_report")
    if found is None:
        return page
    school, period = found
    return f"{page}?{urlencode({'period': period.kind, 'on': str(period.first), 'school': str(school.uid)})}"


def attached(event: Event) -> tuple[str, bytes, str] | None:
    """What everybody may see who sees tickets."""
    found = _period(event)
    if found is None:
        return None
    school, period = found
    made = reporting.report(None, school, period, event.at)
    return f"ict-support-{period.first}.pdf", reporting_paper.paper(made, "Firstbell").pdf(), _PDF
