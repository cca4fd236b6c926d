from __future__ import annotations

from django.apps import AppConfig


class EquipmentConfig(AppConfig):
    name = "firstbell.equipment"
    label = "equipment"

    def ready(self) -> None:
        from firstbell.equipment import jobs, plugs, receivers, rules, sheets  # noqa: F401 -- app ready
