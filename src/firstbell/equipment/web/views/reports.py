from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from firstbell.equipment.models import Item
from firstbell.equipment.queries import worth as worths
from firstbell.lib import clock
from firstbell.platform.accounts.permissions import needs
from firstbell.platform.fields.days import DayField
from firstbell.platform.web import components, context


class WorthForm(forms.Form):
    on = DayField(label="On", required=False)


@require_safe
@needs("equipment.money")
def worth(request: HttpRequest) -> HttpResponse:
    """What the register is worth on a day, and what each coming financial year must replace."""
    school = context.current_school(request)
    items = Item.objects.visible_to(request.actor).live().filter(school=school)
    today = clock.now().date()
    form = WorthForm(request.GET)
    on = (form.is_valid() and form.cleaned_data["on"]) or today
    starts = school.financial_year_start if school else 9
    plan = worths.refresh_plan(items, year_starts_in=starts, today=today)
    most = max((year.cost for year in plan), default=0)
    words: dict[str, Any] = {
        "total": worths.total(items, on), "on": on, "form": form, "today": today,
        "years": [(_name(year.starts, starts), year, components.meter(year.cost, most, components.pounds(year.cost)))
                  for year in plan],
    }  # fmt: skip
    return render(request, "equipment/worth.html", words)


def _name(starts: int, month: int) -> str:
    return f"{'Sep' if month == 9 else 'Apr'} {starts} to {'Aug' if month == 9 else 'Mar'} {starts + 1}"
