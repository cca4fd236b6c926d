"""What the team knows already, and whether a label is enough to report."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from firstbell.platform.tenancy.models import School
from firstbell.support.models import Desk, Ticket

_MOST = 5


def announced(school: School) -> list[Ticket]:
    """What everybody of the school may read: the sentence that was announced, and nothing else of the ticket."""
    rows = Ticket.objects.open().filter(school=school, restricted=False).exclude(announced="")
    return list(rows.select_related("school").order_by("-opened_at")[:_MOST])


def is_open_from(school: School, address: str) -> bool:
    """May somebody at this address report without signing in?"""
    desk = Desk.objects.filter(school=school, open_reports=True).first()
    if desk is None:
        return False
    try:
        here = ip_address(address)
    except ValueError:
        return False
    return any(here in ip_network(line, strict=False) for line in lines_of(desk.networks))


def lines_of(networks: str) -> list[str]:
    return [line.strip() for line in networks.splitlines() if line.strip()]
