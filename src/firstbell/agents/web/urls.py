from __future__ import annotations

from django.urls import path

from firstbell.agents.web import door

app_name = "agents"
urlpatterns = [
    # The key, and whatever agents add behind the address of their server.
    path("agent/<path:secret>", door.door, name="door"),
]
