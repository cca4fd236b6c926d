"""Whoever has an address and no account is told by mail of what others read on their own page."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core import mail

from firstbell.equipment import events
from firstbell.equipment.actions import (
    answering,
    custody,
    handing_out,
    lending,
    reminding,
    scanning,
)
from firstbell.equipment.jobs import send_receipt, write_to
from firstbell.equipment.models import Custody, HandOut, Handover, Reminder
from firstbell.equipment.receivers import write_to_them
from firstbell.people import actions as people
from firstbell.people.states import GroupKind, MemberKind
from firstbell.platform.audit.models import Event
from firstbell.platform.jobs.models import Job


@pytest.fixture
def nia(hartley, asha, moment):
    return people.add_person(
        hartley, kind=MemberKind.STUDENT, given_name="Nia", family_name="Bevan", email="nia@hartley.example",
        by=asha, at=moment,
    )  # fmt: skip


@pytest.fixture
def late(add, nia, asha, moment):
    for number in range(1, 8):
        custody.give(
            add(tag=f"HV-{number}"), to=nia, by=asha, at=moment - timedelta(days=9), due_on=date(2026, 11, 20)
        )  # fmt: skip


def send(event):
    write_to_them(event)
    for job in Job.objects.filter(name="equipment.write_to"):
        write_to(None, **job.args)


def test_a_borrower_without_an_account_gets_all_that_is_late_with_its_name_and_day(late, moment):
    assert reminding.remind(moment) == 2

    send(Event.objects.get(kind=events.OVERDUE.name))

    [sent] = mail.outbox
    assert (sent.to, sent.subject) == (["nia@hartley.example"], "Please bring it back")
    for number in range(1, 8):
        assert f"- Laptop (HV-{number}), by 20/11/2026" in sent.body


def test_they_are_asked_by_mail_whether_they_still_have_it(late, asha, moment):
    row = Custody.objects.select_related("item__category", "person").earliest("pk")
    answering.ask_still(row, by=asha, at=moment)

    send(Event.objects.get(kind=events.STILL_ASKED.name))

    assert (
        "Asha Rahman asked Nia Bevan whether they still have Laptop (HV-1)" in mail.outbox[0].body
    )


def test_whoever_cannot_be_reached_is_not_noted_as_told(late, nia, asha, moment):
    people.change_person(nia, email="", by=asha, at=moment)

    assert reminding.remind(moment) == 1
    assert not Reminder.objects.filter(person=nia).exists()


def test_the_mail_of_the_receipt_leads_to_their_own_page(add, nia, hartley, asha, moment, settings):
    settings.BASE_URL = "https://desk.hartley.example"
    add(tag="HV-1")
    basket = lending.begin(hartley, by=asha, at=moment)
    scanning.choose_holder(basket, nia, scan_id=uuid4(), by=asha, at=moment)
    scanning.scan(basket, code="HV-1", scan_id=uuid4(), by=asha, at=moment)
    done = lending.complete(basket, by=asha, at=moment)

    send_receipt(None, uid=str(done.uid))

    assert "https://desk.hartley.example/mine/" in mail.outbox[0].body


@pytest.mark.parametrize("wants_mail", [True, False])
def test_a_class_list_mails_each_the_receipt_where_that_was_wished(
    add, nia, hartley, asha_account, browser_of, asha, moment, wants_mail
):
    add(tag="HV-1")
    group = people.add_group(hartley, name="9B", kind=GroupKind.CLASS, by=asha, at=moment)
    people.put_in(group, [nia], by=asha, at=moment)
    ticked = {"wants_mail": "on"} if wants_mail else {}

    browser_of(asha_account).post("/desk/class/", {"group": str(group.uid), **ticked})
    handing_out.scan(HandOut.objects.get(), code="HV-1", scan_id=uuid4(), by=asha, at=moment)

    assert Handover.objects.get().wants_mail is wants_mail
    assert Job.objects.filter(name="equipment.receipt").exists() is wants_mail
