from __future__ import annotations

from datetime import date, timedelta

import pytest

from firstbell.agents.models import Device
from firstbell.equipment.actions import changing, custody, stages
from firstbell.equipment.models import Item
from firstbell.equipment.states import Lifecycle
from firstbell.lib.refusal import Conflict, NotAllowed, Refusal
from firstbell.people.models import Person
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.audit.models import Event, EventChange
from firstbell.platform.lists import actions as lists
from firstbell.platform.lists.models import SavedView
from firstbell.software.actions import licensing, recording, requiring
from firstbell.software.actions.releases import Seen
from firstbell.software.actions.requiring import Wish
from firstbell.software.models import Title
from firstbell.software.queries import keeping, seats

BY = system_actor()
TODAY = date(2026, 11, 24)
TEAMVIEWER = Seen("TeamViewer", "TeamViewer", "15.1", "", "registry")
ZIP = Seen("7-Zip 24.08 (x64)", "Igor Pavlov", "24.08", "", "registry")

pytestmark = pytest.mark.usefixtures("rules")


@pytest.fixture
def fleet(devices, moment):
    """Three laptops: two with TeamViewer, one with 7-Zip."""
    found = devices(3)
    for item, seen in zip(found, ([TEAMVIEWER], [TEAMVIEWER, ZIP], [ZIP]), strict=True):
        recording.record(item, dict.fromkeys(seen), by=BY, at=moment)
    Device.objects.update(programs=1)
    return found


def title(name):
    return Title.objects.get(name=name)


def test_devices_with_what_is_forbidden_are_named(fleet, hartley, asha, moment):
    row = requiring.want(title("TeamViewer"), Wish("forbidden"), school=hartley, by=asha, at=moment)

    assert list(keeping.violating(row, moment).order_by("pk")) == fleet[:2]
    [kept] = keeping.requirements(asha, hartley.pk, moment)
    assert (kept.wrong, kept.any_wrong) == ("2", True)
    assert keeping.troubles_of(fleet[0], moment) == [row]
    assert keeping.troubles_of(fleet[2], moment) == []


def test_devices_that_lack_what_is_required_are_named_but_not_those_that_never_told(
    fleet, devices, hartley, asha, moment
):
    devices(1)
    row = requiring.want(title("7-Zip"), Wish("required"), school=hartley, by=asha, at=moment)

    assert list(keeping.violating(row, moment)) == fleet[:1]


def test_what_is_over_or_of_another_school_need_not_have_anything(
    fleet, devices, hartley, other_school, asha, moment
):
    row = requiring.want(title("7-Zip"), Wish("required"), school=hartley, by=asha, at=moment)
    more = [*devices(3), *devices(1, other_school)]
    Device.objects.update(programs=1)
    Item.objects.filter(pk=more[0].pk).update(removed_at=moment)
    stages.set_stage([more[1]], stage=Lifecycle.RETIRED, by=BY, at=moment)

    found = list(keeping.violating(row, moment).order_by("pk"))
    [kept] = keeping.requirements(asha, hartley.pk, moment)
    assert found == [fleet[0], more[2]]
    assert kept.wrong == "2"


def test_a_group_of_devices_is_a_saved_view_as_it_stands_now(
    fleet, hartley, asha, asha_account, moment
):
    changing.change(fleet[0], by=BY, at=moment, name="Exam laptop")
    view = SavedView.objects.create(list_name="equipment.items", name="Exam laptops", query="name.has=exam",
                                    account=asha_account, school=hartley, shared=True)  # fmt: skip
    row = requiring.want(title("TeamViewer"), Wish("forbidden", view), school=hartley, by=asha, at=moment)  # fmt: skip
    assert list(keeping.violating(row, moment)) == [fleet[0]]

    changing.change(fleet[1], by=BY, at=moment, name="Exam laptop 2")

    assert list(keeping.violating(row, moment).order_by("pk")) == fleet[:2]
    assert str(row) == "TeamViewer forbidden on Exam laptops"


def test_a_view_that_is_watched_by_stays_until_that_is_over(
    fleet, hartley, asha, asha_account, moment
):
    view = SavedView.objects.create(list_name="equipment.items", name="All", query="", account=asha_account,
                                    school=hartley, shared=True)  # fmt: skip
    row = requiring.want(title("TeamViewer"), Wish("forbidden", view), school=hartley, by=asha, at=moment)  # fmt: skip

    with pytest.raises(Conflict) as refused:
        lists.remove_view(view, by=asha, at=moment)
    assert refused.value.sentence == "TeamViewer forbidden on All is watched by it. End that first."

    requiring.end(row, by=asha, at=moment)
    lists.remove_view(view, by=asha, at=moment)
    assert not SavedView.objects.exists()


def test_a_view_that_may_vanish_is_no_group(fleet, hartley, asha, asha_account, moment):
    own = SavedView.objects.create(
        list_name="equipment.items", name="Mine", account=asha_account, school=hartley
    )

    with pytest.raises(Refusal) as refused:
        requiring.want(title("TeamViewer"), Wish("forbidden", own), school=hartley, by=asha, at=moment)  # fmt: skip

    assert refused.value.sentence == "“Mine” is one person's own view. Share it first, so that it stays."  # fmt: skip


def test_the_same_is_not_watched_twice_until_it_ended(fleet, hartley, asha, moment):
    row = requiring.want(title("TeamViewer"), Wish("forbidden"), school=hartley, by=asha, at=moment)
    with pytest.raises(Conflict):
        requiring.want(title("TeamViewer"), Wish("forbidden"), school=hartley, by=asha, at=moment)

    requiring.end(row, by=asha, at=moment)
    requiring.end(row, by=asha, at=moment)

    assert Event.objects.filter(kind="software.wanted_ended").count() == 1
    requiring.want(title("TeamViewer"), Wish("forbidden"), school=hartley, by=asha, at=moment)


def licence(school, by, moment, **words):
    return licensing.add(school, title("TeamViewer"), by=by, at=moment, **words)


def test_a_licence_says_how_many_are_over_and_which_came_last(fleet, hartley, asha, moment):
    one = licence(hartley, asha, moment, metric="device", seats=1)

    use = seats.use_of(one, TODAY)

    assert (use.used, use.over, use.state, use.sentence) == (2, 1, "over", "1 more than it allows.")
    assert [row.item for row in seats.beyond(use)] == [fleet[1]]


def test_a_licence_by_person_counts_who_has_the_devices(fleet, hartley, asha, moment):
    cole = Person(school=hartley).call(title="Mr", given_name="Jon", family_name="Cole", known_as="")  # fmt: skip
    cole.save()
    one = licence(hartley, asha, moment, metric="user", seats=2)
    assert seats.use_of(one, TODAY).used == 2

    for item in fleet[:2]:
        custody.give(item, to=cole, by=BY, at=moment)

    assert seats.use_of(one, TODAY).used == 1


def test_what_nobody_can_count_is_not_guessed(fleet, hartley, asha, moment):
    one = licence(hartley, asha, moment, metric="concurrent", seats=5)

    use = seats.use_of(one, TODAY)

    assert (use.used, use.sentence) == (None, "Nobody can count that.")


def test_a_licence_that_has_run_out_or_soon_will_says_so(fleet, hartley, asha, moment):
    one = licence(hartley, asha, moment, metric="device", seats=9, ends_on=TODAY)

    assert seats.use_of(one, TODAY).state == "soon"
    assert seats.use_of(one, TODAY + timedelta(days=1)).state == "ended"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"metric": "device"}, "Say how many seats it has, or that it is for the whole school."),
        (
            {"metric": "site", "starts_on": TODAY, "ends_on": TODAY - timedelta(days=1)},
            "It ends before it begins.",
        ),
        (
            {"metric": "site", "ends_on": date(20, 11, 2)},
            "It would be in the year 20. Please check it.",
        ),
    ],
)
def test_a_licence_that_cannot_be_so_is_refused(fleet, hartley, asha, moment, words, sentence):
    with pytest.raises(Refusal) as refused:
        licence(hartley, asha, moment, **words)

    assert refused.value.sentence == sentence


def test_a_key_is_read_by_leads_only_and_it_is_noted_who_did(fleet, hartley, asha, ben, moment):
    one = licence(hartley, asha, moment, metric="site", key="AB12-CD34")
    licensing.change(one, by=asha, at=moment, key="EF56-GH78")

    with pytest.raises(NotAllowed):
        licensing.reveal(one, by=ben, at=moment)
    assert licensing.reveal(one, by=asha, at=moment) == "EF56-GH78"

    assert Event.objects.get(kind="software.key_revealed").actor_name == "Asha Rahman"
    told = [*EventChange.objects.values_list("was", flat=True), *EventChange.objects.values_list("now", flat=True)]  # fmt: skip
    assert not [text for text in told if "12" in text or "56" in text]
