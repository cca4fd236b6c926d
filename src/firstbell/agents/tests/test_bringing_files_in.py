from __future__ import annotations

import json
import zlib
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from firstbell.agents.actions import importing
from firstbell.agents.models import Device, Key
from firstbell.agents.tests.machines import as_xml, machine
from firstbell.lib import clock


def run(*words):
    out = StringIO()
    call_command("agents", *words, stdout=out)
    return out.getvalue()


def test_each_file_is_taken_for_itself(hartley, catalogue, asha, moment):
    files = [
        ("a.json", json.dumps(machine("ICT1-01", 1)).encode()), ("b.xml", as_xml(machine("ICT1-02", 2))),
        ("c.ocs", zlib.compress(as_xml(machine("ICT1-03", 3)))), ("notes.txt", b"Dear all"),
        ("prolog.xml", b"<REQUEST><QUERY>PROLOG</QUERY><DEVICEID>x</DEVICEID></REQUEST>"),
    ]  # fmt: skip

    verdicts = list(importing.take(files, hartley, by=asha, at=moment))

    assert [verdict.outcome for verdict in verdicts] == ["new", "new", "new", "", ""]
    assert [bool(verdict.problem) for verdict in verdicts] == [False, False, False, True, True]
    assert sorted(Device.objects.values_list("hostname", flat=True)) == [
        "ICT1-01",
        "ICT1-02",
        "ICT1-03",
    ]


def test_a_file_of_a_machine_that_reports_by_itself_is_that_machine(
    agent, hartley, asha, moment, only_device
):
    agent().post(machine("ICT1-01"))
    body = json.dumps(machine("ICT1-01", softwares=[])).encode()

    [verdict] = importing.take([("a.json", body)], hartley, by=asha, at=clock.now())

    assert (verdict.outcome, verdict.device.pk) == ("changed", only_device().pk)


def test_the_command_prints_an_address_and_the_same_one_again(hartley):
    first, again = run("key"), run("key", "--school", "hartley vale school")

    assert first == again
    assert first.startswith("http://localhost:8000/agent/")
    assert Key.objects.count() == 1


def test_an_address_that_has_run_out_is_followed_by_a_new_one(hartley, moment):
    first = run("key")
    Key.objects.update(expires_on=moment.date().replace(year=2020))

    assert run("key") not in ("", first)
    assert Key.objects.filter(revoked_at=None).count() == 1


def test_the_command_says_which_file_is_not_there_and_takes_none(hartley, catalogue, tmp_path):
    (tmp_path / "a.json").write_text(json.dumps(machine("ICT1-01")))

    with pytest.raises(CommandError, match=r"no such file: .*b\.json"):
        run("import", str(tmp_path / "a.json"), str(tmp_path / "b.json"))

    assert not Device.objects.exists()


def test_the_command_brings_a_folder_in_and_says_what_failed(hartley, catalogue, tmp_path):
    (tmp_path / "a.json").write_text(json.dumps(machine("ICT1-01")))
    assert "ICT1-01: new" in run("import", str(tmp_path))
    (tmp_path / "b.json").write_text("{")

    with pytest.raises(CommandError, match="1 could not be taken"):
        run("import", str(tmp_path))

    assert "ICT1-01" in run("list")


def test_with_several_schools_the_command_wants_to_know_which(hartley, other_school):
    with pytest.raises(CommandError, match="which school"):
        run("key")
