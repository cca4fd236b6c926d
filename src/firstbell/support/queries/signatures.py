"""From whom a mail comes and how it is signed: as the team has it, else its mailbox, else the usual words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from firstbell.support.models import Letter, Mailbox

USUAL: Final = "{team}, {school}\n{number}"
_BRACES: Final = re.compile(r"\{([a-z]{1,20})\}")


def filled(words: str, known: Mapping[str, str]) -> str:
    """Its braces are names and nothing else: whatever else is in them stays as it was written."""
    return _BRACES.sub(lambda found: known.get(found[1], found[0]), words)


def wanted(of_team: str, mailbox: Mailbox | None) -> str:
    return of_team.strip() or (mailbox.signature.strip() if mailbox else "") or USUAL


def of(letter: Letter) -> str:
    return filled(wanted(letter.ticket.team.signature, letter.mailbox), _words(letter))


def name_of(letter: Letter) -> str:
    """Of the sender."""
    said = letter.mailbox.from_name if letter.mailbox else ""
    return filled(said or "{team}", _words(letter)).strip(" ,-") or str(letter.ticket.team)


def _words(letter: Letter) -> dict[str, str]:
    ticket, entry = letter.ticket, letter.entry
    return {
        "person": entry.by_name if entry else "", "team": str(ticket.team), "school": str(ticket.school),
        "number": ticket.number,
    }  # fmt: skip
