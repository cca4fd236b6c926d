"""Partners outside: whose answer a mail is, who has which ticket, and what they see of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from django.db.models import Q, QuerySet

from firstbell.lib import mails as lib
from firstbell.lib.mails import Message, token
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.notifications import links
from firstbell.support.models import Entry, Letter, Mailbox, PartnerWords, Sharing, Ticket
from firstbell.support.queries import mails
from firstbell.support.states import LetterKind, LetterState

_LINK: Final = "support.shared"
_WITH: Final = (
    "ticket__school",
    "ticket__team",
    "ticket__status",
    "ticket__room__building",
    "status",
    "organisation",
)


def rows() -> QuerySet[Sharing]:
    return Sharing.objects.select_related(*_WITH)


def of(ticket: Ticket) -> QuerySet[Sharing]:
    """Of a ticket and of those that were merged into it."""
    return rows().filter(Q(ticket=ticket) | Q(ticket__merged_into=ticket)).order_by("pk")


def visible_to(actor: Actor) -> QuerySet[Sharing]:
    return rows().filter(ticket__in=Ticket.objects.readable(actor).values("pk"))


def mailbox_of(ticket: Ticket) -> Mailbox | None:
    """That of the ticket; of a team that has none, any that is the school’s."""
    found = mails.mailbox_of(ticket)
    return (
        found
        or Mailbox.objects.filter(school=ticket.school_id, enabled=True).order_by("pk").first()
    )


def mark(sharing: Sharing) -> str:
    """What brings their answer back to this ticket. It is signed apart: they do not answer as whoever asked."""
    return token.made(mails.keys()[0], f"{sharing.ticket.number}-{sharing.pk}", token.PARTNER)


def sharing_of(message: Message) -> Sharing | None:
    """Whose answer this is: by their mark, or by the id of a mail that only they were sent."""
    name = token.found(mails.keys(), message, token.PARTNER)
    if name is not None:
        number, _, key = name.rpartition("-")
        return rows().filter(pk=int(key), ticket__number=number).first()
    written = Letter.objects.filter(
        kind=LetterKind.PARTNER, message_id__in=lib.thread_keys(message)
    )
    letter = written.exclude(entry=None).order_by("-pk").first()
    return rows().filter(words__entry=letter.entry_id).first() if letter is not None else None


def address(sharing: Sharing) -> str:
    return f"/shared/{links.signed(_LINK, sharing.uid.hex)}/"


def by_token(text: str, at: datetime) -> Sharing | None:
    """While it is good, and they have the ticket."""
    said = links.read(_LINK, text)
    if not said:
        return None
    return (
        rows()
        .filter(uid=said[0], ended_at=None, page_until__gt=at, ticket__restricted=False)
        .first()
    )


def facts(sharing: Sharing) -> list[tuple[str, str]]:
    """What they are told besides the words, as pairs; never who asked."""
    ticket = sharing.ticket
    found = [("School", str(ticket.school))]
    if sharing.room and ticket.room is not None:
        found.append(
            (
                "Room",
                f"{ticket.room}, {ticket.room.building}"
                if ticket.room.building
                else str(ticket.room),
            )
        )
    # The things of one that was merged stand among those of the other.
    if sharing.things and not ticket.is_merged:
        about = ticket.things.select_related(
            "item__model__manufacturer", "item__category"
        ).order_by("pk")
        found += [("Equipment", _thing(row.item)) for row in about]
    return found


def _thing(item: Any) -> str:
    what = str(item.model or item.category)
    serial = f", serial number {item.serial}" if item.serial else ""
    return f"{what} ({item.tag}){serial}"


def seen(sharing: Sharing) -> list[Entry]:
    """What was said with them; and the talk with whoever asked where that was chosen. Never a note, nor another ticket’s words."""
    ticket = sharing.ticket
    shown = Q(with_partner__sharing=sharing)
    if sharing.story and ticket.is_merged:
        shown |= Q(ticket=ticket.merged_into_id, said_on=ticket, public=True)
    elif sharing.story:
        shown |= Q(ticket=ticket, public=True) & ~Q(said_on__merged_into=ticket)
    return list(Entry.objects.filter(shown).select_related("with_partner").order_by("pk"))


def with_them(actor: Actor, organisation: Any) -> QuerySet[Sharing]:
    """What an organisation was asked about, as far as somebody sees the tickets; the newest first."""
    return visible_to(actor).filter(organisation=organisation).order_by("-pk")


def who_has(keys: Iterable[int]) -> dict[int, Sharing]:
    """Of these tickets, those that a partner has: whoever has had it longest."""
    found: dict[int, Sharing] = {}
    standing = Sharing.objects.filter(ended_at=None).select_related("ticket").order_by("-pk")
    wanted = set(keys)
    for row in standing.filter(ticket__solved_at=None) if wanted else ():
        key = row.ticket.merged_into_id or row.ticket_id
        if key in wanted:
            found[key] = row
    return found


def undelivered(sharings: Iterable[Sharing]) -> dict[int, Letter]:
    """The last mail to each that did not arrive."""
    letters = Letter.objects.filter(
        kind=LetterKind.PARTNER, entry__with_partner__sharing__in=list(sharings)
    )
    found: dict[int, Letter] = {}
    for letter in letters.select_related("entry__with_partner").order_by("pk"):
        assert letter.entry is not None  # noqa: S101 -- filtered
        key = letter.entry.with_partner.sharing_id
        found.pop(key, None)
        if letter.state in (LetterState.FAILED, LetterState.BOUNCED):
            found[key] = letter
    return found


def names(entries: Iterable[Entry]) -> dict[int, str]:
    """With whom each of these was said."""
    found = PartnerWords.objects.filter(entry__in=list(entries))
    return dict(found.values_list("entry_id", "sharing__name"))
