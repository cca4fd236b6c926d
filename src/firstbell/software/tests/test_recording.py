from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection, transaction

from firstbell.equipment.actions import custody, merging, parting, stages, transferring
from firstbell.equipment.models import Item
from firstbell.people.models import Person
from firstbell.places.actions.buildings import add_building
from firstbell.places.actions.rooms import NewRoom, add_rooms
from firstbell.places.models import Room
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.jobs import worker
from firstbell.software.actions import recording
from firstbell.software.actions.releases import Seen
from firstbell.software.models import Installation, Presence, Release, Title
from firstbell.software.queries import among, where

BY = system_actor()
ZIP_22 = Seen("7-Zip 22.01 (x64 edition)", "Igor Pavlov", "22.01.00.0", "x86_64", "registry")
ZIP_24 = Seen("7-Zip 24.08 (x64)", "Igor Pavlov", "24.08", "x86_64", "registry")
ZIP_25 = Seen("7-Zip 25.01 (x64)", "Igor Pavlov", "25.01", "x86_64", "registry")
DRAW = Seen("Kettle Draw 3.1", "Kettle Software Ltd", "3.1", "x86_64", "registry")
FIREFOX = Seen("Mozilla Firefox (x64 en-GB)", "Mozilla", "132.0.1", "x86_64", "registry")

pytestmark = pytest.mark.usefixtures("rules")


def report(item, moment, *seen):
    return recording.record(item, dict.fromkeys(seen), by=BY, at=moment)


def counts(school):
    rows = Presence.objects.filter(school=school, devices__gt=0)
    return dict(rows.values_list("title__name", "devices"))


def test_two_releases_of_one_program_are_one_title_on_two_devices(devices, hartley, moment):
    old, new = devices(2)

    report(old, moment, ZIP_22)
    report(new, moment, ZIP_24)

    [title] = Title.objects.all()
    assert (title.name, title.publisher, title.known) == ("7-Zip", "Igor Pavlov", True)
    assert counts(hartley) == {"7-Zip": 2}
    versions = where.versions(where.installed(title, BY))
    assert [(one.version, one.devices) for one in versions] == [("24.08", 1), ("22.01.00.0", 1)]


def test_the_same_report_again_writes_nothing(devices, moment, django_assert_num_queries):
    [laptop] = devices(1)
    report(laptop, moment, ZIP_24, FIREFOX)
    before = list(Installation.objects.order_by("pk").values())

    again = report(laptop, moment + timedelta(hours=4), FIREFOX, ZIP_24)

    assert (again.new, again.gone, again.there) == (0, 0, 2)
    assert list(Installation.objects.order_by("pk").values()) == before


def test_what_is_not_in_the_list_any_more_has_gone(devices, hartley, moment):
    [laptop] = devices(1)
    later = moment + timedelta(days=1)
    report(laptop, moment, ZIP_22, FIREFOX)

    report(laptop, later, ZIP_24)

    there = Installation.objects.there().values_list("release__name", flat=True)
    assert list(there) == ["7-Zip 24.08 (x64)"]
    assert counts(hartley) == {"7-Zip": 1}
    [day] = where.changes(laptop)[:1]
    assert day.at == later
    assert day.updated == ["7-Zip 22.01.00.0 → 24.08"]
    assert day.gone == ["Mozilla Firefox (x64 en-GB) 132.0.1"]


def test_no_release_is_lost_where_two_of_one_program_came_or_went_together(devices, moment):
    [laptop] = devices(1)
    report(laptop, moment, DRAW)
    for days, seen in enumerate([[ZIP_22, ZIP_24], [ZIP_25], []], start=1):
        report(laptop, moment + timedelta(days=days), DRAW, *seen)

    _, second, first = where.changes(laptop)[:3]
    assert first.added == [f"{ZIP_22.name} 22.01.00.0", f"{ZIP_24.name} 24.08"]
    assert second.updated == ["7-Zip 24.08 → 25.01"]
    assert second.gone == [f"{ZIP_22.name} 22.01.00.0"]


def test_what_comes_back_is_there_again_and_its_absence_stays_on_record(devices, moment):
    [laptop] = devices(1)
    for days, seen in enumerate([[ZIP_24], [], [ZIP_24]]):
        report(laptop, moment + timedelta(days=days), *seen)

    rows = Installation.objects.order_by("pk").values_list("first_seen_at", "gone_at")
    assert list(rows) == [
        (moment, moment + timedelta(days=1)),
        (moment + timedelta(days=2), None),
    ]


def test_a_name_that_nobody_knows_stays_unknown_and_says_so(devices, moment):
    [laptop] = devices(1)

    report(laptop, moment, DRAW)

    [title] = Title.objects.all()
    assert (title.name, title.publisher, title.known) == ("Kettle Draw", "Kettle Software", False)


def test_names_of_any_length_and_alphabet_are_kept(devices, moment):
    [laptop] = devices(1)
    long, greek = Seen("Ζωγραφική " * 100, "Έκδοσις", "1" * 300), Seen("ÉCOLE", "é", "1")

    report(laptop, moment, long, greek, Seen("école", "É", "2"))
    report(laptop, moment, long, greek, Seen("école", "É", "2"))

    assert Installation.objects.there().count() == 3
    assert Title.objects.count() == 2


def test_twenty_thousand_programs_on_one_device_are_all_there(devices, hartley, moment):
    [laptop] = devices(1)
    many = [Seen(f"Package {number}", "", "1.0", "", "deb") for number in range(20_000)]

    first = recording.record(laptop, dict.fromkeys(many), by=BY, at=moment, from_start=True)
    fewer = report(laptop, moment + timedelta(days=1), *many[:10])

    assert (first.new, fewer.gone) == (20_000, 19_990)
    assert Presence.objects.filter(devices__gt=0).count() == 10


def test_two_records_of_one_device_are_counted_once_after_a_merge(devices, hartley, moment):
    wrong, right = devices(2)
    report(wrong, moment, ZIP_24, FIREFOX)
    report(right, moment, ZIP_24)

    merging.merge(wrong, into=right, by=BY, at=moment)

    assert counts(hartley) == {"7-Zip": 1, "Mozilla Firefox": 1}
    there = Installation.objects.there()
    assert set(there.values_list("item_id", flat=True)) == {right.pk}
    assert there.count() == 2
    assert recording.recount() == 0

    parting.unmerge(
        Item.objects.get(pk=wrong.pk), into=Item.objects.get(pk=right.pk), by=BY, at=moment
    )

    assert counts(hartley) == {"7-Zip": 2, "Mozilla Firefox": 1}
    assert recording.recount() == 0


def test_a_device_takes_its_programs_to_another_school(devices, hartley, other_school, moment):
    [laptop] = devices(1)
    report(laptop, moment, ZIP_24)

    transferring.transfer([laptop], to=other_school, by=BY, at=moment)

    assert (counts(hartley), counts(other_school)) == ({}, {"7-Zip": 1})


def test_what_is_taken_out_of_the_register_has_no_programs(devices, hartley, moment):
    mistake, old = devices(2)
    for item in (mistake, old):
        report(item, moment, ZIP_24)

    stages.remove(mistake, why="entered twice", by=BY, at=moment)
    stages.set_stage([old], stage="retired", by=BY, at=moment)
    assert counts(hartley) == {"7-Zip": 2}
    stages.set_stage([Item.objects.get(pk=old.pk)], stage="disposed", by=BY, at=moment)
    worker.work()

    assert counts(hartley) == {}
    assert Installation.objects.there().count() == 0


def test_a_wrong_count_is_put_right(devices, hartley, moment):
    [laptop] = devices(1)
    report(laptop, moment, ZIP_24)
    Presence.objects.update(devices=40)

    assert recording.recount() == 1
    assert counts(hartley) == {"7-Zip": 1}


def test_counting_again_looks_once_so_that_nothing_comes_in_between(
    devices, hartley, moment, django_assert_num_queries
):
    [laptop] = devices(1)
    report(laptop, moment, ZIP_24, FIREFOX)
    titles = set(Title.objects.values_list("pk", flat=True))

    looks = 1 if connection.vendor == "sqlite" else 2  # there it waits for whoever counts, too
    with transaction.atomic(), django_assert_num_queries(looks):
        assert recording.count_again(hartley.pk, titles) == 0


def test_the_day_a_program_says_it_was_installed_is_kept(devices, moment):
    [laptop] = devices(1)

    recording.record(laptop, {ZIP_24: date(2026, 9, 1)}, by=BY, at=moment)

    assert Installation.objects.get().installed_on == date(2026, 9, 1)
    assert Release.objects.get().version_key == "50224 5018 3"


def _news():
    rows = Installation.objects.order_by("first_seen_at", "pk")
    return [(str(row.release), row.brought, row.took) for row in rows.select_related("release")]


def test_an_update_is_no_news_but_a_program_that_came_or_went_is(devices, hartley, moment):
    [laptop] = devices(1)
    tomorrow, later = moment + timedelta(days=1), moment + timedelta(days=2)
    recording.record(laptop, dict.fromkeys([ZIP_22, FIREFOX]), by=BY, at=moment, from_start=True)
    report(laptop, tomorrow, ZIP_24, DRAW)
    report(laptop, later, DRAW)

    fresh = where.fresh(BY, hartley.pk, moment)
    assert [(row["title__name"], row["n"]) for row in fresh] == [("Kettle Draw", 1)]
    gone = where.gone(BY, hartley.pk, moment)
    assert [row["title__name"] for row in gone] == ["7-Zip", "Mozilla Firefox"]
    assert _news() == [
        ("7-Zip 22.01 (x64 edition) 22.01.00.0", False, False),
        ("Mozilla Firefox (x64 en-GB) 132.0.1", False, True),
        ("7-Zip 24.08 (x64) 24.08", False, True),
        ("Kettle Draw 3.1 3.1", True, False),
    ]


def test_what_was_recorded_before_is_told_apart_in_the_same_way(devices, moment):
    laptop, other = devices(2)
    for item in (laptop, other):
        recording.record(item, dict.fromkeys([ZIP_22, FIREFOX]), by=BY, at=moment, from_start=True)
    for days, seen in enumerate([[ZIP_24, DRAW], [DRAW], [ZIP_22, ZIP_24], [ZIP_24], []], start=1):
        report(laptop, moment + timedelta(days=days), *seen)
    as_recorded = _news()
    Installation.objects.update(brought=False, took=False)

    import_module("firstbell.software.migrations.0002_what_is_news").tell_updates_from_news(apps, None)  # fmt: skip

    assert _news() == as_recorded
    assert {told[1:] for told in as_recorded} == {(False, False), (True, False), (False, True), (True, True)}  # fmt: skip


def test_the_page_of_a_program_shows_some_rooms_and_people_and_leads_to_the_rest(
    devices, hartley, moment, browser_of, asha_account
):
    building = add_building(hartley, name="Main", by=BY, at=moment)
    add_rooms(hartley, [NewRoom(f"Room {n}", building) for n in range(14)], by=BY, at=moment)
    people = [Person(school=hartley).call(title="", given_name="Sam", family_name=f"Cole {n}", known_as="") for n in range(14)]  # fmt: skip
    for item, room, person in zip(devices(14), Room.objects.order_by("pk"), people, strict=True):
        report(item, moment, ZIP_24)
        Item.objects.filter(pk=item.pk).update(place=room)
        person.save()
        custody.give(item, to=person, by=BY, at=moment)

    title = Title.objects.get()
    page = browser_of(asha_account).get(f"/software/{title.uid}/").content.decode()

    assert ("And 2 more rooms" in page, "And 2 more</a>" in page) == (True, True)
    links = re.findall(r'href="(/software/where/[^"]*filled=[^"]*)"', page)
    assert len(links) == 2
    for link in links:
        rows = browser_of(asha_account).get(unescape(link)).content.decode()
        assert rows.count("<tr data-url>") == 14


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("q=7-zip", 2),
        ("q=igor", 0),
        ("version=24.08", 1),
        ("version.not=24.08", 2),
        ("kind=application", 3),
        ("kind=driver", 0),
    ],
)
@pytest.mark.parametrize("many", [0, 4_000])
def test_where_programs_are_is_narrowed_alike_whether_few_have_it_or_most(
    devices, moment, browser_of, asha_account, monkeypatch, words, count, many
):
    monkeypatch.setattr(among, "MANY", many)
    old, new = devices(2)
    report(old, moment, ZIP_22)
    report(new, moment, ZIP_24, FIREFOX)

    page = browser_of(asha_account).get(f"/software/where/?{words}").content.decode()

    assert page.count("<tr data-url>") == count
