from __future__ import annotations

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "firstbell.platform.jobs"
    label = "jobs"

    def ready(self) -> None:
        from firstbell.platform.audit import events
        from firstbell.platform.jobs import queue

        events.doorbell(queue.ring)
