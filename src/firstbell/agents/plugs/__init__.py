"""What devices lend to the house: panels on the item that each is, the menu, the home page."""

from __future__ import annotations

from django.urls import reverse

from firstbell.agents.actions import joining
from firstbell.agents.models import Device
from firstbell.agents.plugs import panels
from firstbell.platform.merges import registry as merges
from firstbell.platform.web import slots
from firstbell.platform.web.slots import MenuItem, Panel

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

for _panel in (
    Panel(ITEM, "device", "As it reports itself", "device-desktop-analytics", "agents/panels/device.html", VIEW,
          panels.device, side=True, order=15),
    Panel(ITEM, "hardware", "Hardware", "cpu", "agents/panels/hardware.html", VIEW, panels.hardware, order=24),
    Panel("home", "quiet", "Gone quiet", "wifi-off", "agents/panels/quiet.html", VIEW, panels.quiet, order=35),
):  # fmt: skip
    slots.panel(_panel)

merges.accept(
    DEVICE, "agents.change", undo=joining.unmerge,
    rows=lambda actor: Device.objects.visible_to(actor).select_related("school", "item"),
)  # fmt: skip
