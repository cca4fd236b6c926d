"""The desk's address, and three mails that came to it. There is no such server: the mailbox is not in use, and never asked."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

from firstbell.platform.tenancy.models import School
from firstbell.support.actions import fetching, receiving
from firstbell.support.models import Mailbox, Team

_DESK = "ict-help@hartley.example"
# Hours ago, from, subject, words, and what a program says of itself.
_CAME = (
    (2, "Ife Okafor <okafor@hartley.example>", "Headphones for the listening exam",
     "Hello,\n\ntwelve of the thirty headphones crackle. The listening exam is on Friday week, in Languages 2.\n\n"
     "Could somebody look at them, or lend us a set?\n\nThank you\nIfe\n", ""),
    (5, "Northgate AV orders <orders@northgate-av.example>", "Automatic reply: HDMI wall plates, order HV-2219",
     "Thank you for your message. We answer within one working day.\n", "auto-replied"),
    (26, f"ICT help <{_DESK}>", "Fwd: Planned work on the broadband line, Saturday 06:00 to 08:00, all three schools of the trust",
     "See below. Nothing for us to do but tell the caretakers.\n", ""),
)  # fmt: skip


def arrive(school: School, *, at: datetime) -> None:
    box = Mailbox.objects.create(
        school=school, team=Team.objects.get(school=school, is_default=True), address=_DESK, host="mail.hartley.example",
        user=_DESK, password="not a password", enabled=False, answers=False, looked_at=at, created_at=at,  # noqa: S106 -- of no server
    )  # fmt: skip
    for number, (hours, sender, subject, words, program) in enumerate(_CAME):
        moment = at - timedelta(hours=hours)
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = sender, _DESK, subject
        mail["Date"], mail["Message-ID"] = format_datetime(moment), f"<{number}@hartley.example>"
        if program:
            mail["Auto-Submitted"] = program
        mail.set_content(words)
        kept = fetching.keep(box, mail.as_bytes(), at=moment)
        if kept is not None:
            receiving.read(kept, at=moment)
