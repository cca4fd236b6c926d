from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from firstbell.people.models import Person
from firstbell.platform.accounts.permissions import needs
from firstbell.support.queries import about_somebody


@require_safe
@needs("support.change_setup")
def file(request: HttpRequest, uid: UUID) -> HttpResponse:
    """For whoever asks what is kept of them: to be read through before it is handed over."""
    person = get_object_or_404(Person.objects.visible_to(request.actor), uid=uid)
    text = "".join(about_somebody.lines(request.actor, person))
    answer = HttpResponse(text, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="tickets-{person.uid.hex[-6:]}.txt"'
    return answer
