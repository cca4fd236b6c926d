"""The addresses of the loan desk, below /desk/."""

from __future__ import annotations

from django.urls import path

from firstbell.equipment.web.views import desk, desk_acts, handovers

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
]
