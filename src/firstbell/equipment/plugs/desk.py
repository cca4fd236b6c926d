"""What the loan desk lends to the house."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from firstbell.equipment.models import Acceptance, Custody, Damage, Handover, Item, Loss, Question
from firstbell.equipment.queries import accepting, desk
from firstbell.equipment.states import HandoverState
from firstbell.lib import clock
from firstbell.people.models import Person
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import can
from firstbell.platform.attachments import registry as attachments
from firstbell.platform.web import presence, slots, timelines
from firstbell.platform.web.slots import Action, MenuItem, Panel

HANDOVER, DAMAGE, ITEM = "equipment.handover", "equipment.damage", "equipment.item"
VIEW, GIVE = "equipment.view", "equipment.give"

slots.menu(MenuItem("Loan desk", "equipment:desk", "hand-stop", GIVE, order=21))
slots.menu(MenuItem("My equipment", "equipment:mine", "backpack", "equipment.mine", order=24))
slots.link(HANDOVER, lambda uid: reverse("equipment:handover", args=[uid]))


slots.link(DAMAGE, lambda uid: reverse("equipment:damage", args=[uid]))
slots.settings(MenuItem("Agreements", "equipment:agreements", "signature", VIEW, "Register", 47))


def _handover(actor: Actor, uid: UUID) -> Handover | None:
    found: Handover | None = Handover.objects.visible_to(actor).filter(uid=uid).first()
    return found


def _damage(actor: Actor, uid: UUID) -> Damage | None:
    rows = Damage.objects.visible_to(actor).select_related("item")
    found: Damage | None = rows.filter(uid=uid).first()
    return found


def _question(actor: Actor, uid: UUID) -> Question | None:
    found: Question | None = Question.objects.visible_to(actor).filter(uid=uid).first()
    return found


def _loss(actor: Actor, uid: UUID) -> Loss | None:
    found: Loss | None = Loss.objects.visible_to(actor).filter(uid=uid).first()
    return found


attachments.accept("equipment.loss", "equipment.end", load=_loss, receipts="equipment.money")
attachments.accept("equipment.question", GIVE, load=_question)
attachments.accept(HANDOVER, GIVE, load=_handover)
attachments.accept(DAMAGE, GIVE, load=_damage)
presence.offer(ITEM, "damages", lambda item: Damage.objects.filter(item=item.pk))


def _paper(copies: str) -> Any:
    return lambda row: reverse("equipment:handover_receipt", args=[row.uid]) + copies


def _is_done(actor: Any, row: Handover) -> bool:
    return row.state == HandoverState.DONE


slots.action(Action(HANDOVER, "Receipt", "file-text", VIEW, _paper(""), _is_done, 10, "p"))
slots.action(Action(HANDOVER, "Two copies", "printer", VIEW, _paper("?copies=2"), _is_done, 20))


def _can_swap(actor: Any, item: Item) -> bool:
    return item.is_individual and item.is_held


slots.action(
    Action(
        ITEM, "Swap for a spare", "replace", GIVE, lambda item: reverse("equipment:swap", args=[item.address]), _can_swap, 12
    )
)  # fmt: skip
slots.action(
    Action(
        ITEM, "Lost or stolen", "help-octagon", "equipment.end", lambda item: reverse("equipment:lose", args=[item.address]),
        lambda actor, item: not item.is_gone and item.is_individual, 88,
    )
)  # fmt: skip
slots.action(
    Action(
        "people.leaver", "Write off", "help-octagon", "equipment.end",
        lambda person: reverse("equipment:write_off", args=[person.uid]),
        lambda actor, person: Custody.objects.open().filter(person=person).exists(),
    )
)  # fmt: skip
slots.link("equipment.loss", lambda uid: reverse("equipment:loss", args=[uid]))
slots.link("equipment.handout", lambda uid: reverse("equipment:class", args=[uid]))


def _texts(request: HttpRequest, row: Handover) -> dict[str, Any] | None:
    texts = list(row.texts.order_by("pk"))
    asked = Acceptance.objects.filter(handover=row).select_related("paper").first()
    why_not = accepting.hinders(row)
    may_ask = not why_not and can(request.actor, GIVE, row)
    if not (texts or row.signature_id or asked or may_ask):
        return None
    return {
        "texts": texts,
        "row": row,
        "asked": asked,
        "may_ask": may_ask,
        "why_not": why_not if row.person and not accepting.is_said(row) else "",
        "is_over": _is_over(asked),
    }


def _is_over(asked: Acceptance | None) -> bool:
    return bool(asked and asked.until and asked.until < clock.now())


def _broken(request: HttpRequest, item: Item) -> dict[str, Any] | None:
    if not presence.has(request, item, "damages"):
        return None
    rows = list(item.damages.order_by("-found_at")[:6])
    return {"rows": rows, "flush": True, "fact": len(rows)}


def _lines(request: HttpRequest, row: Handover) -> dict[str, Any]:
    groups = desk.groups(row)
    return {"groups": groups, "flush": True, "fact": sum(group.line.quantity for group in groups)}


def _of_person(request: HttpRequest, person: Person) -> dict[str, Any] | None:
    rows = Handover.objects.visible_to(request.actor).done().filter(person=person)
    found = list(rows.order_by("-done_at")[:8])
    return {"rows": found, "flush": True} if found else None


def _history(request: HttpRequest, row: Handover) -> dict[str, Any] | None:
    found = timelines.timeline_panel(request, row)
    return {**found, "flush": True} if found else None


for _panel in (
    Panel(HANDOVER, "lines", "What was handed over", "basket", "equipment/desk/panel_lines.html", VIEW, _lines, order=10),
    Panel(HANDOVER, "texts", "What was agreed", "signature", "equipment/desk/panel_texts.html", VIEW, _texts, order=20),
    Panel(ITEM, "damages", "Damage", "tool", "equipment/desk/panel_damages.html", VIEW, _broken, order=25),
    Panel(HANDOVER, "history", "What happened", "history", "equipment/panels/history.html", "audit.view", _history, order=30),
    Panel("people.person", "handovers", "At the loan desk", "hand-stop", "equipment/desk/panel_person.html", VIEW, _of_person,
          order=25),
):  # fmt: skip
    slots.panel(_panel)
