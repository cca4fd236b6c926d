"""The addresses of the loan desk, below /desk/."""

from __future__ import annotations

from django.urls import path

from firstbell.equipment.web.views import (
    agreements,
    classes,
    damages,
    desk,
    desk_acts,
    handovers,
    out,
    pile,
)

urlpatterns = [
    path("", desk.desk, name="desk"),
    path("scan/", desk.scan, name="desk_scan"),
    path("undo/", desk_acts.undo, name="desk_undo"),
    path("holder/", desk_acts.holder, name="desk_holder"),
    path("holder/none/", desk_acts.nobody, name="desk_nobody"),
    path("terms/", desk_acts.terms, name="desk_terms"),
    path("take-over/", desk_acts.take_over, name="desk_take_over"),
    path("done/", desk_acts.done, name="desk_done"),
    path("drop/", desk_acts.drop, name="desk_drop"),
    path("lines/<uuid:uid>/", desk_acts.line, name="desk_line"),
    path("baskets/<uuid:uid>/", desk_acts.adopt, name="desk_adopt"),
    path("handovers/<uuid:uid>/", handovers.handover, name="handover"),
    path("handovers/<uuid:uid>/receipt.pdf", handovers.receipt, name="handover_receipt"),
    path("back/", pile.pile, name="pile"),
    path("back/scan/", pile.scan, name="pile_scan"),
    path("back/undo/", pile.undo, name="pile_undo"),
    path("back/terms/", pile.terms, name="pile_terms"),
    path("back/from/<uuid:uid>/", pile.bring, name="pile_bring"),
    path("back/lines/<uuid:uid>/", pile.line, name="pile_line"),
    path("back/lines/<uuid:uid>/rest/", pile.rest, name="pile_rest"),
    path("back/done/", pile.done, name="pile_done"),
    path("out/", out.out, name="out"),
    path("questions/<uuid:uid>/", out.decide, name="question"),
    path("damage/<uuid:uid>/", damages.damage, name="damage"),
    path("damage/<uuid:uid>/words/", damages.change, name="damage_change"),
    path("damage/<uuid:uid>/settlement/", damages.settle, name="damage_settle"),
    path("class/", classes.start, name="classes"),
    path("class/groups/", classes.group_lookup, name="class_groups"),
    path("class/sheet/", classes.sheet, name="class_sheet"),
    path("class/<uuid:uid>/", classes.run, name="class"),
    path("class/<uuid:uid>/scan/", classes.scan, name="class_scan"),
    path("class/<uuid:uid>/undo/", classes.undo, name="class_undo"),
    path("class/<uuid:uid>/skip/", classes.skip, name="class_skip"),
    path("class/<uuid:uid>/end/", classes.close, name="class_end"),
    path("agreements/", agreements.agreements, name="agreements"),
    path("agreements/new/", agreements.agreement, name="agreement_new"),
    path("agreements/<uuid:uid>/", agreements.agreement, name="agreement"),
    path("agreements/<uuid:uid>/end/", agreements.put_away, name="agreement_end"),
]
