"""Counts: planning them, counting with phones, and what comes out."""

from __future__ import annotations

from django.urls import path

from firstbell.equipment.web.views import count_closing, count_phones, counts, counts_due

urlpatterns = [
    path("counts/", counts.counts, name="counts"),
    path("counts/new/", counts.new, name="count_new"),
    path("counts/due/", counts_due.due_rooms, name="counts_due"),
    path("counts/due/kinds/", counts_due.due_kinds, name="counts_due_kinds"),
    path("counts/due/how-often/", counts_due.how_often, name="count_rule"),
    path("counts/lines/", counts.lines, name="count_lines"),
    path("counts/phone/sw.js", count_phones.worker, name="count_worker"),
    path("counts/phone/sync/", count_phones.sync, name="count_sync"),
    path("counts/phone/photo/", count_phones.photo, name="count_photo"),
    path("counts/phone/<uuid:uid>/", count_phones.phone, name="count_phone"),
    path("counts/phone/<uuid:uid>/join/", count_phones.join, name="count_join"),
    path("counts/joined/<uuid:uid>/end/", counts.part, name="count_part"),
    path("counts/<uuid:uid>/", counts.count, name="count"),
    path("counts/<uuid:uid>/change/", counts.edit, name="count_change"),
    path("counts/<uuid:uid>/opening/", counts.open_, name="count_open"),
    path("counts/<uuid:uid>/cancelling/", counts.cancel, name="count_cancel"),
    path("counts/<uuid:uid>/odd/", counts.odd, name="count_odd"),
    path("counts/<uuid:uid>/closing/", count_closing.close, name="count_close"),
    path("counts/<uuid:uid>/report.pdf", count_closing.report, name="count_report"),
    path("counts/<uuid:uid>/report.csv", count_closing.sheet, name="count_sheet"),
]
