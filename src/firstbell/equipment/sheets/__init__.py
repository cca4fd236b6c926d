"""Equipment and its catalogue as spreadsheets: what is brought in, and the DfE's register handed out."""

from __future__ import annotations

from firstbell.equipment.sheets import catalogue_columns, hand_out, layouts, register
from firstbell.equipment.sheets.catalogue import KindWork, MakerWork, ModelWork
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

_KINDS, _MAKERS = ("kind", "kinds"), ("maker", "makers")

KINDS = sheet(
    Sheet(
        name="kinds", title="Kinds of equipment", things=_KINDS, thing_type="equipment.category",
        permission="equipment.catalogue", icon="category", columns=lambda: catalogue_columns.KINDS, open=KindWork,
        matches=catalogue_columns.named("name"), spill="notes", url_name="equipment:categories", order=90,
        lookups={"equipment.category": _KINDS},
        hint="What kinds there are, which stands under which, and how their tags begin.",
    )
)  # fmt: skip

MAKERS = sheet(
    Sheet(
        name="makers", title="Makers", things=_MAKERS, thing_type="equipment.manufacturer",
        permission="equipment.catalogue", icon="building-factory-2", columns=lambda: catalogue_columns.MAKERS,
        open=MakerWork, matches=catalogue_columns.named("name"), spill="notes", url_name="equipment:makers", order=92,
        hint="Who makes it: whom to ring, and where a warranty is looked up.",
    )
)  # fmt: skip

MODELS = sheet(
    Sheet(
        name="models", title="Models", things=("model", "models"), thing_type="equipment.model",
        permission="equipment.catalogue", icon="devices", columns=lambda: catalogue_columns.MODELS, open=ModelWork,
        matches=catalogue_columns.named("name", "manufacturer", "number"), spill="notes", url_name="equipment:models",
        order=94, lookups={"equipment.category": _KINDS, "equipment.manufacturer": _MAKERS},
        hint="Every product once: its maker and number, how long it lasts, what a new one costs.",
    )
)  # fmt: skip

HAND_OUT = sheet(
    Sheet(
        name="hand-out", title="Hand out", things=("loan", "loans"), thing_type=ITEM, permission="equipment.give",
        icon="hand-stop", columns=hand_out.columns, open=hand_out.HandOutWork, matches=hand_out.matches,
        url_name="equipment:out", order=85, gate=hand_out.whole_or_not, policies=(hand_out.POLICY,),
        came_of=hand_out.who_accepted,
        hint="A line each: the tag, and who gets it. Strangers are named before anything is handed out.",
    )
)  # fmt: skip

DFE_REGISTER = report(
    Report(
        name="dfe-asset-register", title="DfE asset register", permission="equipment.money", sheet="Digital technology assets",
        text="The Department for Education's digital technology asset register, heading for heading.",
        headings=layouts.DFE_HEADINGS, rows=register.rows,
    )
)  # fmt: skip
