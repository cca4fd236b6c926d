"""What may be part of what, and who hears when all are told."""

from __future__ import annotations

import pytest

from firstbell.lib.refusal import Conflict, NotAllowed, Refusal
from firstbell.platform.jobs import outbox
from firstbell.platform.notifications.models import Notice
from firstbell.support.actions import (
    announcing,
    changing,
    joining,
    linking,
    opening,
    parenting,
    working,
)
from firstbell.support.actions.talking import Words
from firstbell.support.models import Ticket
from firstbell.support.queries import joins

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(hartley, sam, ict_2, board, moment):
    report = opening.Report(body="The board is dark", room=ict_2, category=board)
    return opening.open_ticket(hartley, report, by=sam, at=moment)


def fresh(ticket):
    return Ticket.objects.get(pk=ticket.pk)


def test_one_level_and_no_circle(ticket, other, hartley, asha, moment):
    third = opening.open_ticket(hartley, opening.Report(body="Third"), by=asha, at=moment)
    parenting.put_under([other], ticket, by=asha, at=moment)

    with pytest.raises(Refusal, match=f"is part of {ticket.number} itself"):
        parenting.put_under([third], fresh(other), by=asha, at=moment)
    with pytest.raises(Conflict, match=f"Other tickets are part of {ticket.number}"):
        parenting.put_under([fresh(ticket)], third, by=asha, at=moment)
    with pytest.raises(Refusal, match="not part of itself"):
        parenting.put_under([fresh(ticket)], fresh(ticket), by=asha, at=moment)


def test_all_or_none_are_put_under_it(ticket, other, hartley, teacher, asha, moment):
    hidden = opening.open_ticket(hartley, opening.Report(body="Private", restricted=True), by=teacher, at=moment)  # fmt: skip

    with pytest.raises(Conflict, match="is restricted, so it cannot be part"):
        parenting.put_under([other, hidden], ticket, by=asha, at=moment)
    assert fresh(other).parent is None


def test_a_restricted_one_stands_on_its_own(ticket, other, asha, moment):
    changing.change(ticket, restricted=True, by=asha, at=moment)

    with pytest.raises(Refusal, match="stands on its own"):
        parenting.put_under([other], ticket, by=asha, at=moment)


def test_nobody_puts_tickets_of_another_school_under_theirs(ticket, other_school, tariq, asha, moment):  # fmt: skip
    there = opening.open_ticket(other_school, opening.Report(body="No Wi-Fi"), by=tariq, at=moment)

    with pytest.raises(NotAllowed):
        parenting.put_under([there], ticket, by=asha, at=moment)


def test_whoever_joined_is_told_and_counted(ticket, other, okoro, sam_account, ben_account, sam, ben, asha, moment):  # fmt: skip
    announcing.announce(ticket, "Boards are dark", by=asha, at=moment)
    announcing.join(ticket, by=ben, at=moment)
    parenting.put_under([other], fresh(ticket), by=asha, at=moment)
    outbox.deliver_waiting()
    Notice.objects.all().delete()

    assert joins.parts(fresh(ticket)).people == 3
    parenting.tell_all(fresh(ticket), Words("The switch is back"), by=asha, at=moment)
    outbox.deliver_waiting()

    his = Notice.objects.get(account=ben_account)
    assert (his.title, his.line) == ("Boards are dark", "The switch is back")
    assert Notice.objects.get(account=sam_account).title.startswith("Asha Rahman answered")


def test_what_was_merged_is_no_part_any_more(ticket, other, hartley, asha, ict_2, moment):
    third = opening.open_ticket(hartley, opening.Report(body="Third", room=ict_2), by=asha, at=moment)  # fmt: skip
    parenting.put_under([other, third], ticket, by=asha, at=moment)
    joining.merge(fresh(third), into=fresh(other), by=asha, at=moment)

    assert joins.parts(fresh(ticket)).tickets == 1
    assert parenting.tell_all(fresh(ticket), Words("Back"), by=asha, at=moment).count == 1


def test_what_somebody_changes_meanwhile_keeps_nobody_waiting(ticket, other, hartley, asha, moment, tariq, other_school):  # fmt: skip
    there = opening.open_ticket(other_school, opening.Report(body="No Wi-Fi"), by=tariq, at=moment)
    Ticket.objects.filter(pk__in=(other.pk, there.pk)).update(parent=ticket)

    done = parenting.tell_all(fresh(ticket), Words("Back"), solves=True, by=asha, at=moment)

    assert (done.count, done.left) == (1, [f"{there.number} is at Nether Wick Primary."])
    assert fresh(there).is_open


def test_one_that_is_solved_takes_no_more_and_tells_no_more(ticket, other, asha, moment):
    working.solve(ticket, Words("Done"), by=asha, at=moment)

    with pytest.raises(Conflict, match="is solved"):
        parenting.put_under([other], fresh(ticket), by=asha, at=moment)
    with pytest.raises(Conflict, match="is solved"):
        parenting.tell_all(fresh(ticket), Words("Back"), by=asha, at=moment)


def test_the_same_link_is_made_once_whichever_way(ticket, other, asha, moment):
    linking.link(ticket, other, "related", by=asha, at=moment)

    with pytest.raises(Conflict, match="linked like that already"):
        linking.link(other, ticket, "related", by=asha, at=moment)
