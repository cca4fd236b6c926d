from __future__ import annotations

from django.urls import path

from firstbell.agents.web import door
from firstbell.agents.web.views import fleet

app_name = "agents"
urlpatterns = [
    # The key, and whatever agents add behind the address of their server.
    path("agent/<path:secret>", door.door, name="door"),
    path("devices/", fleet.devices, name="devices"),
    path("devices/at-a-glance/", fleet.overview, name="overview"),
    path("devices/<uuid:uid>/", fleet.device, name="device"),
]
