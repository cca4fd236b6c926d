from __future__ import annotations

import pytest

from firstbell.lib import clock
from firstbell.support.actions import opening

pytestmark = pytest.mark.django_db


def test_the_board_says_where_and_what_and_names_nobody(
    browser_of, asha_account, hartley, asha, funmi, ict_2, board
):
    report = opening.Report(
        body="Ms Okoro says it is dark", room=ict_2, category=board, requester=funmi, stops="now"
    )
    opening.open_ticket(hartley, report, by=asha, at=clock.now())
    hidden = opening.Report(body="About somebody", room=ict_2, requester=funmi, restricted=True)
    opening.open_ticket(hartley, hidden, by=asha, at=clock.now())
    page = browser_of(asha_account).get("/tickets/wall/").content.decode()

    for words in ("ICT 2", "Board or screen", "nobody yet", "<b>1</b> open"):
        assert words in page
    for name in ("Okoro", "Asha", "About somebody"):
        assert name not in page
