from __future__ import annotations

from firstbell.platform.web import slots

slots.menu(slots.MenuItem("Today", "home", "sunrise", "web.view", order=0))
slots.menu(
    slots.MenuItem("Settings", "settings", "settings", "web.view", section="School", order=99)
)
