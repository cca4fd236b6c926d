from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "firstbell.platform.accounts"
    label = "accounts"

    def ready(self) -> None:
        from firstbell.platform.accounts import rules  # noqa: F401 -- app ready
