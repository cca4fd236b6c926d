from __future__ import annotations

from datetime import date, timedelta

import pytest

from firstbell.equipment.actions import changing, custody, losing
from firstbell.equipment.models import Item, Loss
from firstbell.equipment.queries import losses
from firstbell.lib.refusal import Conflict, Refusal


@pytest.fixture
def laptop(add, okafor, asha, moment):
    """Bought two years ago for £500, in five years worth nothing; Chi Okafor has it."""
    item = add(tag="HV-1", price_net=50_000, bought_on=date(2024, 11, 24))
    custody.give(item, to=okafor, by=asha, at=moment)
    return item


def lose(item, asha, moment, **words):
    return losing.record(
        item, by=asha, at=moment, **{"kind": "stolen", "on": moment.date(), **words}
    )


def test_a_theft_keeps_who_had_it_and_what_it_was_worth(laptop, okafor, asha, moment):
    row = lose(laptop, asha, moment, note="From the car", police_ref="CR/123")

    assert (row.person, row.held_by, row.police_ref) == (okafor, "Chi Okafor", "CR/123")
    assert row.value_pence == 30_000
    assert not laptop.custodies.open().exists()
    assert Item.objects.get(pk=laptop.pk).lifecycle == "missing"


def test_what_is_beyond_repair_is_retired(laptop, asha, moment):
    lose(laptop, asha, moment, kind="broken")

    assert Item.objects.get(pk=laptop.pk).lifecycle == "retired"


def test_one_loss_at_a_time_and_none_of_tomorrow(laptop, asha, moment):
    with pytest.raises(Refusal, match="a day to come"):
        lose(laptop, asha, moment, on=moment.date() + timedelta(days=1))
    lose(laptop, asha, moment)
    with pytest.raises(Conflict, match="lost already"):
        lose(Item.objects.get(pk=laptop.pk), asha, moment)


def test_what_is_found_again_leaves_the_sum(laptop, asha, moment):
    row = lose(laptop, asha, moment)
    losing.found(Loss.objects.select_related("item").get(pk=row.pk), by=asha, at=moment)

    [year] = losses.by_year(Loss.objects.all(), 9)
    assert (year.total, year.lasting, len(year.rows)) == (0, 0, 1)
    assert Item.objects.get(pk=laptop.pk).lifecycle == "in_stock"


@pytest.mark.parametrize(
    ("day", "september", "april"),
    [
        (date(2026, 8, 31), "2025/26", "2026/27"),
        (date(2026, 9, 1), "2026/27", "2026/27"),
        (date(2026, 3, 31), "2025/26", "2025/26"),
        (date(2099, 12, 1), "2099/00", "2099/00"),
    ],
)
def test_the_financial_year_starts_where_the_school_says(day, september, april):
    assert (losses.year_of(day, 9), losses.year_of(day, 4)) == (september, april)


def test_the_pages_tell_the_sum_and_print_the_evidence(laptop, asha_account, browser_of):
    desk = browser_of(asha_account)
    words = {"kind": "stolen", "on": "2026-11-20", "note": "From the car", "police_ref": "CR/123"}
    made = desk.post("/equipment/HV-1/loss/", words)
    assert made.status_code == 302
    page = desk.get("/desk/losses/").content.decode()
    assert "2026/27" in page
    assert "CR/123" in page

    row = Loss.objects.get()
    desk.post(f"/desk/losses/{row.uid}/words/", {"note": "From the car", "insurer_ref": "IN-9"})
    assert Loss.objects.get().insurer_ref == "IN-9"
    paper = desk.get(f"/desk/losses/{row.uid}/evidence.pdf")
    assert paper.content.startswith(b"%PDF")
    desk.post(f"/desk/losses/{row.uid}/found/")
    assert "Found again" in desk.get("/desk/losses/").content.decode()


def test_a_loss_without_a_price_is_worth_what_nobody_knows(add, asha, moment):
    item = add(tag="HV-2")
    changing.change(item, by=asha, at=moment, notes="Old")

    assert lose(item, asha, moment).value_pence is None


def test_nothing_is_lost_before_it_was_bought(laptop, asha, moment):
    with pytest.raises(Refusal, match="before it was bought"):
        lose(laptop, asha, moment, on=date(2024, 11, 23))


def test_nothing_was_lost_decades_ago(add, asha, moment):
    with pytest.raises(Refusal, match="more than ten years ago"):
        lose(add(tag="HV-2"), asha, moment, on=date(1990, 1, 1))
