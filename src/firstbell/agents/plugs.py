"""What agents lend to the house."""

from __future__ import annotations

from firstbell.agents.actions import joining
from firstbell.agents.models import Device
from firstbell.platform.merges import registry as merges

DEVICE = "agents.device"

merges.accept(
    DEVICE, "agents.change", undo=joining.unmerge,
    rows=lambda actor: Device.objects.visible_to(actor).select_related("school", "item"),
)  # fmt: skip
