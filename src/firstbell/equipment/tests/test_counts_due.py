"""What is due to be counted: by room and by kind, as its kind or the school says, and counted from there."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from firstbell.equipment.actions import cataloguing, closing, merging, scheduling
from firstbell.equipment.models import Category, Count, CountRule, Item
from firstbell.equipment.queries import due
from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.platform.audit.models import Event

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def said(hartley, moment):
    """said() -> what is due by room, as (room, overdue, in a month)."""

    def rows(of=due.by_room):
        return [(one.name, one.overdue, one.soon) for one in of(hartley, moment.date())]

    return rows


def counted(item, at, months_ago):
    moment = at - timedelta(days=30.5 * months_ago)
    Item.objects.filter(pk=item.pk).update(counted_at=moment)


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_a_thing_is_due_a_year_after_it_was_found(said, add, store, ict_2, moment):
    for number, (room, months) in enumerate([(store, 14), (store, 11.5), (ict_2, 3)]):
        counted(add(tag=f"HV-{number}", home_id=room.pk), moment, months)

    assert said() == [("ICT store", 1, 1)]
    assert said(due.by_kind) == [("Laptop", 1, 1)]


def test_what_was_never_counted_is_due_a_year_after_it_came(said, add, store, moment):
    old, _ = add(tag="HV-1", home_id=store.pk), add(tag="HV-2", home_id=store.pk)
    Item.objects.filter(pk=old.pk).update(created_at=moment - timedelta(days=400))

    assert said() == [("ICT store", 1, 0)]


def test_a_kind_says_how_often_and_those_below_it_follow(
    said, add, laptops, trolleys, store, asha, moment
):
    below = cataloguing.add(Category, name="Chromebook", parent=laptops, by=asha, at=moment)
    cataloguing.change(laptops, count_months=3, by=asha, at=moment)
    cataloguing.change(trolleys, count_months=0, by=asha, at=moment)
    for number, (kind, months) in enumerate([(laptops, 4), (below, 4), (trolleys, 40)]):
        counted(add(kind, tag=f"HV-{number}", home_id=store.pk), moment, months)

    assert said(due.by_kind) == [("Chromebook", 1, 0), ("Laptop", 1, 0)]


def test_the_school_says_how_often_or_never(said, hartley, add, store, asha, moment):
    counted(add(tag="HV-1", home_id=store.pk), moment, 7)
    assert said() == []

    scheduling.set_interval(hartley, months=6, by=asha, at=moment)
    assert said() == [("ICT store", 1, 0)]
    scheduling.set_interval(hartley, months=None, by=asha, at=moment)
    assert said() == []
    with pytest.raises(Refusal, match="Between 1 and 120 months"):
        scheduling.set_interval(hartley, months=0, by=asha, at=moment)
    told = Event.objects.filter(kind="equipment.count_rule_changed")
    assert told.count() == 2


def test_what_is_gone_or_counted_by_number_is_never_due(said, add, leads, store, moment):
    counted(add(leads, tag="CAB-1", quantity=5, home_id=store.pk), moment, 30)
    gone = add(tag="HV-1", home_id=store.pk)
    counted(gone, moment, 30)
    Item.objects.filter(pk=gone.pk).update(lifecycle="disposed")

    assert said() == []


def test_a_closed_count_says_when_each_was_found_and_an_older_one_does_not_set_it_back(
    counting, add, store, asha, moment
):
    found, lost = add(tag="HV-1", home_id=store.pk), add(tag="HV-2", home_id=store.pk)
    Item.objects.filter(pk=lost.pk).update(counted_at=moment - timedelta(days=9))
    counting.opened()
    counting.send(counting.scan(found, store))
    assert Item.objects.get(pk=found.pk).counted_at is None

    closing.close(counting.count, by=asha, at=moment + timedelta(hours=2))
    at = Item.objects.get(pk=found.pk).counted_at
    assert at == moment + timedelta(minutes=1)
    assert Item.objects.get(pk=lost.pk).counted_at == moment - timedelta(days=9)

    Item.objects.update(counted_at=None)
    import_module("firstbell.equipment.migrations.0015_remember_counted").remember(apps, None)
    assert dict(Item.objects.values_list("tag", "counted_at")) == {"HV-1": at, "HV-2": None}

    newer = moment + timedelta(days=1)
    Item.objects.filter(pk=found.pk).update(counted_at=newer)
    counting.opened("Once more")
    counting.phones.clear()
    counting.send(counting.scan(found, store))
    closing.close(counting.count, by=asha, at=moment + timedelta(hours=3))
    assert Item.objects.get(pk=found.pk).counted_at == newer


def test_of_two_records_that_were_one_the_later_count_stays(add, asha, moment):
    gone, kept = add(tag="HV-1"), add(tag="HV-2")
    counted(gone, moment, 1)

    merging.merge(Item.objects.get(pk=gone.pk), into=kept, by=asha, at=moment)

    assert Item.objects.get(pk=kept.pk).counted_at == moment - timedelta(days=30.5)


def test_a_count_begins_with_the_rooms_that_are_due(add, store, ict_2, browser_of, ben_account):
    for number, room in enumerate((store, ict_2)):
        item = add(tag=f"HV-{number}", home_id=room.pk)
        Item.objects.filter(pk=item.pk).update(counted_at=datetime(2024, 7, 1, tzinfo=UTC))
    browser = browser_of(ben_account)

    page = browser.get("/counts/due/")
    assert "2 things in 2 rooms are overdue to be counted" in text_of(page)
    assert len(re.findall(r'name="rooms" value="[^"]+" checked', page.content.decode())) == 2

    query = {"scope": "rooms", "rooms": [str(store.uid), str(ict_2.uid)]}
    form = browser.get("/counts/new/", query).content.decode()
    assert len(re.findall(r'name="rooms"[^>]*checked', form)) == 2
    name = re.search(r'name="name" value="([^"]+)"', form)[1]
    assert name.startswith("Count of ")
    browser.post("/counts/new/", {**query, "name": name})
    assert Count.objects.get().scope_words == "ICT 2, ICT store"


def test_a_count_of_a_kind_begins_from_the_kinds(add, laptops, store, browser_of, ben_account):
    item = add(tag="HV-1", home_id=store.pk)
    Item.objects.filter(pk=item.pk).update(counted_at=datetime(2024, 7, 1, tzinfo=UTC))
    browser = browser_of(ben_account)

    page = browser.get("/counts/due/kinds/")
    assert "1 thing in 1 kind is overdue to be counted" in text_of(page)
    link = re.search(r'href="(/counts/new/[^"]+)"', page.content.decode())[1]
    form = browser.get(link.replace("&amp;", "&")).content.decode()
    assert re.search(rf'value="{laptops.uid}" selected', form)


def test_nothing_due_says_so_and_how_often_is_set_there(browser_of, ben_account, hartley, grace_account):  # fmt: skip
    browser = browser_of(ben_account)
    page = text_of(browser.get("/counts/due/"))
    assert "Nothing is overdue to be counted" in page
    assert "There is nothing to count yet" in page
    assert "Everything is counted every 12 months" in page

    browser.post("/counts/due/how-often/", {"months": "6"})
    assert "Everything is counted every 6 months" in text_of(browser.get("/counts/due/"))
    browser.post("/counts/due/how-often/", {"months": ""})
    assert "Only the kinds that say how often" in text_of(browser.get("/counts/due/"))
    assert "How often" not in text_of(browser_of(grace_account).get("/counts/due/"))
    assert browser_of(grace_account).get("/counts/due/how-often/").status_code == 403


def test_what_was_all_counted_in_time_is_not_called_nothing(
    add, store, browser_of, ben_account, moment, monkeypatch
):
    monkeypatch.setattr(clock, "now", lambda: moment)
    add(tag="HV-1", home_id=store.pk)

    page = text_of(browser_of(ben_account).get("/counts/due/"))

    assert "All of it was counted in time" in page
    assert "nothing to count yet" not in page


def test_the_page_asks_as_much_for_three_rooms_as_for_one(add, store, ict_2, browser_of, ben_account):  # fmt: skip
    def overdue(tag, room):
        item = add(tag=tag, home_id=room and room.pk)
        Item.objects.filter(pk=item.pk).update(counted_at=datetime(2024, 7, 1, tzinfo=UTC))

    overdue("HV-1", store)
    browser = browser_of(ben_account)
    browser.get("/counts/due/")
    with CaptureQueriesContext(connection) as one:
        browser.get("/counts/due/")
    overdue("HV-2", ict_2)
    overdue("HV-3", None)
    with CaptureQueriesContext(connection) as three:
        page = browser.get("/counts/due/")
    assert "No room" in text_of(page)
    assert len(three) == len(one)


def test_who_counts_is_told_once_a_week(add, store, hartley):
    item = add(tag="HV-1", home_id=store.pk)
    Item.objects.filter(pk=item.pk).update(counted_at=datetime(2024, 7, 1, tzinfo=UTC))

    told = [scheduling.remind(MONDAY + timedelta(days=day)) for day in (0, 0, 1, 5, 7)]

    assert told == [1, 0, 0, 0, 1]
    said = Event.objects.filter(kind="equipment.counts_due").values_list("sentence", flat=True)
    assert list(said) == ["To be counted at Hartley Vale School: 1 thing, overdue"] * 2
    assert CountRule.objects.get().told_on == date(2026, 11, 30)


def test_nobody_is_told_of_nothing(add, store):
    add(tag="HV-1", home_id=store.pk)

    assert scheduling.remind(MONDAY) == 0
    assert not Event.objects.filter(kind="equipment.counts_due").exists()


def test_the_page_of_an_item_says_when_it_is_next(counting, add, store, asha, moment, browser_of, asha_account):  # fmt: skip
    item = add(tag="HV-1", home_id=store.pk)
    counting.opened()
    counting.send(counting.scan(item, store))
    closing.close(counting.count, by=asha, at=moment + timedelta(hours=2))

    assert due.next_of(Item.objects.get(pk=item.pk)) == date(2027, 11, 24)
    assert "To be counted again by" in text_of(browser_of(asha_account).get("/equipment/HV-1/"))


def overdue_in(add, room, *tags):
    for tag in tags:
        item = add(tag=tag, home_id=room and room.pk)
        Item.objects.filter(pk=item.pk).update(counted_at=datetime(2024, 7, 1, tzinfo=UTC))


def test_the_home_page_of_whoever_counts_says_what_is_overdue(add, store, ict_2, browser_of, ben_account, grace_account):  # fmt: skip
    browser = browser_of(ben_account)
    assert "Due to be counted" not in text_of(browser.get("/"))
    overdue_in(add, store, "HV-1", "HV-2")
    overdue_in(add, None, "HV-3")
    overdue_in(add, ict_2, "HV-4")

    page = browser.get("/")
    assert "4 things have not been counted for too long" in text_of(page)
    assert "ICT store 2" in text_of(page)
    assert "No room 1" in text_of(page)
    assert 'href="/counts/due/"' in page.content.decode()
    assert "Due to be counted" not in text_of(browser_of(grace_account).get("/"))


def test_the_glance_agrees_with_the_page_and_stops_at_what_it_shows(hartley, add, laptops, trolleys, store, ict_2, asha, moment, monkeypatch):  # fmt: skip
    cataloguing.change(laptops, count_months=3, by=asha, at=moment)
    kinds = (laptops, laptops, trolleys, trolleys, laptops)
    for number, (kind, months) in enumerate(zip(kinds, (4, 2, 4, 14, 5), strict=True)):
        counted(
            add(kind, tag=f"HV-{number}", home_id=(store, ict_2)[number % 2].pk), moment, months
        )

    number, rooms = due.glance(hartley, moment.date())
    assert (number, dict(rooms)) == (3, {"ICT store": 2, "ICT 2": 1})
    assert number == sum(one.overdue for one in due.by_room(hartley, moment.date()))

    monkeypatch.setattr(due, "MOST", 1)
    assert due.glance(hartley, moment.date())[0] == 2


def test_the_glance_is_three_questions_and_looks_at_what_is_overdue_alone(hartley, add, store, moment):  # fmt: skip
    overdue_in(add, store, "HV-1", "HV-2")
    with CaptureQueriesContext(connection) as asked:
        due.glance(hartley, moment.date())

    assert len(asked) == 3
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {asked[2]['sql']}")
            assert "equipment_item_by_found" in " ".join(row[3] for row in cursor.fetchall())
