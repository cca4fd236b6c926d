from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.lib import clock
from firstbell.lib.refusal import NotFound, Refusal
from firstbell.people import actions, queries
from firstbell.people.models import Group, GroupMember
from firstbell.people.states import GroupKind
from firstbell.people.web.forms import GroupForm, OnePersonForm
from firstbell.people.web.lists import GROUPS
from firstbell.platform.accounts.permissions import can, needs
from firstbell.platform.web import listing, timelines
from firstbell.platform.web.components import statuses
from firstbell.platform.web.context import current_school
from firstbell.platform.web.refusals import refused_aloud, show


def group_of(request: HttpRequest, uid: UUID) -> Group:
    rows = Group.objects.visible_to(request.actor).select_related("school", "led_by")
    found: Group = get_object_or_404(rows, uid=uid)
    return found


@require_safe
@needs("people.view")
def groups(request: HttpRequest) -> HttpResponse:
    """The groups, below the year groups as they are today."""
    school = current_school(request)
    years = queries.years(request.actor, school, clock.now().date()) if school else []
    above = ""
    if years:
        url = reverse("people:people")
        rows = [
            {"name": name, "count": count, "url": f"{url}?who=student&year={cohort}"}
            for cohort, name, count in years
        ]
        above = render_to_string("people/years.html", {"years": rows}, request)
    return listing.page(request, GROUPS, above=above)


@require_http_methods(["GET", "POST"])
@needs("people.change")
def add(request: HttpRequest) -> HttpResponse:
    school = current_school(request)
    if school is None:
        raise NotFound("There is no school to add a group to.")
    form = GroupForm(request.POST or None)
    form.offer(request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_group(school, by=request.actor, at=clock.now(), **form.cleaned_data)
            return redirect("people:group", made.uid)
        except Refusal as refusal:
            show(refusal, form)
    page = {
        "title": "Add a group", "submit": "Add it", "cancel_url": reverse("people:groups"),
        "crumbs": _crumbs(),
    }  # fmt: skip
    return render(request, "web/form_page.html", {"form": form, "page": page})


def _crumbs(group: Group | None = None) -> list[dict[str, str]]:
    found = [
        {"label": "People", "url": reverse("people:people")},
        {"label": "Groups", "url": reverse("people:groups")},
    ]
    if group is not None:
        found.append({"label": group.name, "url": reverse("people:group", args=[group.uid])})
    return found


@require_safe
@needs("people.view")
def group(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = group_of(request, uid)
    today = clock.now().date()
    people = queries.members(found, today)
    own_rows = found.kind in (GroupKind.CLASS, GroupKind.OTHER)
    rows = {row.person_id: row.uid for row in found.members.filter(to_on=None)} if own_rows else {}
    may_change = can(request.actor, "people.change", found) and found.archived_at is None
    form = OnePersonForm()
    form.offer(request.actor)
    archived = statuses.status("quiet", "Archived", "archive", pill=True)
    context = {
        "group": found,
        "crumbs": _crumbs(),
        "status": archived if found.archived_at else "",
        "members": [
            {"person": one, "what": one.what(today), "row": rows.get(one.pk)} for one in people
        ],
        "actions": _actions(request, found),
        "form": form if may_change and own_rows else None,
        "may_change": may_change,
        "timeline": timelines.timeline_panel(request, found),
    }
    return render(request, "people/group.html", context)


def _actions(request: HttpRequest, group: Group) -> list[dict[str, Any]]:
    if not can(request.actor, "people.change", group):
        return []

    def url(name: str) -> str:
        return reverse(f"people:{name}", args=[group.uid])

    if group.archived_at is not None:
        back = {"label": "Bring it back", "url": url("group_restore"), "icon": "restore"}
        return [back | {"method": "post", "primary": True}]
    return [
        {"label": "Change", "url": url("group_change"), "icon": "pencil", "key": "e"},
        {
            "label": "Archive", "url": url("group_archive"), "icon": "archive", "method": "post",
            "confirm": f"Archive {group}?",
        },
    ]  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs("people.change")
def change(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = group_of(request, uid)
    title = f"Change {found}"
    form = GroupForm(request.POST or None, initial=GroupForm.initial_of(found))
    form.offer(request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_group(found, by=request.actor, at=clock.now(), **form.cleaned_data)
            return redirect("people:group", uid)
        except Refusal as refusal:
            show(refusal, form)
    page = {
        "title": title, "crumbs": _crumbs(), "cancel_url": reverse("people:group", args=[uid]),
    }  # fmt: skip
    return render(request, "web/form_page.html", {"form": form, "page": page})


@require_POST
@needs("people.change")
def put_in(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = group_of(request, uid)
    form = OnePersonForm(request.POST)
    form.offer(request.actor)
    with refused_aloud(request):
        if not form.is_valid():
            raise Refusal("Choose somebody from the list.")
        actions.put_in(found, [form.cleaned_data["person"]], by=request.actor, at=clock.now())
    return redirect("people:group", uid)


@require_POST
@needs("people.change")
def take_out(request: HttpRequest, uid: UUID, member: UUID) -> HttpResponse:
    found = group_of(request, uid)
    row = get_object_or_404(
        GroupMember.objects.select_related("group", "person"), uid=member, group=found
    )
    actions.take_out(row, by=request.actor, at=clock.now())
    return redirect("people:group", uid)


@require_POST
@needs("people.change")
def archive(request: HttpRequest, uid: UUID) -> HttpResponse:
    actions.archive_group(group_of(request, uid), by=request.actor, at=clock.now())
    return redirect("people:group", uid)


@require_POST
@needs("people.change")
def restore(request: HttpRequest, uid: UUID) -> HttpResponse:
    actions.restore_group(group_of(request, uid), by=request.actor, at=clock.now())
    return redirect("people:group", uid)
