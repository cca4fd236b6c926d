"""What was thrown away, as a list."""

from __future__ import annotations

from firstbell.platform.lists.specs import BulkAction, Button, Column, Empty, ListSpec
from firstbell.support.actions import trashing
from firstbell.support.models import Ticket
from firstbell.support.queries import queue
from firstbell.support.states import Source
from firstbell.support.web.many import each

VIEW, WORK = "support.view", "support.work"

BIN = ListSpec(
    name="support.bin",
    title="The bin",
    things=("ticket", "tickets"),
    rows=lambda actor: Ticket.objects.readable(actor).filter(trashed_at__isnull=False),
    permission=VIEW,
    url_name="support:bin",
    search=("number__icontains", "title__icontains"),
    default_sort="-thrown",
    row_url=lambda row: f"/tickets/{row['number']}/",
    row_label="number",
    always=("number",),
    columns=[
        Column("number", "Number", "code", path="number", sort="pk", phone=2),
        Column("title", "What", path="title", phone=1),
        Column("who", "For", "person", path=queue.WHO, sort="requester__name_key", render=queue.who_of, export=queue.who_of,
               filter=False),
        Column("by", "Thrown away by", path="trashed_by", phone=2),
        Column("thrown", "When", "moment", path="trashed_at", phone=3),
        Column("source", "Came", "choice", path="source", choices=Source.choices, default=False),
        Column("opened", "Raised", "moment", path="opened_at", default=False),
    ],
    actions=[
        BulkAction("back", "Bring back", "restore", WORK, run=each(trashing.bring_back), done="{n} {things} are back.",
                   sentence="They stand where they stood."),
    ],
    buttons=[Button("All tickets", "support:all", "list-details", VIEW)],
    empty=Empty("What somebody throws away lies here for 30 days. Then it is gone, with its files.", title="The bin is empty",
                icon="trash"),
    icon="trash",
)  # fmt: skip
