"""What somebody has themselves, below /mine/."""

from __future__ import annotations

from django.urls import path

from firstbell.equipment.web.views import accepting, mine

urlpatterns = [
    path("", mine.mine, name="mine"),
    path("accept/<str:token>/", accepting.accept, name="accept"),
    path("accept/<str:token>/receipt.pdf", accepting.paper, name="accept_paper"),
    path("handovers/<uuid:uid>/", mine.answer, name="mine_answer"),
    path("handovers/<uuid:uid>/receipt.pdf", mine.receipt, name="mine_receipt"),
    path("<uuid:uid>/still/", mine.still, name="mine_still"),
    path("<uuid:uid>/longer/", mine.longer, name="mine_longer"),
]
