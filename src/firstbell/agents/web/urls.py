from __future__ import annotations

from django.urls import path

from firstbell.agents.web import door
from firstbell.agents.web.views import acts, arrivals, fleet, keys, reports, rules

app_name = "agents"
urlpatterns = [
    # The key, and whatever agents add behind the address of their server.
    path("agent/<path:secret>", door.door, name="door"),
    path("devices/", fleet.devices, name="devices"),
    path("devices/at-a-glance/", fleet.overview, name="overview"),
    path("new-devices/", arrivals.waiting, name="waiting"),
    path("new-devices/files/", arrivals.upload, name="upload"),
    path("new-devices/log/", arrivals.log, name="log"),
    path("new-devices/<uuid:uid>/approval/", arrivals.approve, name="approve"),
    path("new-devices/<uuid:uid>/registration/", arrivals.register, name="register"),
    path("new-devices/<uuid:uid>/refusal/", arrivals.refuse, name="refuse"),
    path("devices/lookup/", acts.device_lookup, name="device_lookup"),
    path("devices/<uuid:uid>/", fleet.device, name="device"),
    path("devices/<uuid:uid>/check-in/", acts.check_in, name="check_in"),
    path("devices/<uuid:uid>/merge/", acts.merge, name="merge"),
    path("devices/<uuid:uid>/parts/", acts.part, name="part"),
    path("devices/<uuid:uid>/parts/undo/", acts.part_undo, name="part_undo"),
    path("devices/<uuid:uid>/keys/", acts.reveal, name="reveal"),
    path("devices/<uuid:uid>/report/", reports.report, name="report"),
    path("devices/<uuid:uid>/report/file/", reports.report_file, name="report_file"),
    path("settings/devices/", rules.rules, name="rules"),
    path("settings/devices/matching/", rules.matching, name="matching"),
    path("settings/devices/arrivals/new/", rules.arrival, name="arrival_new"),
    path("settings/devices/arrivals/<uuid:uid>/", rules.arrival, name="arrival"),
    path(
        "settings/devices/arrivals/<uuid:uid>/removal/", rules.arrival_remove, name="arrival_remove"
    ),
    path("settings/enrolment-keys/", keys.key_list, name="keys"),
    path("settings/enrolment-keys/new/", keys.key_new, name="key_new"),
    path("settings/enrolment-keys/<uuid:uid>/", keys.key, name="key"),
    path("settings/enrolment-keys/<uuid:uid>/change/", keys.key_change, name="key_change"),
    path("settings/enrolment-keys/<uuid:uid>/lines/", keys.key_lines, name="key_lines"),
    path("settings/enrolment-keys/<uuid:uid>/revocation/", keys.key_revoke, name="key_revoke"),
]
