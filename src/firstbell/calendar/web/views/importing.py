from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from firstbell.calendar import actions
from firstbell.calendar.web.schools import this_school
from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.lib.schooltime.reading import read_dates
from firstbell.lib.schooltime.sorting import Sorted, sort_dates
from firstbell.platform.accounts.permissions import needs
from firstbell.platform.web.refusals import show

_MOST = 400_000


class DatesForm(forms.Form):
    file = forms.FileField(
        label="File",
        required=False,
        help_text="CSV or iCalendar (.ics), as the council publishes it",
    )
    text = forms.CharField(
        label="Or paste the lines", required=False, strip=False, max_length=_MOST,
        widget=forms.Textarea(attrs={"rows": 8, "placeholder": "Autumn term, 2 September 2026, 18 December 2026"}),
    )  # fmt: skip

    def clean(self) -> dict[str, object]:
        file, text = self.cleaned_data.get("file"), self.cleaned_data.get("text")
        if file:
            self.cleaned_data["text"] = self._read(file)
        elif not text:
            raise forms.ValidationError("Choose a file, or paste some lines.")
        return self.cleaned_data

    def _read(self, file: forms.FileField) -> str:
        data: bytes = file.read(_MOST + 1)  # type: ignore[attr-defined]
        if len(data) > _MOST:
            raise forms.ValidationError(
                "Term dates are a short list; this file is far too long for one."
            )
        if data.startswith(b"PK\x03\x04"):
            raise forms.ValidationError(
                "This is a workbook. Save the sheet as CSV, or paste its lines."
            )
        for encoding in ("utf-16", "utf-8-sig", "cp1252"):
            try:
                if encoding != "utf-16" or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
                    return data.decode(encoding)
            except UnicodeDecodeError:
                continue
        return data.decode("latin-1")


@require_http_methods(["GET", "POST"])
@needs("calendar.change")
def dates(request: HttpRequest) -> HttpResponse:
    """First look at what each line means, then take it."""
    school = this_school(request, "calendar.change")
    form = DatesForm(request.POST or None, request.FILES or None)
    found: Sorted | None = None
    if request.method == "POST" and form.is_valid():
        found = sort_dates(read_dates(form.cleaned_data["text"]))
        if "take" in request.POST:
            try:
                years = actions.import_years(school, found.years, by=request.actor, at=clock.now())
            except Refusal as refusal:
                show(refusal, form)
            else:
                messages.success(
                    request, f"The dates of {' and '.join(year.name for year in years)} are here."
                )
                return redirect("calendar:overview")
    words = {
        "form": form, "found": found, "text": form.cleaned_data.get("text", "") if found else "",
        "crumbs": [{"label": "Calendar", "url": reverse("calendar:overview")}],
    }  # fmt: skip
    return render(request, "calendar/import.html", words)
