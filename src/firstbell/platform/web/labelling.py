"""What a room says in one line of plugs.py so that its things carry codes and are printed on labels."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from firstbell.platform.accounts.permissions import can
from firstbell.platform.audit.models import subject_type
from firstbell.platform.codes.models import Code
from firstbell.platform.lists import specs
from firstbell.platform.web import presence, slots
from firstbell.platform.web.addresses import address, address_of


def labelled(thing_type: str, *, in_list: str = "", order: int = 60) -> None:
    """A panel of codes and a button on the thing's page, and "Print labels" for what is picked in its list."""
    presence.offer(thing_type, "codes", lambda thing: Code.objects.on(thing.uid))
    slots.panel(
        slots.Panel(
            on=thing_type, name="codes", title="Codes", icon="qrcode", template="web/codes_panel.html",
            permission="codes.view", context=_codes, side=True, order=order,
        )
    )  # fmt: skip
    slots.action(
        slots.Action(thing_type, "Print a label", "printer", "labels.print", print_url, order=order)
    )
    if in_list:
        url = f"/labels/list/{in_list}/"
        action = specs.BulkAction(
            "labels", "Print labels", "printer", "labels.print", url=url, order=order
        )
        specs.extend(in_list, action)


def print_url(thing: Any) -> str:
    return f"{address('labels_choose', subject_type(thing))}?uid={thing.uid}"


def _codes(request: HttpRequest, thing: Any) -> slots.Context:
    return {
        "codes": list(Code.objects.on(thing.uid)) if presence.has(request, thing, "codes") else [],
        "may_change": can(request.actor, "codes.change", thing),
        "attach_url": address_of("codes_attach", subject_type(thing), thing.uid),
        "flush": True,
    }
