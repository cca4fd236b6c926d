"""Handing out by class: choose the group, then scan; the next of the list gets what is scanned next."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.equipment.actions import handing_out
from firstbell.equipment.models import DeskScan, HandOut
from firstbell.equipment.queries import accepting, receipts
from firstbell.equipment.queries import handing_out as questions
from firstbell.equipment.sheets import hand_out
from firstbell.equipment.web.views.desk import scan_id, school_of
from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.people.models import Group
from firstbell.places.models import lookup_of
from firstbell.platform.accounts.permissions import needs, require
from firstbell.platform.exchange.actions import bringing
from firstbell.platform.fields.days import DayField
from firstbell.platform.web import papers
from firstbell.platform.web.components.lookup import LookupField
from firstbell.platform.web.refusals import refused_aloud, show

Words = dict[str, Any]
_LARGEST = 5_000_000


class StartForm(forms.Form):
    due_on = DayField(label="Back by", required=False)
    note = forms.CharField(max_length=300, required=False)
    wants_mail = forms.BooleanField(
        label="Email each the receipt, with a link to say yes to it", required=False
    )

    def __init__(self, *args: Any, actor: Any, school: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = Group.objects.visible_to(actor).open().filter(school=school)
        group = LookupField(queryset=groups, url="equipment:class_groups", label="Class or group")
        self.fields = {"group": group, **self.fields}


class SheetForm(forms.Form):
    lines = forms.CharField(
        label="Tags and people", max_length=200_000, required=False, widget=forms.Textarea(attrs={"rows": 8}),
        help_text="A line each: the tag, then the name, the MIS number or the email. As copied from a spreadsheet",
    )  # fmt: skip
    file = forms.FileField(
        label="Or a file", required=False, help_text="CSV, Excel or OpenDocument"
    )
    due_on = DayField(label="Back by", required=False)
    wants_mail = forms.BooleanField(
        label="Email each the receipt, with a link to say yes to it", required=False
    )

    def policies(self) -> dict[str, str]:
        return {hand_out.POLICY.key: hand_out.MAIL} if self.cleaned_data["wants_mail"] else {}

    def content(self) -> tuple[str, bytes]:
        """Its name and what is in it; text that begins with its first line gets headings."""
        file = self.cleaned_data.get("file")
        if file is None:
            text = str(self.cleaned_data["lines"]).replace("\x00", "")
            if not text.strip():
                raise Refusal("Paste the tags and people, or choose a file.")
            return "Pasted rows", hand_out.with_headings(text).encode()
        if file.size > _LARGEST:
            raise Refusal("That file is too large for a list of tags and people.")
        raw = bytes(file.read())
        try:
            return file.name, hand_out.with_headings(raw.decode("utf-8-sig")).encode()
        except UnicodeDecodeError:
            return file.name, raw  # no text, or in an encoding that the import will tell


@require_http_methods(["GET", "POST"])
@needs("equipment.give")
def start(request: HttpRequest) -> HttpResponse:
    school = school_of(request)
    form = StartForm(request.POST or None, actor=request.actor, school=school)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = handing_out.start(data.pop("group"), by=request.actor, at=clock.now(), **data)
            return redirect("equipment:class", made.uid)
        except Refusal as refusal:
            show(refusal, form)
    return _start_page(request, form, SheetForm())


def _start_page(request: HttpRequest, form: forms.Form, sheet_form: forms.Form) -> HttpResponse:
    rows = HandOut.objects.visible_to(request.actor).filter(school=school_of(request))
    words = {
        "form": form, "sheet": sheet_form, "side": "class",
        "open": rows.open().select_related("group").order_by("-pk")[:12],
        "done": rows.exclude(closed_at=None).select_related("group").order_by("-closed_at")[:6],
    }  # fmt: skip
    return render(request, "equipment/desk/classes.html", words)


@require_POST
@needs("equipment.give")
def sheet(request: HttpRequest) -> HttpResponse:
    """An import like any other: what each line would do is looked at before anything is handed out."""
    school = school_of(request)
    form = SheetForm(request.POST, request.FILES)
    if form.is_valid():
        due = form.cleaned_data["due_on"]
        try:
            name, content = form.content()
            made = bringing.bring(
                school, sheet="hand-out", name=name, content=[content], by=request.actor, at=clock.now(),
                fill={"due_on": due.isoformat()} if due else {}, policies=form.policies(),
            )  # fmt: skip
            return redirect("import", made.uid)
        except Refusal as refusal:
            show(refusal, form)
    return _start_page(request, StartForm(actor=request.actor, school=school), form)


@require_safe
@needs("equipment.give")
def group_lookup(request: HttpRequest) -> HttpResponse:
    rows = Group.objects.visible_to(request.actor).open().filter(school=school_of(request))
    for part in lookup_of(request.GET.get("q", "")).split():
        rows = rows.filter(lookup__contains=part)
    options = [
        {"value": row.uid, "label": row.name, "sub": row.get_kind_display(), "icon": "users-group"}
        for row in rows.order_by("name_key")[:20]
    ]
    return render(request, "web/lookup_options.html", {"options": options})


def _run(request: HttpRequest, uid: UUID) -> HandOut:
    found = questions.of(request.actor, uid)
    if found is None:
        raise Http404
    require(request.actor, "equipment.give", found)
    return found


@require_safe
@needs("equipment.give")
def run(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = _run(request, uid)
    words = {**_parts(found), "side": "class"}
    response = render(request, "equipment/desk/class.html", words)
    response.may_scan = True  # type: ignore[attr-defined]
    return response


def _parts(found: HandOut, said: Any = None) -> Words:
    rows = questions.members(found, clock.now().date())
    done = sum(row.handover is not None for row in rows)
    answers = [
        accepting.answer(row.handover, clock.now()) if row.handover else None for row in rows
    ]
    more = said.more if isinstance(said, DeskScan) else {}
    return {
        "run": found, "rows": rows, "answers": list(zip(rows, answers, strict=True)),
        "agreed": sum(accepting.said_yes(row.handover) for row in rows if row.handover),
        "next": questions.next_of(found, rows), "said": said, "more": more, "things": done,
        "many": len(rows),
    }  # fmt: skip


def _act(request: HttpRequest, found: HandOut, verb: Any) -> HttpResponse:
    try:
        said = verb(found)
    except Refusal as no:
        said = {"tone": "bad", "title": no.sentence, "said": ""}
    if request.headers.get("HX-Request") != "true":
        return redirect("equipment:class", found.uid)
    found = questions.of(request.actor, found.uid) or found
    return render(request, "equipment/desk/class_parts.html", _parts(found, said))


@require_POST
@needs("equipment.give")
def scan(request: HttpRequest, uid: UUID) -> HttpResponse:
    code = request.POST.get("code", "").replace("\x00", "").strip()[:500]

    def verb(found: HandOut) -> DeskScan:
        if not code:
            raise Refusal("Scan a label, or type a tag.")
        return handing_out.scan(
            found, code=code, scan_id=scan_id(request), by=request.actor, at=clock.now()
        )

    return _act(request, _run(request, uid), verb)


@require_safe
@needs("equipment.give")
def paper(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Who of the class got what, on paper."""
    found = _run(request, uid)
    members = questions.members(found, clock.now().date())
    return papers.shown(
        receipts.of_class(found, members, clock.now()).pdf(), f"{found.group} handed out"
    )


@require_POST
@needs("equipment.give")
def undo(request: HttpRequest, uid: UUID) -> HttpResponse:
    def verb(found: HandOut) -> Words:
        last = handing_out.undo_last(found, by=request.actor, at=clock.now())
        return {"tone": "careful", "title": f"Undone: {last.person} is next again", "said": ""}

    return _act(request, _run(request, uid), verb)


@require_POST
@needs("equipment.give")
def skip(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = _run(request, uid)
    rows = questions.members(found, clock.now().date())
    wanted = request.POST.get("person", "")
    who = next((row.person for row in rows if str(row.person.uid) == wanted), None)

    def verb(found: HandOut) -> Words:
        if who is None:
            raise Refusal("Nobody of the list is meant.")
        handing_out.skip(found, who, by=request.actor, at=clock.now())
        return {
            "tone": "careful",
            "title": f"{who} is skipped",
            "said": "Type the name to call them later.",
        }

    return _act(request, found, verb)


@require_POST
@needs("equipment.give")
def close(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = get_object_or_404(HandOut.objects.visible_to(request.actor), uid=uid)
    with refused_aloud(request):
        handing_out.close(found, by=request.actor, at=clock.now())
        messages.success(request, f"{found.group}: the list is done.")
    return redirect(reverse("equipment:desk"))
