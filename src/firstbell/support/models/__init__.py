from __future__ import annotations

from firstbell.support.models.entries import Entry
from firstbell.support.models.known import Desk, Joined
from firstbell.support.models.setup import Category, Status, Team
from firstbell.support.models.tickets import Ticket, TicketItem

__all__ = ["Category", "Desk", "Entry", "Joined", "Status", "Team", "Ticket", "TicketItem"]
