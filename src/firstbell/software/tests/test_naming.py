from __future__ import annotations

import pytest

from firstbell.lib.programs import Rule
from firstbell.lib.refusal import NotAllowed, Refusal
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.audit.models import Event
from firstbell.platform.jobs import worker
from firstbell.software.actions import naming, recording
from firstbell.software.actions.releases import Seen
from firstbell.software.models import Installation, NamingRule, Presence, Title

BY = system_actor()
DRAW = Seen("Kettle Draw 3.1 (build 7)", "Kettle Software Ltd", "3.1", "", "registry")
DRAW_4 = Seen("Kettle Draw 4", "Kettle Software Ltd", "4.0", "", "registry")
ZIP = Seen("7-Zip 24.08 (x64)", "Igor Pavlov", "24.08", "", "registry")

pytestmark = pytest.mark.usefixtures("rules")


@pytest.fixture
def reported(devices, moment):
    both = devices(2)
    recording.record(both[0], dict.fromkeys([DRAW, ZIP]), by=BY, at=moment)
    recording.record(both[1], dict.fromkeys([DRAW_4]), by=BY, at=moment)
    return both


def counts():
    return dict(Presence.objects.filter(devices__gt=0).values_list("title__name", "devices"))


def test_what_a_person_says_a_program_is_holds_for_its_other_and_its_next_versions(
    reported, asha, moment
):
    title = Title.objects.get(name="Kettle Draw")

    meant = naming.call(title, name="Kettle Draw for schools", publisher="Kettle", kind="application", by=asha, at=moment)  # fmt: skip
    worker.work()
    recording.record(reported[1], {Seen("Kettle Draw 5", "Kettle Software Ltd", "5.0"): None}, by=BY, at=moment)  # fmt: skip

    assert (meant.name, meant.publisher, meant.known) == ("Kettle Draw for schools", "Kettle", True)
    assert counts() == {"7-Zip": 1, "Kettle Draw for schools": 2}
    assert set(Installation.objects.values_list("title__name", flat=True)) == {
        "7-Zip",
        "Kettle Draw for schools",
    }
    assert not Title.objects.filter(name="Kettle Draw").exists()
    told = Event.objects.get(kind="software.title_named")
    assert told.sentence == "Asha Rahman said that Kettle Draw is Kettle Draw for schools"


def test_a_rule_of_ones_own_comes_before_the_curated_ones(reported, asha, moment):
    rule = naming.add_rule(Rule("7-Zip*", "Seven Zip", "Pavlov"), by=asha, at=moment)
    worker.work()

    assert counts() == {"Kettle Draw": 2, "Seven Zip": 1}

    naming.remove_rules([rule], by=asha, at=moment)
    worker.work()

    assert counts() == {"Kettle Draw": 2, "7-Zip": 1}


def test_a_rule_can_be_put_before_another(asha, moment):
    first = naming.add_rule(Rule("Kettle*", "Kettle"), by=asha, at=moment)
    second = naming.add_rule(Rule("Kettle Draw*", "Draw"), by=asha, at=moment)
    assert list(NamingRule.objects.order_by("place")[:2]) == [second, first]

    naming.move_rule(first, before=second, by=asha, at=moment)

    assert list(NamingRule.objects.order_by("place")[:2]) == [first, second]


@pytest.mark.parametrize(
    ("pattern", "title", "sentence"),
    [
        ("*", "All", "“*” would match almost every program. Give at least two letters of the name."),
        ("Draw*", "", "A rule needs the name that the program is to have."),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_meant_is_refused(asha, moment, pattern, title, sentence):
    before = NamingRule.objects.count()

    with pytest.raises(Refusal) as refused:
        naming.add_rule(Rule(pattern, title), by=asha, at=moment)

    assert refused.value.sentence == sentence
    assert NamingRule.objects.count() == before


def test_a_teacher_does_not_name_programs(reported, okoro, moment):
    with pytest.raises(NotAllowed):
        naming.call(Title.objects.get(name="7-Zip"), name="Zip", publisher="", kind="application", by=okoro, at=moment)  # fmt: skip


def test_reading_all_names_again_changes_nothing_where_no_rule_changed(reported, moment):
    before = set(Installation.objects.values_list("pk", "title_id"))

    naming.rename_all(moment)

    assert set(Installation.objects.values_list("pk", "title_id")) == before
    assert recording.recount() == 0


def test_what_came_in_while_its_title_went_is_of_the_title_that_its_release_has_now(
    reported, moment
):
    old = Title(name="Draw of before", kind="application")
    old.named("Draw of before", "")
    old.save()
    Installation.objects.filter(release__name=DRAW_4.name).update(title=old)

    naming.rename_all(moment)

    assert not Title.objects.filter(pk=old.pk).exists()
    assert {row.title_id for row in Installation.objects.all()} <= set(
        Title.objects.values_list("pk", flat=True)
    )
    found = Installation.objects.get(release__name=DRAW_4.name)
    assert found.title_id == found.release.title_id
