from __future__ import annotations

from django.urls import path

from firstbell.support.web.views import (
    acts,
    corridor,
    mine,
    open_report,
    queue,
    report,
    reports,
    settings,
    ticket,
)

app_name = "support"
urlpatterns = [
    path("tickets/", queue.queue, name="queue"),
    path("tickets/all/", queue.tickets, name="all"),
    path("service-report/", reports.report, name="service_report"),
    path("service-report/page.pdf", reports.report_pdf, name="service_report_pdf"),
    path("service-report/<slug:name>.csv", reports.report_csv, name="service_report_csv"),
    path("tickets/new/", acts.new, name="new"),
    path("tickets/corridor/", corridor.corridor, name="corridor"),
    path("tickets/corridor/read/", corridor.preview, name="corridor_preview"),
    path("tickets/<str:number>/", ticket.ticket, name="ticket"),
    path("tickets/<str:number>/words/", ticket.say, name="say"),
    path("tickets/<str:number>/change/", acts.change, name="change"),
    path("tickets/<str:number>/take/", acts.take, name="take"),
    path("tickets/<str:number>/owner/", acts.assign, name="assign"),
    path("tickets/<str:number>/team/", acts.move, name="move"),
    path("tickets/<str:number>/status/", acts.set_status, name="status"),
    path("tickets/<str:number>/closed/", acts.close, name="close"),
    path("tickets/<str:number>/reopened/", acts.reopen, name="reopen"),
    path("tickets/<str:number>/announcement/", acts.announce, name="announce"),
    path("tickets/<str:number>/items/", acts.add_item, name="item_add"),
    path("tickets/<str:number>/items/<uuid:item>/off/", acts.item_off, name="item_off"),
    path("report/", report.start, name="report"),
    path("report/room/<uuid:uid>/", report.room, name="report_room"),
    path("report/item/<uuid:uid>/", report.item, name="report_item"),
    path("report/code/<str:value>/", report.code, name="report_code"),
    path("report/hints/", report.hints, name="hints"),
    path("report/here/<str:value>/", open_report.here, name="report_here"),
    path("settings/tickets/", settings.desk, name="desk"),
    path("settings/promises/", settings.promises, name="promises"),
    path("mine/tickets/", mine.mine, name="mine"),
    path("mine/tickets/<str:number>/", mine.ticket, name="mine_ticket"),
    path("mine/tickets/<str:number>/words/", mine.say, name="mine_say"),
    path("mine/tickets/<str:number>/closed/", mine.close, name="mine_close"),
]
