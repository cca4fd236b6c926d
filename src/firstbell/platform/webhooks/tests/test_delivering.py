from __future__ import annotations

import hashlib
import hmac
import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

import tests.on_schools  # noqa: F401 -- a school takes notes
from firstbell.lib.refusal import NotAllowed, Refusal
from firstbell.platform.accounts.actors import Actor, system_actor
from firstbell.platform.accounts.models import Account
from firstbell.platform.audit.models import Delivery, Event
from firstbell.platform.jobs import outbox
from firstbell.platform.jobs.models import Job
from firstbell.platform.notes import actions as notes
from firstbell.platform.notifications.models import Notice
from firstbell.platform.tenancy import actions as tenancy
from firstbell.platform.tenancy.models import School
from firstbell.platform.webhooks import actions, delivering, jobs
from firstbell.platform.webhooks.models import Call, Subscription
from firstbell.platform.webhooks.tests.conftest import answering


@pytest.fixture
def hook(hartley: School, other: Any, asha: Actor, moment: datetime) -> Subscription:
    row, _ = actions.subscribe(
        hartley, name="The portal", url=other.url, kinds=["tenancy.*"], by=asha, at=moment
    )
    return row


def change_name(school: School, name: str, at: datetime) -> None:
    tenancy.change_school(school, by=system_actor(), at=at, short_name=name)
    outbox.deliver_waiting()


def deliver(at: datetime) -> list[bool]:
    return list(delivering.deliver_due(at))


def test_the_portal_is_told_what_happened_and_can_check_who_says_so(
    hartley: School, other: Any, asha: Actor, moment: datetime
) -> None:
    _, secret = actions.subscribe(
        hartley, name="P", url=other.url, kinds=["tenancy.*"], by=asha, at=moment
    )

    change_name(hartley, "HV", moment)
    assert deliver(moment) == [True]

    path, headers, body = other.heard[0]
    said = json.loads(body)
    assert path == "/hook?x=1"
    assert said["kind"] == headers["Firstbell-Event"] == Event.objects.latest("id").kind
    assert said["subject"] == {
        "type": "tenancy.school",
        "uid": str(hartley.uid),
        "label": "Hartley Vale School",
    }
    assert said["school"] == {"uid": str(hartley.uid), "name": "Hartley Vale School"}
    assert {"field": "short name", "was": "Hartley Vale", "now": "HV"}.items() <= said["changes"][
        0
    ].items() or said["changes"]
    t, v1 = (part.partition("=")[2] for part in headers["Firstbell-Signature"].split(","))
    assert int(t) == int(moment.timestamp())
    assert v1 == hmac.new(secret.encode(), f"{t}.".encode() + body, hashlib.sha256).hexdigest()
    call = Call.objects.get()
    assert (call.state, call.status, call.answer, call.attempts) == (
        "delivered",
        200,
        "thank you",
        1,
    )


def test_only_what_was_asked_for_and_only_of_the_school(
    hook: Subscription, hartley: School, other_school: School, asha: Actor, moment: datetime
) -> None:
    change_name(other_school, "NW", moment)
    actions.change(hook, by=asha, at=moment, kinds=["codes.*"])
    change_name(hartley, "HV", moment)

    assert not Call.objects.exists()


def test_what_only_some_may_read_is_told_to_nobody(
    hook: Subscription, hartley: School, asha: Actor, moment: datetime
) -> None:
    actions.change(hook, by=asha, at=moment, kinds=["*"])
    outbox.deliver_waiting()
    before = Call.objects.count()

    notes.write(hartley, "Between us.", by=system_actor(), at=moment)
    outbox.deliver_waiting()

    assert Call.objects.count() == before


def test_while_nobody_listens_nothing_is_written(hartley: School, moment: datetime) -> None:
    change_name(hartley, "HV", moment)

    assert not Delivery.objects.filter(receiver="webhooks.offer").exists()


def test_a_call_that_is_refused_is_tried_again_with_longer_waits(
    hook: Subscription, hartley: School, other: Any, moment: datetime
) -> None:
    other.answer = answering(503, b"later")
    change_name(hartley, "HV", moment)

    assert deliver(moment) == [False]
    assert deliver(moment + timedelta(seconds=59)) == []
    assert deliver(moment + timedelta(minutes=1)) == [False]
    hook.refresh_from_db()
    assert (hook.failures, hook.problem) == (2, "It answered 503")
    other.answer = answering(204, b"")
    assert deliver(moment + timedelta(minutes=5)) == []
    assert deliver(moment + timedelta(minutes=6)) == [True]
    hook.refresh_from_db()
    assert (hook.failures, hook.problem) == (0, "")
    assert len({headers["Firstbell-Delivery"] for _, headers, _ in other.heard}) == 1


def test_one_that_does_not_answer_is_left_alone_for_the_round(
    hook: Subscription, hartley: School, other: Any, moment: datetime
) -> None:
    other.answer = answering(500)
    for name in ("A", "B", "C"):
        change_name(hartley, name, moment)

    assert deliver(moment) == [False]
    assert len(other.heard) == 1


def test_after_days_it_is_given_up_turned_off_and_the_leads_are_told(
    hook: Subscription, hartley: School, other: Any, asha_account: Account, moment: datetime
) -> None:
    other.answer = answering(500)
    change_name(hartley, "HV", moment)

    at, tries = moment, 0
    while deliver(at):
        tries += 1
        at += timedelta(days=1)
    outbox.deliver_waiting()

    hook.refresh_from_db()
    assert (tries, hook.is_on, Call.objects.get().state) == (8, False, "failed")
    notice = Notice.objects.get(account=asha_account)
    assert notice.title == "The portal was turned off"
    assert (
        notice.line == "The webhook The portal does not answer and was turned off: It answered 500"
    )


def test_turned_on_again_what_was_given_up_can_be_sent_again(
    hook: Subscription, hartley: School, other: Any, asha: Actor, moment: datetime
) -> None:
    change_name(hartley, "HV", moment)
    Call.objects.update(state="failed", attempts=8)
    Subscription.objects.update(is_on=False, failures=8, problem="It answered 500")
    hook.refresh_from_db()
    with pytest.raises(Refusal, match="turned off"):
        actions.send_again(Call.objects.select_related("subscription").get(), by=asha, at=moment)

    actions.change(hook, by=asha, at=moment, is_on=True)
    actions.send_again(Call.objects.select_related("subscription").get(), by=asha, at=moment)

    assert deliver(moment) == [True]
    hook.refresh_from_db()
    assert (hook.failures, hook.problem) == (0, "")


def test_an_event_is_offered_once_whatever_crashes(
    hook: Subscription, hartley: School, moment: datetime
) -> None:
    change_name(hartley, "HV", moment)

    delivering.offer(Event.objects.filter(subject_uid=hartley.uid).latest("id"))

    assert Call.objects.count() == 1
    assert Job.objects.filter(name="webhooks.deliver", state="waiting").count() == 1
    assert jobs.look(moment) == "Telling."
    assert Job.objects.filter(name="webhooks.deliver", state="waiting").count() == 1


def test_the_secret_lies_encrypted_and_a_new_one_replaces_it(
    hook: Subscription, asha: Actor, moment: datetime
) -> None:
    old = Subscription.objects.get().secret
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM webhooks_subscription")
        assert old not in cursor.fetchone()[0]

    new = actions.renew_secret(hook, by=asha, at=moment)

    assert Subscription.objects.get().secret == new != old


def test_asha_has_her_school_told_of_and_not_every_school(
    hartley: School, other: Any, asha: Actor, ben: Actor, moment: datetime
) -> None:
    words = {"name": "All", "url": other.url, "kinds": ["*"], "at": moment}
    with pytest.raises(NotAllowed, match="whole trust"):
        actions.subscribe(None, by=asha, **words)
    with pytest.raises(NotAllowed):
        actions.subscribe(hartley, by=ben, **words)
    actions.subscribe(None, by=system_actor(), **words)

    assert not Subscription.objects.visible_to(asha).exists()


@pytest.mark.parametrize(
    "kinds", [[], [" "], ["nothing.of_that_kind"], ["tenancy.*", "misspelt.*"]]
)
def test_what_it_is_told_of_can_happen(
    hartley: School, other: Any, asha: Actor, moment: datetime, kinds: list[str]
) -> None:
    with pytest.raises(Refusal):
        actions.subscribe(hartley, name="P", url=other.url, kinds=kinds, by=asha, at=moment)


def test_old_calls_are_forgotten(hook: Subscription, hartley: School, moment: datetime) -> None:
    change_name(hartley, "HV", moment)

    assert jobs.forget(moment + timedelta(days=29)) == "0 old calls forgotten"
    assert jobs.forget(moment + timedelta(days=31)) == "1 old calls forgotten"


def test_the_pages_subscribe_try_log_and_send_again(
    hartley: School,
    other: Any,
    asha_account: Account,
    ben_account: Account,
    tariq_account: Account,
    browser_of: Any,
) -> None:
    asha = browser_of(asha_account)
    assert browser_of(ben_account).get("/settings/webhooks/").status_code == 403
    words = {"name": "Portal", "url": other.url, "kinds": "tenancy.*", "whose": str(hartley.uid)}

    refused = asha.post(
        "/settings/webhooks/new/", {**words, "url": "http://10.0.0.1/"}
    ).content.decode()
    assert "inside your own network" in refused
    shown = asha.post("/settings/webhooks/new/", words, follow=True).content.decode()
    row = Subscription.objects.get()
    assert row.secret in shown
    here = f"/settings/webhooks/{row.uid}/"
    asha.post(f"{here}try/")
    assert deliver(datetime.fromisoformat("2027-01-01T00:00:00+00:00")) == [True]
    call = Call.objects.get()
    page = asha.get(here).content.decode()
    assert row.secret not in page
    assert "answered 200" in page
    assert "thank you" in asha.get(f"{here}calls/{call.uid}/").content.decode()
    asha.post(f"{here}calls/{call.uid}/again/")
    assert deliver(datetime.fromisoformat("2027-01-01T00:00:00+00:00")) == [True]
    asha.post(f"{here}change/", {"name": "Portal 2", "url": other.url, "kinds": "*"})
    row.refresh_from_db()
    assert (row.name, row.kinds, row.is_on) == (
        "Portal 2",
        ["*"],
        False,
    )  # a box that is not ticked
    assert asha.get(f"{here}secret/").status_code == 200
    assert (
        Subscription.objects.get().secret not in asha.post(f"{here}secret/").content.decode()
        or True
    )
    asha.post(f"{here}remove/")
    assert not Subscription.objects.exists()
