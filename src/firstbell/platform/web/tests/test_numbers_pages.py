from __future__ import annotations

from datetime import datetime
from typing import Any

from django.test import Client

from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.models import Account
from firstbell.platform.numbers import actions
from firstbell.platform.numbers.models import Sequence
from firstbell.platform.tenancy.models import School


def test_asha_begins_a_prefix_and_keeps_printed_numbers_free(
    asha_account: Account, hartley: School, browser_of: Any
) -> None:
    browser: Client = browser_of(asha_account)
    words = {"prefix": "LT-", "whose": str(hartley.uid), "next_number": 420, "width": 5}
    browser.post("/settings/numbers/new/", words)
    page = f"/settings/numbers/{Sequence.objects.get().uid}/"

    browser.post(page + "kept/", {"first": 420, "last": 430, "note": "old roll"})

    assert actions.take("LT-") == ["LT-00431"]
    assert "LT-00420 to LT-00430" in browser.get(page).content.decode()
    kept = Sequence.objects.get().reserved.get()
    browser.post(f"{page}kept/{kept.pk}/")
    assert not Sequence.objects.get().reserved.exists()


def test_a_range_that_is_refused_keeps_what_was_typed(
    asha_account: Account, asha: Actor, hartley: School, moment: datetime, browser_of: Any
) -> None:
    one = actions.begin("LT-", school=hartley, by=asha, at=moment)

    answer = browser_of(asha_account).post(
        f"/settings/numbers/{one.uid}/kept/", {"first": 9, "last": 3, "note": "old roll"}
    )

    assert "The last number comes before the first." in answer.content.decode()
    assert "old roll" in answer.content.decode()


def test_ben_reads_the_numbers_a_teacher_does_not(
    ben_account: Account, okoro_account: Account, browser_of: Any
) -> None:
    actions.take("LT-", 3)

    assert "LT-0004" in browser_of(ben_account).get("/settings/numbers/").content.decode()
    assert browser_of(ben_account).get("/settings/numbers/new/").status_code == 403
    assert browser_of(okoro_account).get("/settings/numbers/").status_code == 403


def test_another_schools_numbers_are_not_there(
    tariq_account: Account, asha: Actor, hartley: School, moment: datetime, browser_of: Any
) -> None:
    actions.begin("LT-", school=hartley, by=asha, at=moment)

    assert "LT-" not in browser_of(tariq_account).get("/settings/numbers/").content.decode()
