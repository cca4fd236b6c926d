from __future__ import annotations

from django.urls import path

from firstbell.platform.web import slots
from firstbell.platform.web.pages.labels import overview, paper, runs

slots.menu(slots.MenuItem("Labels", "labels", "qrcode", "labels.print", order=60))

_RUN = "labels/<uuid:uid>/"

urlpatterns = [
    path("labels/", overview.labels, name="labels"),
    path("labels/codes/", overview.mint, name="labels_mint"),
    path("labels/codes/<uuid:uid>/", overview.reprint_codes, name="labels_reprint_codes"),
    path("labels/of/<str:thing_type>/", overview.choose, name="labels_choose"),
    path("labels/list/<str:name>/", overview.from_list, name="labels_list"),
    path(_RUN, runs.run, name="labels_run"),
    path(f"{_RUN}labels.pdf", runs.pdf, name="labels_pdf"),
    path(f"{_RUN}first.png", runs.preview, name="labels_preview"),
    path(f"{_RUN}layout/", runs.save_layout, name="labels_save_layout"),
    path("labels/layouts/<uuid:uid>/remove/", paper.remove_layout, name="labels_remove_layout"),
    path("labels/sheets/new/", paper.sheet, name="labels_new_sheet"),
    path("labels/sheets/<uuid:uid>/", paper.sheet, name="labels_sheet"),
    path("labels/sheets/<uuid:uid>/remove/", paper.remove_sheet, name="labels_remove_sheet"),
    path("labels/rulers/<str:key>.pdf", paper.ruler, name="labels_ruler"),
    path("labels/ruler/", paper.ruler_for, name="labels_ruler_for"),
]
