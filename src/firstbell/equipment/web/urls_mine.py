"""What somebody has themselves, below /mine/."""

from __future__ import annotations

from django.urls import path

from firstbell.equipment.web.views import mine

urlpatterns = [
    path("", mine.mine, name="mine"),
    path("handovers/<uuid:uid>/", mine.answer, name="mine_answer"),
    path("handovers/<uuid:uid>/receipt.pdf", mine.receipt, name="mine_receipt"),
    path("<uuid:uid>/still/", mine.still, name="mine_still"),
    path("<uuid:uid>/longer/", mine.longer, name="mine_longer"),
]
