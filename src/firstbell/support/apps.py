from __future__ import annotations

from django.apps import AppConfig


class SupportConfig(AppConfig):
    name = "firstbell.support"
    label = "support"

    def ready(self) -> None:
        from firstbell.support import jobs, plugs, receivers, rules, sheets  # noqa: F401 -- app ready
        from firstbell.support.plugs import partners as outside  # noqa: F401 -- app ready
        from firstbell.support.plugs import setup  # noqa: F401 -- app ready
        from firstbell.support.receivers import hearing_rules, partners, requests  # noqa: F401 -- app ready
