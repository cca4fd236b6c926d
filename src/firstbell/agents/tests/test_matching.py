from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firstbell.agents.queries.matching import Candidate, recognise, same_machine
from firstbell.agents.states import MarkKind, MatchKind


def marks(**told):
    return {kind: frozenset(values.split()) for kind, values in told.items()}


LAPTOP = marks(serial="5CD1", uuid="U1", mac="AA BB", disk="D1", agent="G1", deviceid="ICT01-2024")


def like(**other):
    return {**LAPTOP, **marks(**other)}


SAME = {
    "the same again": LAPTOP,
    "renamed": like(deviceid="STAFF7-2024"),
    "set up anew from an image": like(agent="G9", deviceid="NEW-2026"),
    "with a new disk, set up anew": like(disk="D9", agent="G9", deviceid="NEW-2026"),
    "with another network card": like(mac="CC"),
    "with a new board that was given the serial": like(uuid="U9", mac="CC"),
    "with a new board without a serial": {**like(uuid="U9", mac="CC"), "serial": frozenset()},
    "with a new board with a serial of its own": like(serial="5CD9", uuid="U9", mac="CC"),
    "whose firmware was given another serial": like(serial="5CD9", disk="D9"),
    "from an agent that may not read the firmware": marks(mac="AA", deviceid="ICT01-2024"),
    "by its agent alone": marks(agent="G1"),
}
OTHER = {
    "a clone of its disk": like(serial="5CD2", uuid="U2", mac="EE", disk="D2"),
    "a clone without serials": marks(uuid="U2", mac="EE", disk="D2", agent="G1", deviceid="ICT01-2024"),
    "a machine whose maker gave all one UUID": marks(
        serial="5CD2", uuid="U1", mac="EE", disk="D2", agent="G2", deviceid="ICT02-2024"
    ),
    "a machine with the dock of another": like(
        serial="5CD2", uuid="U2", mac="AA", disk="D2", agent="G2", deviceid="ICT02-2024"
    ),
}  # fmt: skip


@pytest.mark.parametrize("told", SAME.values(), ids=SAME)
def test_it_is_the_same_machine(told):
    assert same_machine(told, LAPTOP)
    assert recognise(told, [Candidate(1, LAPTOP)]).found == Candidate(1, LAPTOP)


@pytest.mark.parametrize("told", OTHER.values(), ids=OTHER)
def test_it_is_another_machine(told):
    verdict = recognise(told, [Candidate(1, LAPTOP)])

    assert verdict.found is None
    assert verdict.others == (Candidate(1, LAPTOP),)


def test_the_first_rule_that_finds_one_is_told():
    known = [Candidate(1, LAPTOP)]

    assert recognise(LAPTOP, known).rule == MatchKind.SERIAL_AND_UUID
    assert recognise(like(uuid="U9"), known).rule == MatchKind.SERIAL
    assert recognise(marks(uuid="U1"), known).rule == MatchKind.UUID
    assert recognise(marks(mac="BB"), known).rule == MatchKind.MAC
    assert recognise(marks(deviceid="ICT01-2024"), known).rule == MatchKind.DEVICEID


def test_rules_that_are_switched_off_find_nothing():
    assert recognise(marks(mac="AA"), [Candidate(1, LAPTOP)], [MatchKind.SERIAL]).found is None


def test_of_two_clones_each_is_told_by_its_own_serial():
    clone = Candidate(2, OTHER["a clone of its disk"])

    assert recognise(LAPTOP, [clone, Candidate(1, LAPTOP)]).found.id == 1
    assert recognise(clone.marks, [clone, Candidate(1, LAPTOP)]).found.id == 2


def test_of_two_that_agree_equally_the_last_heard_of_is_meant():
    early = Candidate(1, marks(agent="G1"), datetime(2026, 9, 1, tzinfo=UTC))
    late = Candidate(2, marks(agent="G1"), datetime(2026, 11, 1, tzinfo=UTC))

    assert recognise(marks(agent="G1"), [early, late]).found == late


_some = st.dictionaries(
    st.sampled_from([str(kind) for kind in MarkKind]),
    st.frozensets(st.sampled_from("ABC"), max_size=2),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_some, _some)
def test_whether_two_are_one_does_not_depend_on_who_reports(one, two):
    assert same_machine(one, two) == same_machine(two, one)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_some, st.lists(_some, max_size=4))
def test_the_order_of_what_is_known_changes_nothing(told, known):
    candidates = [Candidate(at, one) for at, one in enumerate(known)]

    assert recognise(told, candidates).found == recognise(told, candidates[::-1]).found
