"""A directory as a source: kept safe, tried, asked by hand and by night, against a real slapd."""

from __future__ import annotations

import os
import re
from contextlib import ExitStack
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from firstbell.lib.refusal import NotAllowed, Refusal
from firstbell.lib.rosters.tests import slapd
from firstbell.lib.rosters.tests.slapd import BASE, PASSWORD, READER, dn, group, group_dn, person
from firstbell.people.actions.rosters import directory, forgetting, running, sources
from firstbell.people.models import Person, RosterRun, RosterSource
from firstbell.people.states import SourceKind
from firstbell.people.tests.rostering import said
from firstbell.platform.audit.models import Event
from firstbell.platform.exchange import files
from firstbell.platform.exchange.models import ImportRow
from firstbell.platform.exchange.states import State
from firstbell.platform.jobs import outbox, worker
from firstbell.platform.notifications.models import Notice

pytestmark = pytest.mark.skipif(not os.path.exists(slapd.SLAPD), reason="slapd is not installed")


def school(*more: str, leave_out: int = 0) -> str:
    rows = [person(f"m{n:02}", f"Ada{n}", "Osei") for n in range(leave_out, 12)]
    members = [dn(f"m{n:02}") for n in range(leave_out, 12)]
    return slapd.tree(*rows, *more, group("students", *members, dn("sam")))


SAM = person("sam", "Sam", "Reeve", mail="sam@hartley.example", employeeID="10482")


@pytest.fixture
def serve(tmp_path):
    """serve(ldif) -> the port of a directory with this in it, until the test ends."""
    with ExitStack() as stack:
        count = iter(range(9))
        yield lambda ldif: stack.enter_context(slapd.slapd(tmp_path / f"slapd{next(count)}", ldif))[
            0
        ]


@pytest.fixture
def source(rostering):
    def made(port: int, **more):
        settings = {
            "host": "127.0.0.1", "port": port, "security": "plain", "base_dn": BASE, "bind_dn": READER,
            "students": group_dn("students"),
        }  # fmt: skip
        words = {"speaks_for": "students", "password": PASSWORD, **more}
        return rostering.source(SourceKind.DIRECTORY, "Directory", settings=settings, **words)

    return made


def asked(rostering, source, at=None):
    run = running.ask(source, by=rostering.by, at=at or rostering.at)
    running.read(run, at=at or rostering.at)
    run.refresh_from_db()
    return run


def move_to(source, port, by, at):
    sources.change_source(source, settings={**source.settings, "port": port}, by=by, at=at)


def test_people_come_from_it_and_a_disabled_account_leaves(rostering, source, serve, asha, moment):
    one = source(serve(school(SAM)))
    rostering.bring_in(asked(rostering, one))
    assert Person.objects.count() == 13
    off = SAM + "userAccountControl: 514\n"
    move_to(one, serve(school(off)), asha, moment)
    run = asked(rostering, one)
    assert [text for key, text in said(run).items() if key.startswith("leaver")] == [
        "Their account in the directory is disabled."
    ]


def test_a_wire_that_is_cut_in_the_middle_changes_nothing(rostering, source, serve, asha, moment):
    port = serve(school(SAM))
    one = source(port)
    rostering.bring_in(asked(rostering, one))
    before = set(Person.objects.values_list("pk", "version", "now__to_on"))
    with slapd.wire(port, 2_500) as cut:
        move_to(one, cut, asha, moment)
        run = asked(rostering, one)
    assert run.problem.startswith("The directory stopped answering after ")
    assert run.session is None
    assert set(Person.objects.values_list("pk", "version", "now__to_on")) == before


def test_the_password_lies_encrypted_and_is_in_no_history(source, asha, moment):
    one = source(636)
    sources.change_source(one, password="another one", by=asha, at=moment)
    with connection.cursor() as cursor:
        cursor.execute("SELECT password FROM people_rostersource")
        [stored] = cursor.fetchone()
    assert "another one" not in stored
    assert RosterSource.objects.get().password == "another one"
    told = " ".join(
        str(row) for row in Event.objects.values_list("sentence", "changes__was", "changes__now")
    )
    assert "another one" not in told
    assert "a new one" in told
    sources.change_source(
        one, password="", settings={**one.settings, "host": "ldap"}, by=asha, at=moment
    )
    assert RosterSource.objects.get().password == "another one"


def test_only_a_lead_may_try_it_and_is_told_in_a_sentence(
    source, serve, ben, asha, browser_of, asha_account
):
    one = source(serve(school(SAM)))
    with pytest.raises(NotAllowed):
        directory.try_it(one, by=ben)
    answer = browser_of(asha_account).post(f"/people/sources/{one.uid}/try/", follow=True)
    assert "The directory answers: 13 students, 0 staff" in answer.content.decode()
    one.password = "wrong"
    with pytest.raises(Refusal, match="does not accept this name and password"):
        directory.try_it(one, by=asha)


def test_it_is_added_on_a_page_that_never_shows_the_password_again(
    browser_of, asha_account, hartley, tmp_path, settings
):
    settings.DATA = tmp_path
    browser = browser_of(asha_account)
    form = {
        "name": "AD", "host": "dc.hartley.example", "security": "ldaps", "bind_dn": READER, "password": "secret words",
        "base_dn": BASE, "speaks_for": "staff", "may_add": "on", "attribute_year": "department", "is_nightly": "on",
    }  # fmt: skip
    answer = browser.post("/people/sources/add/directory/", form)
    one = RosterSource.objects.get()
    assert answer.url == f"/people/sources/{one.uid}/"
    assert (one.kind, one.is_nightly, one.settings["attributes"]) == (
        "directory",
        True,
        {"year": "department"},
    )
    page = browser.get(f"/people/sources/{one.uid}/change/").content.decode()
    assert "secret words" not in page
    assert 'value="dc.hartley.example"' in page
    assert re.search(r'value="department"', page)
    assert "secret words" not in browser.get(answer.url).content.decode()


def test_files_are_not_asked_every_night(rostering):
    with pytest.raises(Refusal, match="Only a directory can be asked every night"):
        rostering.source(is_nightly=True)


NIGHT = datetime(2026, 11, 3, 2, 30, tzinfo=ZoneInfo("Europe/London"))


def test_at_night_it_is_asked_once_and_what_it_says_is_brought_in(source, serve):
    one = source(serve(school(SAM)), is_nightly=True)
    assert directory.ask_due(NIGHT.replace(hour=12)) == 0
    assert directory.ask_due(NIGHT) == 1
    assert directory.ask_due(NIGHT + timedelta(hours=1)) == 0
    worker.work()
    run = RosterRun.objects.select_related("session").get()
    assert (run.session.state, run.actor_name, Person.objects.count()) == (
        State.APPLIED,
        "Firstbell",
        13,
    )
    assert directory.ask_due(NIGHT + timedelta(days=1)) == 1
    worker.work()
    latest = RosterRun.objects.order_by("-pk").first()
    assert (latest.tally["sames"], ImportRow.objects.filter(session=latest.session).count()) == (
        13,
        0,
    )
    assert one.runs.count() == 2


def test_at_night_too_many_leavers_are_asked_about(source, serve, asha, moment, asha_account):
    one = source(serve(school(SAM)), is_nightly=True)
    directory.ask_due(NIGHT)
    worker.work()
    one.refresh_from_db()
    move_to(one, serve(school(SAM, leave_out=4)), asha, moment)
    directory.ask_due(NIGHT + timedelta(days=1))
    worker.work()
    run = RosterRun.objects.select_related("session").order_by("-pk").first()
    assert (run.session.state, run.asks, Person.objects.filter(now__to_on=None).count()) == (
        State.CHECKED,
        True,
        13,
    )
    outbox.deliver_waiting()
    [notice] = Notice.objects.filter(account=asha_account, kind="people.roster_asks")
    assert "4 of 13 people would leave, which is more than a tenth" in notice.title
    assert notice.url == f"/people/runs/{run.uid}/"


def test_at_night_a_directory_that_is_away_is_told_of(source, asha_account):
    source(slapd.free_port(), is_nightly=True)
    directory.ask_due(NIGHT)
    worker.work()
    outbox.deliver_waiting()
    [notice] = Notice.objects.filter(account=asha_account, kind="people.roster_failed")
    assert "Nothing answers at 127.0.0.1" in notice.title


def test_lines_of_old_lists_are_forgotten_with_their_files(rostering, moment):
    source = rostering.source(kind="list")
    text = "MIS number,First name,Last name,Year,Who\n1,Sam,Reeve,9,student\n"
    run = rostering.bring_in(rostering.read(source, text.encode()))
    paths = [files.path_of(run.digest), files.path_of(run.session.digest)]
    assert forgetting.forget_old(moment + timedelta(days=59)) == 0
    assert forgetting.forget_old(moment + timedelta(days=61)) == 1
    assert (run.session.rows.count(), [path.exists() for path in paths]) == (0, [False, False])
    assert forgetting.forget_old(moment + timedelta(days=61)) == 0
    assert Person.objects.count() == 1
