from __future__ import annotations

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate  # noqa: TID251 -- migrations announce nothing


class DatabaseConfig(AppConfig):
    name = "firstbell.platform.database"
    label = "database"

    def ready(self) -> None:
        from firstbell.platform.database import connecting, marks

        connection_created.connect(connecting.do_not_compile)
        post_migrate.connect(marks.set_up, sender=self)
