"""The settings of rules: what happens by itself, with a look at what each would have done before it is switched on."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.lib import clock
from firstbell.lib.refusal import NotFound, Refusal
from firstbell.platform.accounts.permissions import can, needs
from firstbell.platform.web import context, timelines
from firstbell.platform.web.components import status
from firstbell.platform.web.refusals import refused_aloud, show
from firstbell.support.actions import foreseeing, putting_away, rule_words, ruling, setups
from firstbell.support.models import Rule, Ticket
from firstbell.support.states import RuleKind
from firstbell.support.web.rule_forms import RuleForm, cards, moved, rows_of, start_of
from firstbell.support.web.rule_starters import STARTERS
from firstbell.support.web.setup_forms import scopes_of
from firstbell.support.web.views.acts import school_of
from firstbell.support.web.views.setups import SETUP, crumbs

_LAST = 20
OFFERED = tuple(RuleKind)


def _rows(request: HttpRequest) -> Any:
    school = context.current_school(request)
    rows = Rule.objects.visible_to(request.actor).select_related("school", "made_by")
    return rows.at(school.pk if school else 0)


def _rule(request: HttpRequest, uid: UUID) -> Rule:
    rows = Rule.objects.visible_to(request.actor).select_related("school", "made_by")
    found: Rule = get_object_or_404(rows, uid=uid)
    if not can(request.actor, SETUP, found):
        raise NotFound("That rule is another school’s.")
    return found


def _url() -> str:
    return reverse("support:setup_rules")


@require_safe
@needs(SETUP)
def rules(request: HttpRequest) -> HttpResponse:
    rows = list(_rows(request))
    live = rule_words.spoken(row for row in rows if row.archived_at is None)
    groups = [(kind, [line for line in live if line.rule.kind == kind]) for kind in OFFERED]
    words = {
        "groups": [(kind, lines) for kind, lines in groups if lines], "crumbs": crumbs(),
        "away": [row for row in rows if row.archived_at is not None],
        "starters": list(STARTERS.items()), "kinds": [(kind.value, kind.label) for kind in OFFERED],
    }  # fmt: skip
    return render(request, "support/setup/rules.html", words)


@require_http_methods(["GET", "POST"])
@needs(SETUP)
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """Of a kind, or begun with one that others have found useful."""
    starter = STARTERS.get(kind)
    if starter is None and kind not in OFFERED:
        raise NotFound("There is no rule of that kind.")
    rule = Rule(kind=starter.kind if starter else kind)
    if request.POST.get("scope") != "trust":
        rule.school = school_of(request)
    for name, value in (starter.values(school_of(request)) if starter else {}).items():
        setattr(rule, name, value)
    return _builder(request, rule)


@require_http_methods(["GET", "POST"])
@needs(SETUP)
def one(request: HttpRequest, uid: UUID) -> HttpResponse:
    return _builder(request, _rule(request, uid))


def _builder(request: HttpRequest, rule: Rule) -> HttpResponse:
    """Every button but Save only draws the cards again: nothing is kept before it."""
    scopes = scopes_of(school_of(request), len(context.my_schools(request)) > 1)
    if request.method == "GET":
        form = RuleForm(rule, scopes, initial=start_of(rule))
        rows = {name: list(getattr(rule, name)) for name in ("all_of", "any_of", "does")}
        return _page(request, rule, form, rows)
    form, rows = RuleForm(rule, scopes, request.POST), rows_of(request.POST, rule)
    do = request.POST.get("do", "")
    if do != "save":
        again = RuleForm(rule, scopes, initial=form.unjudged(request.POST))
        return _page(request, rule, again, moved(rows, do))
    if not form.is_valid():
        return _page(request, rule, form, rows, code=422)
    return _saved(request, rule, form, rows)


def _saved(request: HttpRequest, rule: Rule, form: RuleForm, rows: dict[str, Any]) -> HttpResponse:
    data = {**form.cleaned_data, **rows}
    version, _ = data.pop("version"), data.pop("scope", "")
    try:
        saved = ruling.save(rule, by=request.actor, at=clock.now(), version=version if rule.pk else None, **data)  # fmt: skip
    except Refusal as refusal:
        show(refusal, form)
        return _page(request, rule, form, rows, code=422)
    messages.success(request, f"{saved} is saved." + ("" if saved.is_on else " It is off until you switch it on."))  # fmt: skip
    return redirect("support:setup_rule", saved.uid)


def _page(
    request: HttpRequest, rule: Rule, form: RuleForm, rows: dict[str, Any], *, code: int = 200
) -> HttpResponse:
    school, today = rule.school or school_of(request), clock.now().date()
    title = str(rule) if rule.pk else "New rule"
    words: dict[str, Any] = {
        "rule": rule, "form": form, "cards": cards(rows, rule, school, today), "title": title,
        "crumbs": crumbs({"label": "What happens by itself", "url": _url()}), "actions": _actions(rule),
        "look_url": reverse("support:setup_rule_look", args=[rule.kind]), "is_timed": rule.kind == RuleKind.PROMISE,
        "refused": bool(form.is_bound and code != 200), "state": _state(rule) if rule.pk else "",
    }  # fmt: skip
    if rule.pk:
        seen = Ticket.objects.visible_to(request.actor)
        fired = rule.firings.filter(ticket__in=seen).select_related("ticket").order_by("-at", "-pk")
        words |= {"fired": list(fired[:_LAST]), "history": timelines.timeline_panel(request, rule)}
    return render(request, "support/setup/rule.html", words, status=code)


def _state(rule: Rule) -> SafeString:
    if rule.archived_at is not None:
        return status("quiet", "Put away", "archive")
    if rule.paused_why:
        return status("bad", "Paused", "alert-octagon")
    return status("ok", "On", "circle-check") if rule.is_on else status("quiet", "Off", "player-pause")  # fmt: skip


def _actions(rule: Rule) -> list[dict[str, Any]]:
    if rule.pk is None:
        return []
    if rule.archived_at is not None:
        back = reverse("support:setup_rule_back", args=[rule.uid])
        return [{"label": "Bring it back", "icon": "restore", "url": back, "method": "post"}]
    switch = reverse("support:setup_rule_switch", args=[rule.uid, "off" if rule.is_on else "on"])
    away = reverse("support:setup_rule_away", args=[rule.uid])
    return [
        {"label": "Switch it off", "icon": "player-pause", "url": switch, "method": "post"} if rule.is_on else
        {"label": "Switch it on", "icon": "player-play", "url": switch, "method": "post", "primary": True},
        {"label": "Put it away", "icon": "archive", "url": away, "method": "post"},
    ]  # fmt: skip


@require_POST
@needs(SETUP)
def look(request: HttpRequest, kind: str) -> HttpResponse:
    """What the cards would have done, as they stand on the page; nothing is kept, and nothing done."""
    if kind not in OFFERED:
        raise NotFound("There is no rule of that kind.")
    rule = Rule(kind=kind, name=request.POST.get("name", "") or "It", school=school_of(request))
    form = RuleForm(rule, [], request.POST)
    form.is_valid()
    data = {name: form.cleaned_data.get(name, getattr(rule, name)) for name in ruling.FIELDS}
    words: dict[str, Any] = {"kind": kind}
    try:
        kept = ruling.checked(rule, {**data, **rows_of(request.POST, rule)})
    except Refusal as refusal:
        words["problem"] = refusal.sentence
    else:
        for name, value in kept.items():
            setattr(rule, name, value)
        words["preview"] = foreseeing.look(rule, by=request.actor, at=clock.now())
    return render(request, "support/setup/rule_look.html", words)


@require_POST
@needs(SETUP)
def switch(request: HttpRequest, uid: UUID, to: str) -> HttpResponse:
    rule = _rule(request, uid)
    with refused_aloud(request):
        ruling.switch(rule, on=to == "on", by=request.actor, at=clock.now())
        messages.success(request, f"{rule} is {'on' if rule.is_on else 'off'}.")
    return redirect("support:setup_rule", rule.uid)


@require_POST
@needs(SETUP)
def shift(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One place up or down among those of its kind."""
    rule = _rule(request, uid)
    like = [row for row in _rows(request) if row.archived_at is None and row.kind == rule.kind]
    with refused_aloud(request):
        setups.shift(rule, like, request.POST.get("to") != "down", by=request.actor, at=clock.now())
    return redirect(f"{_url()}#row-{rule.uid}")


@require_POST
@needs(SETUP)
def away(request: HttpRequest, uid: UUID) -> HttpResponse:
    rule = _rule(request, uid)
    with refused_aloud(request):
        putting_away.put_away(rule, by=request.actor, at=clock.now())
        messages.success(request, f"{rule} is put away. What it did stays on the tickets.")
    return redirect(_url())


@require_POST
@needs(SETUP)
def back(request: HttpRequest, uid: UUID) -> HttpResponse:
    rule = _rule(request, uid)
    with refused_aloud(request):
        putting_away.bring_back(rule, by=request.actor, at=clock.now())
        messages.success(request, f"{rule} is there again, and off.")
    return redirect("support:setup_rule", rule.uid)
