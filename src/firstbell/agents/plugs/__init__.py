"""What devices lend to the house: panels on the item that each is, the menu, the home page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from firstbell.agents import events
from firstbell.agents.actions import joining
from firstbell.agents.models import Device
from firstbell.agents.plugs import panels
from firstbell.platform.lists import specs as lists
from firstbell.platform.lists.specs import Column
from firstbell.platform.merges import registry as merges
from firstbell.platform.notifications.queries import accounts_with
from firstbell.platform.notifications.registry import notify
from firstbell.platform.notifications.states import How
from firstbell.platform.web import presence, slots
from firstbell.platform.web.slots import Action, MenuItem, Panel

ITEM, DEVICE, VIEW = "equipment.item", "agents.device", "agents.view"

slots.menu(MenuItem("Devices", "agents:devices", "devices", VIEW, section="Look after", order=10))
slots.menu(
    MenuItem(
        "New devices", "agents:waiting", "device-desktop", VIEW, section="Look after", order=11
    )
)
slots.settings(MenuItem("Enrolment keys", "agents:keys", "key", "agents.keys", "Register", 50))
slots.link("agents.key", lambda uid: reverse("agents:key", args=[uid]))
slots.link(DEVICE, lambda uid: reverse("agents:device", args=[uid]))

slots.settings(
    MenuItem("Rules for devices", "agents:rules", "list-check", "agents.keys", "Register", 51)
)


def _at(name: str) -> Any:
    return lambda device: reverse(f"agents:{name}", args=[device.uid])


def _stands(actor: Any, device: Device) -> bool:
    return device.merged_into_id is None


def _was_parted(actor: Any, device: Device) -> bool:
    return _stands(actor, device) and joining.OUT_OF in device.joined


for _action in (
    Action(
        DEVICE, "It is another device", "arrow-merge", "agents.change", _at("merge"), _stands, 40
    ),
    Action(DEVICE, "It is two machines", "arrows-split", "agents.change", _at("part"), _stands, 50),
    Action(
        DEVICE,
        "They are one after all",
        "arrow-back-up",
        "agents.change",
        _at("part_undo"),
        _was_parted,
        60,
    ),
):
    slots.action(_action)

lists.extend(
    "equipment.items",
    Column("system", "System", path="device__os_name", default=False, permission=VIEW),
)
lists.extend(
    "equipment.items",
    Column(
        "heard",
        "Last heard",
        "moment",
        path="device__last_contact_at",
        default=False,
        permission=VIEW,
    ),
)
presence.offer(ITEM, "devices", lambda item: Device.objects.current().filter(item=item.pk))

for _panel in (
    Panel(ITEM, "device", "As it reports itself", "device-desktop-analytics", "", VIEW,
          panels.device, side=True, order=15),
    Panel(ITEM, "hardware", "Hardware", "cpu", "agents/panels/hardware.html", VIEW, panels.hardware, order=24),
    Panel(DEVICE, "parted", "Taken out of it", "arrows-split", "agents/panels/parted.html", "agents.change", panels.parted,
          side=True, order=46),
    Panel("home", "unexpected", "Reports, but should be gone", "alert-octagon", "agents/panels/unexpected.html", VIEW,
          panels.unexpected, order=8),
    Panel("home", "quiet", "Gone quiet", "wifi-off", "agents/panels/quiet.html", VIEW, panels.quiet, order=35),
):  # fmt: skip
    slots.panel(_panel)

notify(
    events.UNEXPECTED, label="A device reports that should be gone", title=lambda event: event.sentence, usual=How.NOW,
    to=lambda event: accounts_with("agents.change", event.school_id, event.at.date()), permission="agents.change",
    url=lambda event: reverse("agents:device", args=[event.subject_uid]),
)  # fmt: skip

merges.accept(
    DEVICE, "agents.change", undo=joining.unmerge,
    rows=lambda actor: Device.objects.visible_to(actor).select_related("school", "item"),
)  # fmt: skip
