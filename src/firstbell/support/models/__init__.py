from __future__ import annotations

from firstbell.support.models.aftercare import Aftercare, Opinion
from firstbell.support.models.answers import Answer, Signpost
from firstbell.support.models.approvals import Approval, Approver, StandIn, Voice
from firstbell.support.models.areas import Area, Step
from firstbell.support.models.articles import Article, Edition, Use, Vote
from firstbell.support.models.brought import OldNumber
from firstbell.support.models.clocks import Clock, Promise
from firstbell.support.models.consents import Consent
from firstbell.support.models.entries import Entry
from firstbell.support.models.joins import Link, Stay
from firstbell.support.models.known import Desk, Joined
from firstbell.support.models.mail import Letter, Mailbox, MailId, RawMail
from firstbell.support.models.partners import PartnerWords, Sharing
from firstbell.support.models.ready import ChecklistTemplate, Macro, TicketTemplate
from firstbell.support.models.requests import RequestType, RoomCard
from firstbell.support.models.rules import Firing, Rule
from firstbell.support.models.setup import Category, Status
from firstbell.support.models.teams import Seat, Team
from firstbell.support.models.tickets import Ticket, TicketItem
from firstbell.support.models.trays import Tray
from firstbell.support.models.undelivered import Undelivered
from firstbell.support.models.worked import Copied, Cost, Todo, Watcher
from firstbell.support.models.writing import Draft, Looking

__all__ = [
    "Aftercare",
    "Answer",
    "Approval",
    "Approver",
    "Area",
    "Article",
    "Category",
    "ChecklistTemplate",
    "Clock",
    "Consent",
    "Copied",
    "Cost",
    "Desk",
    "Draft",
    "Edition",
    "Entry",
    "Firing",
    "Joined",
    "Letter",
    "Link",
    "Looking",
    "Macro",
    "MailId",
    "Mailbox",
    "OldNumber",
    "Opinion",
    "PartnerWords",
    "Promise",
    "RawMail",
    "RequestType",
    "RoomCard",
    "Rule",
    "Seat",
    "Sharing",
    "Signpost",
    "StandIn",
    "Status",
    "Stay",
    "Step",
    "Team",
    "Ticket",
    "TicketItem",
    "TicketTemplate",
    "Todo",
    "Tray",
    "Undelivered",
    "Use",
    "Voice",
    "Vote",
    "Watcher",
]
