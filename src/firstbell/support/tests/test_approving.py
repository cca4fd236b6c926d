"""Somebody must say yes first: by the link of a mail, or signed in; and the clocks stand still until then."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail

from firstbell.lib.refusal import Conflict, Refusal
from firstbell.people import actions as people
from firstbell.people.states import MemberKind
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.accounts.states import Role
from firstbell.platform.audit.models import Event
from firstbell.support import jobs
from firstbell.support.actions import approval_mails, approving, requesting, talking
from firstbell.support.actions.approving import Step
from firstbell.support.actions.requesting import Request
from firstbell.support.actions.talking import Words
from firstbell.support.models import Approval, Clock, RequestType, Ticket, Voice
from firstbell.support.queries.approvals import verdict
from firstbell.support.queries.asking import Question
from tests.people import account

pytestmark = pytest.mark.django_db


@pytest.fixture
def kind(started, asha, moment):
    row = RequestType.objects.get(name="Software or app")
    return requesting.set_questions(
        row, [Question("what", "Which program?", "text")], by=asha, at=moment
    )


def person(hartley, moment, name, email):
    return people.add_person(
        hartley, kind=MemberKind.STAFF, title="Mr", given_name="A", family_name=name, email=email, by=system_actor(), at=moment
    )  # fmt: skip


@pytest.fixture
def hall(hartley, moment):
    return person(hartley, moment, "Hall", "hall@hartley.example")


@pytest.fixture
def reed(hartley, moment):
    return person(hartley, moment, "Reed", "reed@hartley.example")


@pytest.fixture
def asked(hartley, kind, hall, ict_2, funmi, teacher, asha, moment):
    approving.set_steps(kind, [Step("person", person=hall)], by=asha, at=moment)
    request = Request(kind, ict_2, {"what": "Blender"})
    return requesting.ask(hartley, request, by=teacher, at=moment)


def ticket():
    return Ticket.objects.select_related("status").get()


def link():
    return re.search(r"/approve/[^/\s]+/", mail.outbox[-1].body).group()


def test_a_request_waits_for_its_yes_and_its_clocks_stand_still(asked):
    assert ticket().status.for_approval
    assert ticket().due_at is None
    assert all(row.paused_at for row in Clock.objects.filter(ticket=asked))


def test_the_mail_says_who_asks_for_what_and_its_link_needs_no_account(asked, client, moment):
    jobs.ask_for_a_yes(moment)

    [sent] = mail.outbox
    assert sent.to == ["hall@hartley.example"]
    assert "Ms Okoro asks for Software or app" in sent.body
    assert "Which program? Blender" in sent.body
    page = client.get(link()).content.decode()
    assert "Blender" in page
    assert ticket().status.for_approval, "looking decides nothing"

    client.post(link(), {"said": "yes"})
    assert ticket().status.phase == "new"
    assert Approval.objects.get().said == "yes"
    assert ticket().due_at is not None


def test_a_mail_is_sent_once(asked, moment):
    jobs.ask_for_a_yes(moment)
    jobs.ask_for_a_yes(moment + timedelta(minutes=10))

    assert len(mail.outbox) == 1


def test_a_no_wants_a_reason_and_whoever_asked_reads_it(asked, client, moment):
    jobs.ask_for_a_yes(moment)
    assert "Say why not" in client.post(link(), {"said": "no"}).content.decode()
    assert ticket().is_open

    client.post(link(), {"said": "no", "reason": "We have one like it"})
    assert not ticket().is_open
    last = asked.entries.filter(public=True).latest("pk")
    assert "We have one like it" in last.body


def test_a_used_link_says_so(asked, client, moment):
    jobs.ask_for_a_yes(moment)
    client.post(link(), {"said": "yes"})
    again = client.post(link(), {"said": "no", "reason": "Wait"})

    assert again.status_code == 409
    assert "You approved this already" in again.content.decode()
    assert Voice.objects.get().said == "yes"


def test_a_forged_link_says_so(asked, client, moment):
    jobs.ask_for_a_yes(moment)
    for forged in (
        link()[:-3] + "xx/",
        "/approve/nothing/",
        f"/approve/{Voice.objects.get().uid}/",
    ):
        answer = client.post(forged, {"said": "yes"})
        assert answer.status_code == 404
        assert "not one of ours" in answer.content.decode()
    assert Voice.objects.get().said == "waiting"


def test_an_expired_link_says_so(asked, client, moment, monkeypatch):
    jobs.ask_for_a_yes(moment)
    url = link()
    monkeypatch.setattr(approving, "DAYS", -1)
    answer = client.post(url, {"said": "yes"})

    assert "This link was good for" in answer.content.decode()
    assert Voice.objects.get().said == "waiting"


def test_of_two_who_press_together_the_second_is_told(asked, moment):
    voice, same = Voice.objects.get(), Voice.objects.get()
    approving.say(voice, True, "", by=approving.actor_of(voice), at=moment)
    with pytest.raises(Conflict, match="meanwhile"):
        approving.say(same, False, "No", by=approving.actor_of(same), at=moment)


@pytest.mark.parametrize(
    ("need", "said", "ended"),
    [
        ("any", "yes waiting waiting", "yes"), ("any", "no waiting", "waiting"), ("any", "no no", "no"),
        ("half", "yes waiting waiting", "waiting"), ("half", "yes yes waiting", "yes"), ("half", "no no waiting", "no"),
        ("half", "yes waiting", "yes"), ("all", "yes waiting", "waiting"), ("all", "yes yes", "yes"), ("all", "yes no", "no"),
    ],
)  # fmt: skip
def test_any_half_or_all_of_them(need, said, ended):
    assert verdict(need, said.split()) == ended


def test_step_after_step(hartley, kind, hall, reed, ict_2, asha, moment):
    approving.set_steps(kind, [Step("person", person=hall), Step("person", person=reed)], by=asha, at=moment)  # fmt: skip
    requesting.ask(hartley, Request(kind, ict_2), by=asha, at=moment)
    first = Voice.objects.get()
    approving.say(first, True, "", by=approving.actor_of(first), at=moment)
    assert ticket().status.for_approval

    second = Voice.objects.get(approval__place=2)
    assert second.email == "reed@hartley.example"
    approving.say(second, True, "", by=approving.actor_of(second), at=moment)
    assert ticket().status.phase == "new"


def test_of_a_role_any_one_is_enough_and_the_others_are_spared(hartley, kind, ict_2, asha, moment):
    for name in ("Gale", "Hope"):
        account(f"{name.lower()}@hartley.example", name, Role.LEADER, hartley)
    approving.set_steps(kind, [Step("role", role=Role.LEADER)], by=asha, at=moment)
    requesting.ask(hartley, Request(kind, ict_2), by=asha, at=moment)
    voice = Voice.objects.first()
    approving.say(voice, True, "", by=approving.actor_of(voice), at=moment)

    assert sorted(Voice.objects.values_list("said", flat=True)) == ["spared", "yes"]
    assert approving.voice_of(approving.token(Voice.objects.get(said="spared")))
    with pytest.raises(Conflict, match="decided meanwhile"):
        approving.refuse_said(Voice.objects.select_related("approval").get(said="spared"))


def test_nobody_approves_what_they_asked_for(
    hartley, kind, ict_2, funmi, teacher, asha, asha_account, moment
):
    """Where that leaves nobody, those who lead the desk are asked."""
    approving.set_steps(kind, [Step("person", person=funmi)], by=asha, at=moment)
    requesting.ask(hartley, Request(kind, ict_2), by=teacher, at=moment)

    assert Voice.objects.get().account == asha_account


def test_who_is_away_has_somebody_who_stands_in(hartley, kind, hall, reed, ict_2, asha, moment):
    approving.stand_in(hall, reed, moment.date(), moment.date(), by=asha, at=moment)
    approving.set_steps(kind, [Step("person", person=hall)], by=asha, at=moment)
    requesting.ask(hartley, Request(kind, ict_2), by=asha, at=moment)

    voice = Voice.objects.get()
    assert (voice.email, voice.instead_of) == ("reed@hartley.example", "Mr Hall")


def test_only_oneself_or_the_lead_says_who_stands_in(hall, reed, ben, moment):
    with pytest.raises(Refusal):
        approving.stand_in(hall, reed, moment.date(), moment.date(), by=ben, at=moment)


def test_who_does_not_answer_is_reminded_and_then_the_lead_is_told(asked, moment):
    sent = []
    for day in range(30):
        at = moment + timedelta(days=day)
        approval_mails.remind(at=at)
        sent.append(approval_mails.send_waiting(at=at)[0])

    assert sum(sent) == 1 + approval_mails.REMINDERS
    assert mail.outbox[-1].subject.startswith("Reminder: ")
    assert sent[:3] == [1, 0, 1]
    assert Event.objects.filter(kind="support.approval_late").count() == 1


def test_an_answer_by_whoever_asked_does_not_end_the_wait(asked, teacher, moment):
    talking.ask_back(asked, Words("It is free"), by=teacher, at=moment)

    assert ticket().status.for_approval


def test_signed_in_it_waits_on_the_home_page_too(asked, browser_of, hartley, hall):
    head = account("hall@hartley.example", "A Hall", Role.LEADER, hartley)
    head.person_uid = hall.uid
    head.save(update_fields=["person_uid"])
    browser, voice = browser_of(head), Voice.objects.get()

    assert "Waits for your yes" in browser.get("/").content.decode()
    assert "Blender" in browser.get("/mine/approvals/").content.decode()
    assert browser.get(f"/mine/approvals/{voice.uid}/").status_code == 200
    browser.post(f"/mine/approvals/{voice.uid}/", {"said": "yes"})
    assert ticket().status.phase == "new"


def test_the_desk_sees_who_was_asked(asked, browser_of, asha_account):
    assert "Mr Hall" in browser_of(asha_account).get(f"/tickets/{asked.number}/").content.decode()


def test_the_steps_are_set_on_a_page(browser_of, asha_account, kind, hall):
    browser, url = browser_of(asha_account), f"/settings/desk/requests/{kind.uid}/approvers/"
    words = {"count": 1, "0-whose": "person", "0-person": str(hall.uid), "0-need": "any"}
    assert browser.post(url, {**words, "do": "add"}).content.decode().count("data-fb-step") == 2
    assert not kind.approvers.exists()

    browser.post(url, {**words, "do": "save"})
    assert kind.approvers.get().person == hall
    assert browser.get(url).status_code == 200
    assert "Step 1: say who" in browser.post(url, {"count": 1, "0-whose": "group", "0-need": "any"}).content.decode()  # fmt: skip


def test_whom_nobody_could_stand_in_for_is_told_so_instead_of_filling_in_a_form_for_nothing(
    client, started, asha_account
):
    client.force_login(asha_account)
    page = client.get("/mine/away/").content.decode()

    assert "Nobody could stand in for you" in page
    assert 'name="first"' not in page
