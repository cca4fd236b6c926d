"""Saved profiles: how files of one kind are understood; to be seen, renamed, shared, removed and used again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.lib import clock
from firstbell.lib.parsing import DateOrder
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.permissions import needs
from firstbell.platform.exchange import profiles, sheets
from firstbell.platform.exchange.actions import profiles as verbs
from firstbell.platform.exchange.models import ImportProfile
from firstbell.platform.exchange.states import Mode, Scope
from firstbell.platform.web.components import table
from firstbell.platform.web.components.words import when
from firstbell.platform.web.pages.imports_frame import MAY, session_of
from firstbell.platform.web.refusals import refused_aloud, show

_ORDERS = {
    DateOrder.DMY.name: "Day first",
    DateOrder.MDY.name: "Month first",
    DateOrder.YMD.name: "Year first",
}


class ProfileForm(forms.Form):
    name = forms.CharField(max_length=80)
    scope = forms.ChoiceField(
        label="Who may use it?", choices=Scope.choices, widget=forms.RadioSelect
    )


def profile_of(request: HttpRequest, uid: UUID) -> ImportProfile:
    rows = ImportProfile.objects.visible_to(request.actor).select_related("account", "school")
    found: ImportProfile = get_object_or_404(rows, uid=uid)
    return found


@require_safe
@needs(MAY)
def import_profiles(request: HttpRequest) -> HttpResponse:
    labels = ("Profile", "What", "Columns", "Who may use it", "By", "Last used")
    listing = {
        "title": "Import profiles", "sub": "How files of a kind are understood, saved under a name",
        "actions": [{"label": "Imports", "url": reverse("imports"), "icon": "file-import"}],
        "columns": [{"label": label} for label in labels],
        "rows": table.rows(_row(one) for one in profiles.offered(request.actor)),
        "empty": {
            "title": "No profile is saved yet", "icon": "columns-3",
            "text": "Bring in a file, say which column is what, and save that under a name for the next file like it.",
            "url": reverse("import_new"), "label": "Bring in a file",
        },
    }  # fmt: skip
    return render(request, "web/imports/profiles.html", {"list": listing})


def _row(one: ImportProfile) -> str:
    url = reverse("import_profile", args=[one.uid])
    cells = [
        table.cell(table.link(url, one.name), phone=1),
        table.cell(sheets.named(one.sheet).title, phone=2),
        table.cell(str(sum(1 for field in one.headings.values() if field)), number=True),
        table.cell(_shared(one), phone=3),
        table.cell(one.account.name if one.account else ""),
        table.cell(when(one.used_at, clock.now()) if one.used_at else "Not yet"),
    ]
    return table.row(one.uid, url, one.name, cells, pick=False)


def _shared(one: ImportProfile) -> str:
    return str(one.school) if one.scope == Scope.SCHOOL else Scope(one.scope).label


def _crumbs() -> list[dict[str, str]]:
    return [
        {"label": "Imports", "url": reverse("imports")},
        {"label": "Profiles", "url": reverse("import_profiles")},
    ]


@require_http_methods(["GET", "POST"])
@needs(MAY)
def import_profile(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What it says; whoever may change it renames and shares it here."""
    profile = profile_of(request, uid)
    title = profile.name
    initial = {"name": profile.name, "scope": profile.scope}
    form = ProfileForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.change(profile, by=request.actor, at=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            show(refusal, form)
        else:
            messages.success(request, f"{profile} is saved.")
            return redirect("import_profile", uid)
    may_change = profiles.may_change(request.actor, profile)
    actions = [
        {
            "label": "Bring in a file with it",
            "url": f"{reverse('import_new')}?profile={uid}",
            "icon": "file-import",
            "primary": True,
        }
    ]
    if may_change:
        actions.append(
            {
                "label": "Remove",
                "url": reverse("import_profile_remove", args=[uid]),
                "icon": "trash",
            }
        )
    words = {
        "profile": profile, "title": title, "form": form, "may_change": may_change, "crumbs": _crumbs(), "actions": actions,
        "sheet": sheets.named(profile.sheet), "headings": list(profiles.in_words(profile).items()),
        "facts": _facts(profile),
    }  # fmt: skip
    return render(request, "web/imports/profile.html", words)


def _facts(profile: ImportProfile) -> list[tuple[str, str]]:
    said = profile.settings
    sheet = sheets.named(profile.sheet)
    labels = sheets.labels(sheet.columns())
    facts = [
        ("Who may use it", _shared(profile)), ("By", profile.account.name if profile.account else ""),
        ("It may", Mode(said["mode"]).label if said.get("mode") in Mode.values else ""),
        ("Known by", next((one.label for one in sheet.matches() if one.key == said.get("match")), "")),
        ("Dates", _ORDERS.get(said.get("date_order", ""), "")),
    ]  # fmt: skip
    facts += [
        (f"{labels.get(key, key)}, for every line", str(given.get("value", "")))
        for key, given in said.get("fill", {}).items()
    ]
    for policy in sheet.policies:
        facts.append(
            (
                policy.question,
                dict(policy.choices).get(said.get("policies", {}).get(policy.key, ""), ""),
            )
        )
    return facts


@require_http_methods(["GET", "POST"])
@needs(MAY)
def import_profile_remove(request: HttpRequest, uid: UUID) -> HttpResponse:
    profile = profile_of(request, uid)
    if request.method == "POST":
        verbs.remove(profile, by=request.actor, at=clock.now())
        messages.success(request, f"{profile} is gone.")
        return redirect("import_profiles")
    confirm = {
        "title": f"Remove the profile {profile}?", "sentence": "Nobody can choose it any more.", "submit": "Remove it",
        "danger": True, "consequences": ["What was brought in with it stays as it is."],
        "cancel_url": reverse("import_profile", args=[uid]),
    }  # fmt: skip
    return render(request, "web/confirm.html", {"confirm": confirm})


@require_POST
@needs(MAY)
def use(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Read this file as a profile understands it."""
    session = session_of(request, uid)
    with refused_aloud(request):
        verbs.use(session, chosen_of(request), by=request.actor, at=clock.now())
    return redirect("import", uid)


def chosen_of(request: HttpRequest) -> ImportProfile:
    """The profile that the form names, among those that may be used."""
    said = request.POST.get("profile", "")
    for one in profiles.offered(request.actor):
        if str(one.uid) == said:
            return one
    raise Refusal("Choose a profile.")


def save_as(request: HttpRequest, session: Any) -> None:
    """Under a name, where the person gave one."""
    name = request.POST.get("profile_name", "")
    if name.strip():
        scope = request.POST.get("profile_scope", Scope.ME)
        made = verbs.save(session, name=name, scope=scope, by=request.actor, at=clock.now())
        messages.success(request, f"{made} is saved for the next file like this.")


urlpatterns = [
    path("imports/profiles/", import_profiles, name="import_profiles"),
    path("imports/profiles/<uuid:uid>/", import_profile, name="import_profile"),
    path(
        "imports/profiles/<uuid:uid>/remove/", import_profile_remove, name="import_profile_remove"
    ),
    path("imports/<uuid:uid>/profile/", use, name="import_use_profile"),
]
