"""Old tickets as a file: what Spiceworks, Freshdesk, osTicket or a spreadsheet has of the years before."""

from __future__ import annotations

from firstbell.platform.exchange.sheets import Sheet, sheet
from firstbell.support.sheets import files, layouts
from firstbell.support.sheets.columns import POLICIES, TICKET, columns, matches
from firstbell.support.sheets.feeding import turn
from firstbell.support.sheets.working import TicketWork

TICKETS = sheet(
    Sheet(
        name="tickets", title="Old tickets", things=("ticket", "tickets"), thing_type=TICKET, permission="support.work",
        icon="message-report", columns=columns, open=TicketWork, matches=matches, layouts=layouts.ALL, policies=POLICIES,
        turn=turn, url_name="support:all", spill="notes", order=65, told_by=("number", "title", "who", "state"),
        lookups={
            "support.status": ("status", "statuses"), "support.category": ("category", "categories"),
            "support.team": ("team", "teams"), "accounts.account": ("technician", "technicians"),
            "people.person": ("person", "people"), "places.room": ("room", "rooms"),
        },
        hint="What Spiceworks, Freshdesk or osTicket exports, or a spreadsheet with a ticket a line. Nobody is written to, "
        "and no promise begins to run.",
    )
)  # fmt: skip

FILES = sheet(
    Sheet(
        name="ticket_files", title="Files of old tickets", things=("file", "files"), thing_type=TICKET, permission="support.work",
        icon="paperclip", columns=files.columns, open=files.FileWork, matches=files.matches, turn=files.turn,
        url_name="support:all", order=66, told_by=("file", "number"),
        hint="Their attachments as a zip, once the tickets are here: in folders called like the ticket, or with its number first.",
    )
)  # fmt: skip
