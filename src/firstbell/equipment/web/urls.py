from __future__ import annotations

from django.urls import include, path

from firstbell.equipment.web import urls_counts
from firstbell.equipment.web.views import (
    asking,
    catalogue,
    editing,
    items,
    joining,
    losses,
    plans,
    reports,
    sheet,
    swapping,
    verbs,
    words,
)

app_name = "equipment"
urlpatterns = [
    path("desk/", include("firstbell.equipment.web.urls_desk")),
    path("mine/", include("firstbell.equipment.web.urls_mine")),
    path("stock/", include("firstbell.equipment.web.urls_stock")),
    path("bookings/", include("firstbell.equipment.web.urls_bookings")),
    path("equipment/", items.items, name="items"),
    path("equipment/new/", editing.new, name="new"),
    path("equipment/sheet/", sheet.sheet, name="sheet"),
    path("equipment/taken-out/", items.taken_out, name="taken_out"),
    path("equipment/worth/", reports.worth, name="worth"),
    path("equipment/duplicates/", joining.duplicates, name="duplicates"),
    path("equipment/stage-labels/", words.stage_labels, name="stage_labels"),
    path("equipment/stage-labels/new/", words.stage_label, name="stage_label_new"),
    path("equipment/stage-labels/<uuid:uid>/", words.stage_label, name="stage_label"),
    path(
        "equipment/stage-labels/<uuid:uid>/removal/", words.remove_label, name="stage_label_remove"
    ),
    path("equipment/stage-asks/", asking.stage_asks, name="stage_asks"),
    path("equipment/stage-asks/<str:stage>/", asking.stage_ask, name="stage_ask"),
    path("equipment/junk-serials/", words.junk_serials, name="junk_serials"),
    path(
        "equipment/junk-serials/<uuid:uid>/removal/", words.remove_junk, name="junk_serial_remove"
    ),
    path("equipment/on-plan/<uuid:uid>/", plans.add, name="plan_add"),
    path("equipment/lookup/", items.item_lookup, name="item_lookup"),
    path("equipment/models/", catalogue.models, name="models"),
    path("equipment/models/lookup/", items.model_lookup, name="model_lookup"),
    path("equipment/models/new/", catalogue.model, name="model_new"),
    path("equipment/models/<uuid:uid>/", catalogue.model, name="model"),
    path("equipment/kinds/", catalogue.categories, name="categories"),
    path("equipment/kinds/lookup/", items.category_lookup, name="category_lookup"),
    path("equipment/kinds/new/", catalogue.category, name="category_new"),
    path("equipment/kinds/stock/", catalogue.stock, name="stock_catalogue"),
    path("equipment/kinds/<uuid:uid>/", catalogue.category, name="category"),
    path("equipment/makers/", catalogue.makers, name="makers"),
    path("equipment/makers/lookup/", catalogue.maker_lookup, name="maker_lookup"),
    path("equipment/makers/new/", catalogue.maker, name="maker_new"),
    path("equipment/makers/<uuid:uid>/", catalogue.maker, name="maker"),
    # The tag that people read off the sticker, or the uid.
    path("equipment/<str:key>/", items.item, name="item"),
    path("equipment/<str:key>/change/", editing.edit, name="edit"),
    path("equipment/<str:key>/custody/", verbs.give, name="give"),
    path("equipment/<str:key>/loss/", losses.record, name="lose"),
    path("equipment/<str:key>/swap/", swapping.swap, name="swap"),
    path("equipment/<str:key>/return/", verbs.take_back, name="take_back"),
    path("equipment/<str:key>/place/", verbs.move, name="move"),
    path("equipment/<str:key>/sighting/", verbs.seen, name="seen"),
    path("equipment/<str:key>/stage/", verbs.stage, name="stage"),
    path("equipment/<str:key>/container/", verbs.put_in, name="put_in"),
    path("equipment/<str:key>/container/out/", verbs.take_out, name="take_out"),
    path("equipment/<str:key>/cover/", verbs.cover, name="cover"),
    path("equipment/<str:key>/cover/<uuid:uid>/removal/", verbs.uncover, name="uncover"),
    path("equipment/<str:key>/plan/", plans.plan, name="plan"),
    path("equipment/<str:key>/plan/off/", plans.off, name="plan_off"),
    path("equipment/<str:key>/merge/", joining.merge, name="merge"),
    path("equipment/<str:key>/transfer/", joining.transfer, name="transfer"),
    path("equipment/<str:key>/removal/", verbs.remove, name="remove"),
    path("equipment/<str:key>/restoration/", verbs.restore, name="restore"),
]
urlpatterns += urls_counts.urlpatterns
