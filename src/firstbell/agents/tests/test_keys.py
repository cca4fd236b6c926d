from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from firstbell.agents.actions import keys
from firstbell.agents.models import Key, Policy
from firstbell.agents.queries.expiration import in_json, minutes_to_next
from firstbell.agents.queries.lines import lines_for
from firstbell.agents.tests.machines import machine
from firstbell.lib.refusal import Conflict, NotAllowed, Refusal
from firstbell.platform.audit.models import Event

LONDON = ZoneInfo("Europe/London")


def test_a_key_is_made_with_a_long_secret_that_the_table_does_not_hold(hartley, asha, moment):
    key = keys.make(hartley, label=" Group  policy ", by=asha, at=moment)

    found = Key.objects.get()
    assert (found.label, len(found.secret) > 30, found.secret == key.secret) == (
        "Group policy",
        True,
        True,
    )
    assert key.secret not in str(Key.objects.values()[0]["secret_hash"])
    assert keys.address_of(found) == f"http://localhost:8000/agent/{key.secret}/"


def test_to_show_an_address_is_written_down(key, asha, moment):
    keys.show(key, by=asha, at=moment)

    assert Event.objects.get(kind="agents.key_shown").actor_name == "Asha Rahman"


def test_every_line_to_copy_holds_the_address(key):
    address = keys.address_of(key)

    assert all(address in line.text for line in lines_for(key, address))


def test_every_line_of_a_key_with_a_password_holds_it(hartley, asha, moment):
    key = keys.make(hartley, label="Outside", by=asha, at=moment, with_password=True)

    assert all(key.basic_password in line.text for line in lines_for(key, "https://x/agent/y/"))


def test_the_devices_that_a_key_brought_are_counted(agent, key):
    agent(1).post(machine("ICT1-01", 1))
    agent(2).post(machine("ICT1-02", 2))
    agent(2).post(machine("ICT1-02", 2, softwares=[]))

    found = Key.objects.get(pk=key.pk)
    assert (found.used_count, found.last_used_at is not None) == (2, True)


def test_two_keys_of_one_school_are_not_called_the_same(key, asha, hartley, moment):
    with pytest.raises(Conflict):
        keys.make(hartley, label="GPO", by=asha, at=moment)
    keys.revoke(key, by=asha, at=moment)
    keys.make(hartley, label="GPO", by=asha, at=moment)


def test_a_key_that_would_be_over_already_is_not_made(asha, hartley, moment):
    with pytest.raises(Refusal, match="over already"):
        keys.make(
            hartley, label="X", by=asha, at=moment, expires_on=moment.date() - timedelta(days=1)
        )


def test_only_leads_make_keys(hartley, ben, moment):
    with pytest.raises(NotAllowed):
        keys.make(hartley, label="X", by=ben, at=moment)


@pytest.mark.parametrize(
    ("now", "is_open", "hours"),
    [((11, 0), True, 4), ((20, 0), True, 12), ((11, 0), False, 12), ((6, 0), True, 12)],
)
def test_agents_come_often_by_day_and_seldom_at_night(now, is_open, hours):
    at = datetime(2026, 11, 24, *now, tzinfo=LONDON)

    assert minutes_to_next(Policy(), now=at, who="ICT1-01", is_open=is_open) == hours * 60


def test_nobody_comes_at_half_past_eight_and_not_all_at_once_after_it():
    at = datetime(2026, 11, 23, 20, 30, tzinfo=LONDON)

    waits = {minutes_to_next(Policy(), now=at, who=f"ICT1-{n:02}", is_open=True) for n in range(60)}

    comes = sorted(at + timedelta(minutes=wait) for wait in waits)
    assert comes[0].time().isoformat("minutes") >= "08:55"
    assert comes[-1].time().isoformat("minutes") <= "09:35"
    assert len(waits) > 20


def test_whole_hours_are_a_bare_number():
    assert (in_json(240), in_json(745)) == (4, "745m")
