from __future__ import annotations

from datetime import datetime
from ipaddress import ip_network

from django.db import transaction

from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import announce, changes_between
from firstbell.platform.tenancy.models import School
from firstbell.support import events
from firstbell.support.models import Desk
from firstbell.support.queries.known import lines_of


def set_desk(school: School, *, open_reports: bool, networks: str, by: Actor, at: datetime) -> Desk:
    """Whether a label is enough to report a fault, and from where."""
    require(by, "support.change_setup", school)
    for line in lines_of(networks):
        try:
            ip_network(line, strict=False)
        except ValueError:
            raise Refusal(
                f"“{line}” is no network. Write it like 10.20.0.0/16.", fields={"networks": "Not a network"}
            ) from None  # fmt: skip
    if open_reports and not lines_of(networks):
        raise Refusal(
            "Say which networks are the school’s own: nobody outside reports without signing in.",
            fields={"networks": "Needed"},
        )
    with transaction.atomic():
        desk, _ = Desk.objects.get_or_create(school=school, defaults={"created_at": at})
        wanted = {"open_reports": open_reports, "networks": networks.strip()}
        changes = changes_between(desk, wanted)
        if changes:
            desk.open_reports, desk.networks = open_reports, networks.strip()
            desk.bump(*wanted)
            announce(events.SETUP_CHANGED, desk, by=by, at=at, changes=changes)
    return desk
