"""A mail as it was written, in a frame of its own that runs nothing, sends nothing and fetches nothing."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from firstbell.lib import mails
from firstbell.lib.refusal import NotFound
from firstbell.platform.accounts.permissions import needs
from firstbell.support.actions import fetching
from firstbell.support.models import Mailbox, RawMail, Ticket

WORK = "support.work"
# Our page measures how tall it is, which needs the same origin; without allow-scripts nothing in it can use that.
_SANDBOX = "allow-same-origin allow-popups allow-popups-to-escape-sandbox"


def _mail(request: HttpRequest, uid: UUID) -> RawMail:
    """On a ticket that they see; or on none yet, in a mailbox of theirs."""
    row = RawMail.objects.select_related("mailbox", "ticket").filter(uid=uid).first()
    if row is None:
        raise NotFound("There is no such mail.")
    seen = Mailbox.objects.visible_to(request.actor).filter(pk=row.mailbox_id).exists()
    if row.ticket is not None:
        seen = Ticket.objects.readable(request.actor).filter(pk=row.ticket.pk).exists()
    if not seen:
        raise NotFound("There is no such mail.")
    return row


@require_safe
@needs(WORK)
@xframe_options_sameorigin
def page(request: HttpRequest, uid: UUID) -> HttpResponse:
    row, pictures = _mail(request, uid), request.GET.get("pictures") == "yes"
    try:
        message = mails.read(fetching.bytes_of(row), remote_pictures=pictures)
    except OSError:
        message = mails.Message(text="Its bytes cannot be read.")
    words = {"row": row, "message": message, "body": mails.page(message), "pictures": pictures}
    answer = render(request, "support/mail_page.html", words)
    answer["Content-Security-Policy"] = (
        f"default-src 'none'; img-src data:{' https:' if pictures else ''}; style-src 'nonce-{request.csp_nonce}'; "
        f"base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox {_SANDBOX}"
    )
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
