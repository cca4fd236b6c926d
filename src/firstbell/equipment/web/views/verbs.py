"""One page per verb of an item: load it through the person, fill the form, call the verb, go back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from firstbell.equipment.actions import covering, custody, moving, restoring, stages, wholes
from firstbell.equipment.models import Item
from firstbell.equipment.queries import wording
from firstbell.equipment.states import TRANSITIONS, Lifecycle
from firstbell.equipment.web import forms as ours
from firstbell.equipment.web.stage_forms import StageForm
from firstbell.equipment.web.views.items import load
from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.permissions import needs, require
from firstbell.platform.web.refusals import show

Verb = Callable[[dict[str, Any]], str]


def ask(  # noqa: PLR0913 -- a page in one call
    request: HttpRequest, item: Item, form: forms.Form, title: str, submit: str, verb: Verb, *, sub: str = "",
    leads_to: Callable[[], str] | None = None,
) -> HttpResponse:  # fmt: skip
    """Show the form until the verb says yes; the verb returns the sentence for the toast.

    Then the item's page, or the address that it `leads_to`, asked after the verb.
    """
    if request.method == "POST" and form.is_valid():
        try:
            sentence = verb(form.cleaned_data)
        except Refusal as refusal:
            show(refusal, form)
        else:
            messages.success(request, sentence)
            return redirect(
                leads_to() if leads_to else reverse("equipment:item", args=[item.address])
            )
    url = reverse("equipment:item", args=[item.address])
    page = {
        "title": title, "sub": sub or wording.title(item), "submit": submit, "cancel_url": url,
        "crumbs": [{"label": "Equipment", "url": reverse("equipment:items")}, {"label": item.tag, "url": url}],
    }  # fmt: skip
    return render(request, "web/form_page.html", {"form": form, "page": page})


def with_inside(inside: int) -> str:
    return f" with {inside} thing{'' if inside == 1 else 's'} in it" if inside else ""


@require_http_methods(["GET", "POST"])
@needs("equipment.give")
def give(request: HttpRequest, key: str) -> HttpResponse:
    item = load(request, key)
    require(request.actor, "equipment.give", item)

    def verb(data: dict[str, Any]) -> str:
        inside = wholes.give(
            item, to=data["to"], by=request.actor, at=clock.now(), due_on=data["due_on"], note=data["note"],
            quantity=data.get("quantity", 1), source=data.get("source"),
        )  # fmt: skip
        gone = not item.is_individual and item.category.used_up
        return (
            f"{data['to']} got {data['quantity']} of {item.tag}."
            if gone
            else f"{item.tag}{with_inside(inside)} is with {data['to']}."
        )

    form = ours.GiveForm(request.POST or None, actor=request.actor, item=item)
    return ask(request, item, form, f"Give {item.tag} to…", "Give it", verb)


@require_http_methods(["GET", "POST"])
@needs("equipment.give")
def take_back(request: HttpRequest, key: str) -> HttpResponse:
    item = load(request, key)
    require(request.actor, "equipment.give", item)
    row = (
        get_object_or_404(item.custodies.open(), uid=request.GET["row"])
        if "row" in request.GET
        else None
    )

    def verb(data: dict[str, Any]) -> str:
        words: dict[str, Any] = {
            "by": request.actor,
            "at": clock.now(),
            "condition": data["condition"],
        }
        if row is not None and not item.is_individual:
            inside = 0
            back = custody.take_some_back(row, quantity=data.get("quantity", 1), **words)
        else:
            back, inside = wholes.take_back(item, row=row, **words)
        return f"{item.tag}{with_inside(inside)} is back from {back}."

    most = row.quantity if row else 1
    form = ours.TakeBackForm(request.POST if request.method == "POST" else None, most=most)
    return ask(request, item, form, f"Take {item.tag} back", "Take back", verb)


@require_http_methods(["GET", "POST"])
@needs("equipment.change")
def move(request: HttpRequest, key: str) -> HttpResponse:
    item = load(request, key)
    require(request.actor, "equipment.change", item)

    def verb(data: dict[str, Any]) -> str:
        moving.move(
            [item], to=data["room"], by=request.actor, at=clock.now(), and_home=data["and_home"]
        )
        return f"{item.tag} is in {data['room']}."

    form = ours.MoveForm(request.POST or None, actor=request.actor, school=item.school)
    return ask(request, item, form, f"Move {item.tag}", "Move it", verb)


@require_http_methods(["GET", "POST"])
@needs("equipment.change")
def seen(request: HttpRequest, key: str) -> HttpResponse:
    item = load(request, key)
    require(request.actor, "equipment.change", item)

    def verb(data: dict[str, Any]) -> str:
        moving.see(
            item,
            room=data["room"],
            how="by eye",
            by=request.actor,
            at=clock.now(),
            note=data["note"],
        )
        return f"Noted: {item.tag} was seen in {data['room'] or 'an unknown place'}."

    start = {"room": item.place}
    form = ours.SeenForm(
        request.POST or None, actor=request.actor, school=item.school, initial=start
    )
    return ask(request, item, form, f"I have seen {item.tag}", "Note it", verb)


@require_http_methods(["GET", "POST"])
@needs("equipment.change")
def stage(request: HttpRequest, key: str) -> HttpResponse:
    item = load(request, key)
    require(request.actor, "equipment.change", item)
    here = Lifecycle(item.lifecycle)
    allowed = [stage for stage in Lifecycle if stage in TRANSITIONS[here]]

    def verb(data: dict[str, Any]) -> str:
        to = Lifecycle(data["stage"])
        stages.set_stage(
            [item],
            stage=to,
            by=request.actor,
            at=clock.now(),
            label=data.get("label"),
            on=data["on"],
            note=data["note"],
        )
        return f"{item.tag}: {to.label.lower()}."

    form = StageForm(request.POST or None, stages=allowed, initial={"stage": request.GET.get("to")})
    return ask(
        request, item, form, f"{item.tag} is {here.label.lower()}; it becomes…", "Set it", verb
    )


@require_http_methods(["GET", "POST"])
@needs("equipment.change")
def put_in(request: HttpRequest, key: str) -> HttpResponse:
    item = load(request, key)
    require(request.actor, "equipment.change", item)

    def verb(data: dict[str, Any]) -> str:
        moving.put_in(
            [item], container=data["container"], by=request.actor, at=clock.now(), bay=data["bay"]
        )
        return f"{item.tag} is in {data['container']}."

    form = ours.PutInForm(request.POST or None, actor=request.actor, school=item.school)
    return ask(request, item, form, f"Put {item.tag} in a trolley, rack or kit", "Put it in", verb)


@require_POST
@needs("equipment.change")
def take_out(request: HttpRequest, key: str) -> HttpResponse:
    item = load(request, key)
    held_by = item.container
    moving.take_out([item], by=request.actor, at=clock.now())
    messages.success(request, f"{item.tag} is out of {held_by}.")
    return redirect("equipment:item", item.address)


@require_http_methods(["GET", "POST"])
@needs("equipment.change")
def cover(request: HttpRequest, key: str) -> HttpResponse:
    item = load(request, key)
    require(request.actor, "equipment.change", item)

    def verb(data: dict[str, Any]) -> str:
        covering.add_cover(item, by=request.actor, at=clock.now(), **data)
        return f"{item.tag} is covered to {data['ends_on'].day} {data['ends_on']:%b %Y}."

    start = {"starts_on": item.bought_on}
    form = ours.CoverForm(request.POST or None, actor=request.actor, initial=start)
    return ask(request, item, form, f"Record a warranty or cover of {item.tag}", "Record it", verb)


@require_POST
@needs("equipment.change")
def uncover(request: HttpRequest, key: str, uid: str) -> HttpResponse:
    item = load(request, key)
    row = get_object_or_404(item.covers, uid=uid)
    covering.remove_cover(row, by=request.actor, at=clock.now())
    messages.success(request, f"{row.get_kind_display()} of {item.tag} is removed.")
    return redirect("equipment:item", item.address)


@require_http_methods(["GET", "POST"])
@needs("equipment.end")
def remove(request: HttpRequest, key: str) -> HttpResponse:
    item = load(request, key)
    require(request.actor, "equipment.end", item)

    def verb(data: dict[str, Any]) -> str:
        stages.remove(item, why=data["why"], by=request.actor, at=clock.now())
        return f"{item.tag} is out of the register; its history stays."

    form = ours.RemoveForm(request.POST or None)
    answer = ask(request, item, form, f"Take {item.tag} out of the register", "Take it out", verb)
    # Its tag may be worn by another item from now on, so its page is reached by its uid.
    return redirect("equipment:item", str(item.uid)) if answer.status_code == 302 else answer


@require_POST
@needs("equipment.end")
def restore(request: HttpRequest, key: str) -> HttpResponse:
    item = load(request, key)
    restoring.restore(item, by=request.actor, at=clock.now())
    messages.success(request, f"{item.tag} is back in the register.")
    return redirect("equipment:item", item.address)
