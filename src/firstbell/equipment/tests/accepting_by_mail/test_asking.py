"""Who is asked by mail to accept what they got, by whom, and who cannot be."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core import mail

from firstbell.equipment.actions import accepting, lending, scanning
from firstbell.equipment.jobs import ask_acceptance, send_receipt
from firstbell.equipment.models import Acceptance, Handover
from firstbell.equipment.tests.accepting_by_mail.reading import drawn, led_to, read, yes
from firstbell.lib.refusal import Conflict
from firstbell.people import actions as people
from firstbell.platform.jobs.models import Job


def test_the_mail_says_what_was_lent_and_carries_the_link(asked):
    [job] = Job.objects.filter(name="equipment.ask_acceptance")
    ask_acceptance(None, **job.args)

    [sent] = mail.outbox
    assert sent.to == ["nia@hartley.example"]
    assert "- HV-1: Laptop" in sent.body
    assert led_to(sent) == asked
    assert Acceptance.objects.get().sent_at is not None


def test_the_receipt_carries_the_link_where_nobody_signed(lend, now):
    made = lend(wants_mail=True)

    for _ in range(2):
        Handover.objects.update(mailed_at=None)
        send_receipt(None, uid=str(made.uid))

    assert [led_to(sent) for sent in mail.outbox] == [Acceptance.objects.get()] * 2


def test_what_was_signed_at_the_desk_is_not_asked_again(lend, asha, now):
    made = lend(wants_mail=True, drawn=drawn())

    send_receipt(None, uid=str(made.uid))

    assert "/mine/accept/" not in mail.outbox[0].body
    with pytest.raises(Conflict, match="answered already"):
        accepting.ask(Handover.objects.get(), by=asha, at=now)


def test_who_cannot_be_asked_by_mail_is_said(lend, okafor, asha, now, settings):
    made = lend(to=okafor)
    with pytest.raises(Conflict, match="no email address"):
        accepting.ask(made, by=asha, at=now)

    settings.MAIL_IS_SET = False
    with pytest.raises(Conflict, match="no mail server"):
        accepting.ask(made, by=asha, at=now)


def test_a_room_accepts_nothing(add, hartley, ict_2, asha, now):
    basket = lending.begin(hartley, by=asha, at=now)
    scanning.choose_holder(basket, ict_2, scan_id=uuid4(), by=asha, at=now)
    add(tag="HV-9")
    scanning.scan(basket, code="HV-9", scan_id=uuid4(), by=asha, at=now)

    with pytest.raises(Conflict, match="only a person"):
        accepting.ask(lending.complete(basket, by=asha, at=now), by=asha, at=now)


def test_the_desk_asks_from_the_page_of_the_hand_over_and_sees_the_answer(
    lend, phone, asha_account, browser_of
):
    made = lend()
    desk = browser_of(asha_account)
    page = f"/desk/handovers/{made.uid}/"
    assert "Ask to accept by mail" in read(desk.get(page))

    told = read(desk.post(f"{page}asking/", follow=True))
    assert "Nia Bevan is asked at nia@hartley.example" in told
    assert "Ask again by mail" in told

    yes(phone, Acceptance.objects.get())
    told = read(desk.get(page))
    assert "by the link sent to nia@hartley.example" in told
    assert "Ask again" not in told


def test_a_program_asks_and_reads_the_answer(lend, phone, program):
    made = lend()

    told = program.post(f"/api/v1/handovers/{made.uid}/ask").json()
    assert told["asked_until"] is not None
    yes(phone, Acceptance.objects.get())

    told = program.get(f"/api/v1/handovers/{made.uid}").json()
    assert told["accepted_as"] == "Nia Bevan"
    assert told["accepted_at"] is not None
    assert program.post(f"/api/v1/handovers/{made.uid}/ask").status_code == 409


def test_the_page_of_the_hand_over_says_why_nobody_can_be_asked_by_mail(
    care, lend, nia, asha, now, asha_account, browser_of
):
    people.change_person(nia, email="", by=asha, at=now)
    made = lend()

    page = read(browser_of(asha_account).get(f"/desk/handovers/{made.uid}/"))

    assert "Nia Bevan has no email address here." in page
    assert "Ask to accept by mail" not in page
