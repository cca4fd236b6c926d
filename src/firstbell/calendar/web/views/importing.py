from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from firstbell.calendar import actions
from firstbell.calendar.web.schools import this_school
from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.lib.schooltime.files import MOST_BYTES, dates_of
from firstbell.lib.schooltime.reading import read_dates
from firstbell.lib.schooltime.sorting import Sorted, sort_dates
from firstbell.lib.sheets import Unreadable
from firstbell.platform.accounts.permissions import needs
from firstbell.platform.web.refusals import show

_MOST = 400_000


class DatesForm(forms.Form):
    file = forms.FileField(
        label="File",
        required=False,
        help_text="A calendar (.ics), Excel, OpenDocument or CSV, as the council publishes it",
        widget=forms.ClearableFileInput(
            attrs={"accept": ".ics,.csv,.tsv,.txt,.xlsx,.xlsm,.xls,.ods"}
        ),
    )
    text = forms.CharField(
        label="Or paste the lines", required=False, strip=False, max_length=_MOST,
        widget=forms.Textarea(attrs={"rows": 8, "placeholder": "Autumn term, 2 September 2026, 18 December 2026"}),
    )  # fmt: skip
    notes: tuple[str, ...] = ()

    def clean(self) -> dict[str, object]:
        file, text = self.cleaned_data.get("file"), self.cleaned_data.get("text")
        if isinstance(file, UploadedFile):
            self.cleaned_data["text"] = self._read(file)
        elif not text and "text" not in self.errors and "file" not in self.errors:
            raise forms.ValidationError("Choose a file, or paste some lines.")
        return self.cleaned_data

    def _read(self, file: UploadedFile[bytes]) -> str:
        try:
            found = dates_of(file.read(MOST_BYTES + 1), file.name or "The file")
        except Unreadable as unreadable:
            raise forms.ValidationError({"file": unreadable.sentence}) from None
        if len(found.text) > _MOST:
            raise forms.ValidationError(
                {"file": f"Term dates are a short list; {file.name} is far too long for one."}
            )
        self.notes = found.notes
        return found.text


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
        "form": form, "found": found, "text": form.cleaned_data.get("text", "") if found else "", "notes": form.notes,
        "crumbs": [{"label": "Calendar", "url": reverse("calendar:overview")}],
    }  # fmt: skip
    return render(request, "calendar/import.html", words)
