"""Equipment as a spreadsheet: what is brought in, and the DfE's register handed out."""

from __future__ import annotations

from firstbell.equipment.sheets import layouts, register
from firstbell.equipment.sheets.columns import ITEM, columns, matches
from firstbell.equipment.sheets.working import EquipmentWork
from firstbell.platform.exchange.sheets import Policy, Report, Sheet, report, sheet

EQUIPMENT = sheet(
    Sheet(
        name="equipment", title="Equipment", things=("item", "items"), thing_type=ITEM, permission="equipment.change",
        icon="device-laptop", columns=columns, open=EquipmentWork, matches=matches, layouts=layouts.ALL, spill="notes",
        url_name="equipment:items", order=10,
        lookups={
            "equipment.category": ("kind", "kinds"), "equipment.manufacturer": ("maker", "makers"),
            "equipment.model": ("model", "models"), "places.building": ("building", "buildings"),
            "places.room": ("room", "rooms"), "people.organisation": ("supplier", "suppliers"),
            "equipment.stage": ("word for a state", "words for states"),
            "equipment.condition": ("word for a condition", "words for conditions"),
        },
        hint="Your own list, the DfE asset register, or what Snipe-IT or GLPI export.",
        policies=(
            Policy("people", "Somebody who has it is not known here", (
                ("warn", "Bring the thing in without them, with a warning"), ("error", "Refuse the line"),
            )),
            Policy("price", "A price that does not say so is", (("gross", "with VAT"), ("net", "without VAT"))),
        ),
    )
)  # fmt: skip

DFE_REGISTER = report(
    Report(
        name="dfe-asset-register", title="DfE asset register", permission="equipment.money", sheet="Digital technology assets",
        text="The Department for Education's digital technology asset register, heading for heading.",
        headings=layouts.DFE_HEADINGS, rows=register.rows,
    )
)  # fmt: skip
