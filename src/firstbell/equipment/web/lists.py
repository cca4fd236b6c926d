from __future__ import annotations

from django.db.models import Count, Q

from firstbell.equipment.models import Category, Item, Manufacturer, Model, StageLabel
from firstbell.equipment.models.item import address_of
from firstbell.equipment.queries import holders, marks, pictures, wording
from firstbell.equipment.queries.wording import STATES
from firstbell.equipment.states import Condition, Ownership, Tracking
from firstbell.equipment.web import bulk
from firstbell.equipment.web.stage_forms import RetireForm, StageManyForm
from firstbell.people.models import Organisation, Person
from firstbell.places.models import Room
from firstbell.platform.lists.bulk import change_fields
from firstbell.platform.lists.own_fields import own_columns
from firstbell.platform.lists.specs import (
    BulkAction,
    Button,
    Column,
    Empty,
    Filter,
    ListSpec,
    Preset,
)
from firstbell.platform.web.components import code

CHANGE = "equipment.change"
_LIVE = "state=in_service,in_stock,in_repair,missing,ordered,planned"

ITEMS = ListSpec(
    name="equipment.items",
    title="Equipment",
    things=("item", "items"),
    rows=lambda actor: Item.objects.visible_to(actor).live(),
    permission="equipment.view",
    url_name="equipment:items",
    search="equipment.item",
    default_sort="tag",
    row_url=lambda row: f"/equipment/{address_of(row['tag'], row['uid'])}/",
    always=("tag",),
    row_label="tag",
    columns=[
        Column("tag", "Tag", "code", sort="tag_key", phone=1),
        Column("picture", "Picture", path="model__uid", sort="", filter=False, phone=5, fill=pictures.fill,
               render=pictures.cell, export=lambda row: row["picture"]),
        Column("name", "Name", path="name", default=False),
        Column(
            "model", "Model", path=("model__name", "model__manufacturer__name", "name"), sort="model__name_key", phone=2,
            render=wording.model_cell, export=wording.model_text,
            filter=Filter("choice", "model", model=Model, search=("name_key__contains",)),
        ),
        Column(
            "kind", "Kind", path="category__name", sort="category__name_key",
            filter=Filter("choice", "category", model=Category, search=("name_key__contains",)),
        ),
        Column("state", "State", "status", path="lifecycle", states=STATES, phone=3),
        Column("label", "In our words", path="stage_label__name", default=False,
               filter=Filter("choice", "stage_label", model=StageLabel, search=("name_key__contains",))),
        Column("with", "With", path="pk", fill=holders.fill, render=lambda row: row["holder"], sort="", phone=4,
               export=lambda row: row["holder"],
               filter=Filter("person", "", model=Person, search=("name_key__contains",), label="name_key",
                             where=holders.with_person)),
        Column("home", "Home", "place", path="home__name", sort="home__name_key", phone=4,
               filter=Filter("place", "home", model=Room, search=("name_key__contains",))),
        Column("place", "Now in", "place", path="place__name", sort="place__name_key", default=False,
               filter=Filter("place", "place", model=Room, search=("name_key__contains",))),
        Column("seen", "Last seen", "moment", path="seen_at"),
        Column("bought", "Bought", "date", path="bought_on"),
        Column("warranty", "Warranty to", "date", path="cover_ends_on"),
        Column("serial", "Serial", "code", path="serial"),
        Column("hostname", "Host name", "code", path="pk", fill=marks.fill_rows, sort="", default=False,
               render=lambda row: code(row["hostname"]), export=lambda row: row["hostname"],
               filter=Filter("text", "value", inside=marks.having("hostname"))),
        Column("macs", "MAC addresses", "code", path="pk", fill=marks.fill_rows, sort="", default=False,
               render=lambda row: code(row["macs"]), export=lambda row: row["macs"],
               filter=Filter("text", "value", inside=marks.having("macs"))),
        Column("imei", "IMEI", "code", path="pk", fill=marks.fill_rows, sort="", default=False,
               render=lambda row: code(row["imei"]), export=lambda row: row["imei"],
               filter=Filter("text", "value", inside=marks.having("imei"))),
        Column("condition", "Condition", "choice", path="condition", choices=Condition.choices, default=False),
        Column("ownership", "Ours", "choice", path="ownership", choices=Ownership.choices, default=False),
        Column("tracking", "Tracked", "choice", path="tracking", choices=Tracking.choices, default=False),
        Column("quantity", "Quantity", "number", path="quantity", default=False),
        Column("spot", "Shelf or seat", path="home_spot", default=False),
        Column("container", "In", "code", path="container__tag", sort="container__tag_key", default=False),
        Column("paid", "Paid, net", "money", path="price_net", permission="equipment.money", default=False),
        Column("gross", "Paid, with VAT", "money", path="price_gross", permission="equipment.money", default=False),
        Column("supplier", "Supplier", path="supplier__name", sort="supplier__name_key", default=False,
               filter=Filter("choice", "supplier", model=Organisation, search=("name_key__contains",))),
        Column("maker", "Maker", path="model__manufacturer__name", sort="model__manufacturer__name_key", default=False,
               filter=Filter("choice", "model__manufacturer", model=Manufacturer, search=("name_key__contains",))),
        Column("order", "Order", path="order_ref", default=False),
        Column("invoice", "Invoice", path="invoice_ref", default=False),
        Column("funding", "Paid from", path="funding", default=False),
        Column("in_use", "In use since", "date", path="in_service_on", default=False),
        Column("retired", "Retired", "date", path="retired_on", default=False),
        Column("replace", "Replace in", "date", path="replace_on", default=False),
        Column("updates_end", "Updates end", "date", path="supported_until", default=False),
        Column("added", "Added", "moment", path="created_at", default=False),
        Column("changed", "Changed", "moment", path="changed_at", default=False),
        Column("notes", "Notes", path="notes", sort="", default=False),
    ],
    presets=[
        Preset("In use", "state=in_service"),
        Preset("On the shelf", "state=in_stock"),
        Preset("Broken or missing", "state=in_repair,missing"),
        Preset("Warranty ends soon", "warranty.between=today,today+90d"),
        Preset("No home room", f"{_LIVE}&home.empty="),
        Preset("New this week", "added.after=week-start"),
    ],
    extra_columns=own_columns("equipment.item"),
    actions=[
        BulkAction("move", "Move", "arrow-right", CHANGE, form=bulk.move_form, run=bulk.move,
                   done="{n} {things} moved.", key="m", order=10),
        BulkAction("stage", "Set state", "progress", CHANGE, form=StageManyForm, run=bulk.set_stage, order=20),
        change_fields(CHANGE, bulk.changeable, run=bulk.change),
        BulkAction("sheet", "As a sheet", "table", CHANGE, url="/equipment/sheet/", order=32),
        BulkAction("seen", "Seen here", "eye-check", CHANGE, form=bulk.seen_form, run=bulk.seen, order=40),
        BulkAction("container", "Put in a trolley", "shopping-cart", CHANGE, form=bulk.put_in_form, run=bulk.put_in,
                   order=50),
        BulkAction("transfer", "Transfer", "school", CHANGE, form=bulk.transfer_form_of, run=bulk.transfer,
                   sentence="They take their history along, and have no home room there until you give them one.",
                   when=holders.moves_between_schools, order=80),
        BulkAction("retire", "Retire", "archive", "equipment.end", form=RetireForm, run=bulk.retire,
                   sentence="They leave the live register; their history stays.", danger=True, order=90),
    ],
    buttons=[
        Button("Worth and refresh", "equipment:worth", "currency-pound", "equipment.money"),
        Button("Duplicates", "equipment:duplicates", "copy", "equipment.view"),
        Button("Catalogue", "equipment:models", "category", "equipment.view"),
        Button("Import", "import_new", "file-import", "exchange.import"),
        Button("Add equipment", "equipment:new", "plus", CHANGE, primary=True, key="a"),
    ],
    empty=Empty("Import the spreadsheet you have, or add the first item by hand.", title="The register is empty",
                label="Bring in your spreadsheet", url_name="import_new", icon="device-laptop"),
    icon="device-laptop",
)  # fmt: skip

MODELS = ListSpec(
    name="equipment.models",
    title="Models",
    things=("model", "models"),
    rows=lambda actor: Model.objects.visible_to(actor),
    permission="equipment.view",
    url_name="equipment:models",
    search=("name_key__contains", "number__icontains"),
    default_sort="name",
    row_url=lambda row: f"/equipment/models/{row['uid']}/",
    row_label="name",
    per_school=False,
    columns=[
        Column("name", "Model", sort="name_key", phone=1),
        Column("maker", "Maker", path="manufacturer__name", sort="manufacturer__name_key", phone=2,
               filter=Filter("choice", "manufacturer", model=Manufacturer, search=("name_key__contains",))),
        Column("kind", "Kind", path="category__name", sort="category__name_key",
               filter=Filter("choice", "category", model=Category, search=("name_key__contains",))),
        Column("number", "Model number", "code"),
        Column("items", "Items", "number", path="count_of_items", sort="", filter=False, phone=3,
               annotate={"count_of_items": Count("items", filter=Q(items__removed_at=None))}),
        Column("life", "Life, months", "number", path="life_months", default=False),
        Column("replacement", "Costs new", "money", path="replacement_pence", permission="equipment.money"),
        Column("supported", "Updates end", "date", path="supported_until"),
    ],
    buttons=[
        Button("Kinds", "equipment:categories", "category", "equipment.view"),
        Button("Makers", "equipment:makers", "building-factory-2", "equipment.view"),
        Button("Add a model", "equipment:model_new", "plus", "equipment.catalogue", primary=True),
    ],
    empty=Empty("Models come with the import, or add one.", label="Add a model", url_name="equipment:model_new"),
)  # fmt: skip

CATEGORIES = ListSpec(
    name="equipment.categories",
    title="Kinds of equipment",
    things=("kind", "kinds"),
    rows=lambda actor: Category.objects.visible_to(actor),
    permission="equipment.view",
    url_name="equipment:categories",
    search=("name_key__contains",),
    default_sort="name",
    row_url=lambda row: f"/equipment/kinds/{row['uid']}/",
    row_label="name",
    per_school=False,
    columns=[
        Column("name", "Kind", sort="name_key", phone=1),
        Column("under", "Under", path="parent__name", sort="parent__name_key", phone=2),
        Column("prefix", "Tags begin", "code", path="tag_prefix", phone=3),
        Column("tracking", "Tracked", "choice", path="tracking", choices=Tracking.choices),
        Column("holds", "Holds others", "bool", path="is_container"),
        Column("life", "Life, months", "number", path="life_months"),
    ],
    buttons=[Button("Add a kind", "equipment:category_new", "plus", "equipment.catalogue", primary=True)],
    empty=Empty("Add the kinds a school has, all at once.", label="Add a kind", url_name="equipment:category_new"),
)  # fmt: skip

MAKERS = ListSpec(
    name="equipment.makers",
    title="Makers",
    things=("maker", "makers"),
    rows=lambda actor: Manufacturer.objects.visible_to(actor),
    permission="equipment.view",
    url_name="equipment:makers",
    search=("name_key__contains",),
    default_sort="name",
    row_url=lambda row: f"/equipment/makers/{row['uid']}/",
    row_label="name",
    per_school=False,
    columns=[
        Column("name", "Maker", sort="name_key", phone=1),
        Column("support", "Support phone", path="support_phone", phone=2),
        Column("website", "Website", path="website"),
    ],
    buttons=[Button("Add a maker", "equipment:maker_new", "plus", "equipment.catalogue", primary=True)],
    empty=Empty("Makers come with the import, or add one.", label="Add a maker", url_name="equipment:maker_new"),
)  # fmt: skip
