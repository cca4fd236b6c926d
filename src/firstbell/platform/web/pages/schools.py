"""The schools of the trust, each with its own settings; a single school never notices that there could be more."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.validators import RegexValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST

from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.permissions import can, needs, require
from firstbell.platform.attachments import queries as attachments
from firstbell.platform.labels import logos
from firstbell.platform.tenancy import actions
from firstbell.platform.tenancy.models import School, Trust
from firstbell.platform.tenancy.states import Nation, Phase
from firstbell.platform.web import slots, timelines
from firstbell.platform.web.refusals import refused_aloud

slots.settings(slots.MenuItem("Schools", "schools", "school", "tenancy.change", "School", 10))
slots.link("tenancy.school", lambda uid: reverse("school", args=[uid]))

EVERY_SCHOOL = ("every", "Every school of the trust")


def school_choices(request: HttpRequest, permission: str) -> list[tuple[str, str]]:
    """The schools where this person may do that; those who may everywhere can choose every school."""
    found = (
        School.objects.visible_to(request.actor, permission)
        .filter(left_on=None)
        .order_by("name_key")
    )
    schools = [(str(school.uid), school.name) for school in found]
    return [*schools, EVERY_SCHOOL] if request.actor.schools(permission) is None else schools


def chosen_school(request: HttpRequest, value: str, permission: str) -> School | None:
    if value == EVERY_SCHOOL[0]:
        return None
    return School.objects.visible_to(request.actor, permission).get(uid=value)


_LOGO_DROP = {
    "name": "logo", "label": "Drop the logo here", "hint": "or choose it: PNG or JPEG", "accept": ".png,.jpg,.jpeg",
    "at_once": True, "icon": "photo-plus",
}  # fmt: skip


class TrustForm(forms.Form):
    name = forms.CharField(label="Name of the trust", max_length=200)


class SchoolForm(forms.ModelForm):  # type: ignore[type-arg]
    fieldsets = (
        ("The school", ["name", "short_name", "phase", "nation", "urn"]),
        ("For whoever finds a lost device", ["contact", "address"]),
        ("Counting", ["financial_year_start"]),
    )
    pairs = (("phase", "nation"),)

    class Meta:
        model = School
        fields = [
            "name",
            "short_name",
            "phase",
            "nation",
            "urn",
            "contact",
            "address",
            "financial_year_start",
        ]
        widgets = {"address": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["short_name"].help_text = "What fits the top bar and a label"
        self.fields["urn"].validators.append(RegexValidator(r"^\d{6}$", "A URN has six digits."))

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())


class NewSchoolForm(forms.Form):
    name = forms.CharField(label="Name of the school", max_length=200)
    phase = forms.ChoiceField(label="Phase", choices=Phase.choices)
    nation = forms.ChoiceField(label="Nation", choices=Nation.choices)


def in_whole_trust(request: HttpRequest) -> bool:
    return request.actor.schools("tenancy.change") is None


@require_http_methods(["GET", "POST"])
@needs("tenancy.change")
def schools(request: HttpRequest) -> HttpResponse:
    """The schools, and the name of the trust for those who lead in it."""
    trust = Trust.objects.first()
    form = TrustForm(request.POST or None, initial={"name": trust.name if trust else ""})
    if request.method == "POST":
        if not in_whole_trust(request):
            raise PermissionDenied("Name the trust: somebody who leads in all of it can.")
        if form.is_valid():
            actions.name_trust(form.cleaned_data["name"], by=request.actor, at=clock.now())
            messages.success(request, "Named.")
            return redirect("schools")
    add = {
        "label": "Add a school",
        "url": reverse("school_add"),
        "icon": "plus",
        "primary": True,
        "key": "n",
    }
    context = {
        "schools": School.objects.visible_to(request.actor, "tenancy.change").order_by("name_key"),
        "form": form if in_whole_trust(request) else None,
        "actions": [add] if _may_add(request) else [],
    }
    return render(request, "web/schools.html", context)


def _may_add(request: HttpRequest) -> bool:
    return can(request.actor, "tenancy.add") and request.actor.schools("tenancy.add") is None


@require_http_methods(["GET", "POST"])
@needs("tenancy.add")
def school_add(request: HttpRequest) -> HttpResponse:
    if not _may_add(request):
        raise PermissionDenied("Add a school to the trust: somebody who leads in all of it can.")
    form = NewSchoolForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_school(**form.cleaned_data, by=request.actor, at=clock.now())
            return redirect("school", made.uid)
        except Refusal as refusal:
            form.add_error("name", refusal.sentence)
    sub = "It has its own rooms, people, calendar and register; whoever works in the whole trust sees it at once."
    page = {
        "title": "Add a school",
        "sub": sub,
        "submit": "Add the school",
        "cancel_url": reverse("schools"),
    }
    return render(request, "web/form_page.html", {"form": form, "page": page})


@require_http_methods(["GET", "POST"])
@needs("tenancy.change")
def school(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = get_object_or_404(School.objects.visible_to(request.actor, "tenancy.change"), uid=uid)
    form = SchoolForm(request.POST or None, instance=School.objects.get(pk=found.pk))
    if request.method == "POST" and form.is_valid():
        require(request.actor, "tenancy.change", found)
        wanted = {name: form.cleaned_data[name] for name in SchoolForm.Meta.fields}
        actions.change_school(found, by=request.actor, at=clock.now(), **wanted)
        messages.success(request, f"{found.name} is saved.")
        return redirect("school", uid)
    logo = logos.of(found)
    context = {
        "logo_url": attachments.url(logo.uid, 320) if logo else "", "drop": _LOGO_DROP,
        "form": form, "school_": found, "crumbs": [{"label": "Schools", "url": reverse("schools")}],
        "timeline": timelines.timeline_panel(request, found),
    }  # fmt: skip
    return render(request, "web/school.html", context)


@require_POST
@needs("tenancy.change")
def school_logo(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A picture makes it the logo; without one, the logo goes."""
    found = get_object_or_404(School.objects.visible_to(request.actor, "tenancy.change"), uid=uid)
    file = request.FILES.get("logo")
    with refused_aloud(request):
        if file is not None:
            logos.choose(found, file, by=request.actor, at=clock.now())
            messages.success(request, "That is the logo now. Labels can show it.")
        elif "remove" in request.POST:
            logos.remove(found, by=request.actor, at=clock.now())
            messages.success(request, "The logo is gone.")
        else:
            raise Refusal("No picture came with that. Choose one, then try again.")
    return redirect("school", uid)


urlpatterns = [
    path("settings/schools/", schools, name="schools"),
    path("settings/schools/add/", school_add, name="school_add"),
    path("settings/schools/<uuid:uid>/", school, name="school"),
    path("settings/schools/<uuid:uid>/logo/", school_logo, name="school_logo"),
]
