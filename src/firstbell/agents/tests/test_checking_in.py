from __future__ import annotations

import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from firstbell.agents.actions import checking_in
from firstbell.agents.jobs import check_in
from firstbell.agents.models import CheckIn, Device
from firstbell.agents.tests.machines import machine
from firstbell.lib.refusal import Conflict
from firstbell.platform.jobs.models import Job


@pytest.fixture
def listening():
    """An agent's own port, which writes down what it is asked."""
    asked: list[str] = []

    class Port(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Port)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port, asked
    server.shutdown()
    server.server_close()


@pytest.fixture
def device(agent, only_device):
    agent().post(machine("ICT1-01"))
    return only_device()


def test_an_agent_that_is_reached_comes_and_the_question_is_answered(
    agent, device, listening, asha, moment
):
    port, asked = listening
    Device.objects.update(port=port)
    device.refresh_from_db()
    row = checking_in.ask(device, by=asha, at=moment)

    check_in(None, **Job.objects.get(name="agents.check_in").args)
    row.refresh_from_db()
    assert (row.state, asked) == ("reached", ["/now"])
    agent().post(machine("ICT1-01"))

    row.refresh_from_db()
    assert (row.state, Device.objects.get().asked_at) == ("answered", None)


def test_one_that_is_not_reached_stays_queued_and_is_asked_again_for_a_day(
    device, listening, asha, moment
):
    port, asked = listening
    Device.objects.update(port=1)
    device.refresh_from_db()
    row = checking_in.ask(device, by=asha, at=moment)
    checking_in.knock(row, at=moment)
    row.refresh_from_db()
    assert (row.state, row.tries, "does not answer" in row.problem) == ("queued", 1, True)

    Device.objects.update(port=port)
    assert checking_in.knock_again(moment + timedelta(minutes=6)) == 1

    row.refresh_from_db()
    assert (row.state, asked) == ("reached", ["/now"])


def test_after_a_day_it_is_given_up(device, asha, moment):
    row = checking_in.ask(device, by=asha, at=moment)

    checking_in.knock_again(moment + timedelta(days=1, minutes=1))

    row.refresh_from_db()
    assert (row.state, CheckIn.objects.count()) == ("gave_up", 1)


def test_nobody_is_asked_twice_at_once(device, asha, moment):
    checking_in.ask(device, by=asha, at=moment)

    with pytest.raises(Conflict, match="already"):
        checking_in.ask(device, by=asha, at=moment)


@pytest.mark.parametrize("elsewhere", ["8.8.8.8", "169.254.169.254", None])
def test_only_addresses_of_the_own_network_are_asked(device, asha, moment, elsewhere):
    device.address = elsewhere

    with pytest.raises(Conflict, match="own network"):
        checking_in.ask(device, by=asha, at=moment)
