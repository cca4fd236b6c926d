"""What the desk keeps of somebody, for whoever asks."""

from __future__ import annotations

from firstbell.support.actions import opening, talking
from firstbell.support.actions.talking import Words


def test_everything_said_on_their_tickets_is_in_one_file(
    hartley, ticket, funmi, browser_of, asha_account, asha, moment
):
    talking.reply(ticket, Words("Try the other lead"), by=asha, at=moment)
    talking.note(ticket, Words("Second time this week"), by=asha, at=moment)
    other = opening.open_ticket(hartley, opening.Report(body="Somebody else's"), by=asha, at=moment)
    answer = browser_of(asha_account).get(f"/tickets/of/{funmi.uid}.txt")
    said = answer.content.decode()

    assert answer["Content-Disposition"].startswith("attachment")
    assert "Tickets of Funmi Okoro: 1" in said
    assert "Try the other lead" in said
    assert "(team only):\n    Second time this week" in said
    assert other.number not in said


def test_only_who_leads_the_desk_takes_it_away(ticket, funmi, browser_of, ben_account):
    assert browser_of(ben_account).get(f"/tickets/of/{funmi.uid}.txt").status_code == 403
