"""Whoever has an email and no account says yes or no to what they got by the link in a mail."""

from __future__ import annotations

import base64
import io
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from PIL import Image

from firstbell.equipment.actions import accepting, agreeing, custody, lending, scanning
from firstbell.equipment.jobs import answer_copy, ask_acceptance, send_receipt
from firstbell.equipment.models import Acceptance, Handover, HandoverText, Item
from firstbell.equipment.queries import accepting as links
from firstbell.equipment.states import Link
from firstbell.lib import clock
from firstbell.lib.refusal import Conflict
from firstbell.people import actions as people
from firstbell.people.states import MemberKind
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.attachments.models import Attachment
from firstbell.platform.audit.models import Event
from firstbell.platform.jobs.models import Job
from firstbell.platform.notifications.links import signed

CARE = "I look after it.\n\nI tell the ICT team when it breaks."


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DATA = tmp_path
    settings.BASE_URL = "https://desk.hartley.example"


@pytest.fixture
def now():
    return clock.now()


@pytest.fixture
def nia(hartley, asha, now):
    return people.add_person(
        hartley, kind=MemberKind.STUDENT, given_name="Nia", family_name="Bevan", email="nia@hartley.example",
        from_on=now.date() - timedelta(days=400), by=asha, at=now,
    )  # fmt: skip


@pytest.fixture
def care(laptops, now):
    return agreeing.write(
        "Laptops", CARE, school=None, categories=[laptops], by=system_actor(), at=now
    )


@pytest.fixture
def lend(add, nia, hartley, asha, now):
    """lend("HV-1", "HV-2") -> the hand-over to Nia, who has an address and no account."""

    def make(*tags, to=nia, **more):
        basket = lending.begin(hartley, by=asha, at=now)
        scanning.choose_holder(basket, to, scan_id=uuid4(), by=asha, at=now)
        for tag in tags or ("HV-1",):
            add(tag=tag, serial=f"5CD{tag}")
            scanning.scan(basket, code=tag, scan_id=uuid4(), by=asha, at=now)
        return lending.complete(basket, by=asha, at=now, **more)

    return make


@pytest.fixture
def asked(care, lend, asha, now):
    return accepting.ask(lend("HV-1", "HV-2"), by=asha, at=now)


@pytest.fixture
def phone():
    """Of somebody who is not signed in."""
    return Client()


def read(answer):
    return answer.content.decode()


def mark_on(page):
    return re.search(r'name="mark" value="(\w+)"', page)[1]


def yes(phone, asked, **words):
    url = links.link_of(asked)
    mark = mark_on(read(phone.get(url)))
    return phone.post(
        url, {"right": "yes", "name": "Nia Bevan", "mark": mark, **words}, follow=True
    )


def drawn():
    picture = io.BytesIO()
    Image.new("RGB", (64, 22), "white").save(picture, "PNG")
    return "data:image/png;base64," + base64.b64encode(picture.getvalue()).decode()


def led_to(sent):
    """What the link in a mail is for; a link for the same, made in another second, reads otherwise."""
    before, after = reverse("equipment:accept", args=["TOKEN"]).split("TOKEN")
    [token] = re.findall(rf"https://desk\.hartley\.example{before}([^/\s]+){after}", sent.body)
    row, _ = links.found(token)
    return row


def test_the_mail_says_what_was_lent_and_carries_the_link(asked):
    [job] = Job.objects.filter(name="equipment.ask_acceptance")
    ask_acceptance(None, **job.args)

    [sent] = mail.outbox
    assert sent.to == ["nia@hartley.example"]
    assert "- HV-1: Laptop" in sent.body
    assert led_to(sent) == asked
    assert Acceptance.objects.get().sent_at is not None


def test_the_page_needs_no_account_and_shows_the_things_and_the_exact_text(phone, asked, care, now):
    agreeing.change(care, title="Laptops", text="Other words", categories=[], by=system_actor(), at=now)  # fmt: skip

    page = read(phone.get(links.link_of(asked)))

    assert "Did you get this, Nia Bevan?" in page
    assert "HV-1" in page
    assert "5CDHV-2" in page
    assert "I tell the ICT team when it breaks." in page
    assert "Other words" not in page
    assert "has worded “Laptops” anew since" in page


def test_the_page_is_kept_by_no_machine_on_the_way(phone, asked):
    answer = phone.get(links.link_of(asked))

    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "same-origin"


def test_a_yes_with_a_typed_name_is_kept_as_a_paper_and_mailed(phone, asked):
    page = read(yes(phone, asked, name="Rhian Bevan (mother)"))

    assert "LN-0001 was accepted" in page
    kept = Acceptance.objects.get()
    assert kept.handover.accepted_at is not None
    assert (kept.name, kept.by_link) == ("Rhian Bevan (mother)", True)
    paper = Attachment.objects.get(thing_uid=kept.handover.uid)
    assert paper == kept.paper
    assert paper.media_type == "application/pdf"

    answer_copy(None, uid=str(kept.uid))
    [sent] = mail.outbox
    assert "as Rhian Bevan (mother)" in sent.body
    [(_, content, _)] = sent.attachments
    assert content == b"".join(phone.get(links.link_of(asked) + "receipt.pdf"))


def test_a_drawn_signature_will_do_without_a_name(phone, asked):
    yes(phone, asked, name="", signature=drawn())

    row = Handover.objects.get()
    assert row.accepted_at is not None
    assert row.signature.media_type == "image/png"


def test_a_yes_needs_a_name_or_a_signature(phone, asked):
    answer = yes(phone, asked, name=" ")

    assert answer.status_code == 409
    assert "Type your name, or sign with your finger." in read(answer)
    assert Handover.objects.get().accepted_at is None


@pytest.mark.parametrize("said", [b"words", b"\x89PNG\r\n\x1a\nwords"])
def test_a_broken_signature_is_said_and_answers_nothing(phone, asked, said):
    broken = "data:image/png;base64," + base64.b64encode(said).decode()

    assert "Sign again" in read(yes(phone, asked, signature=broken))
    assert Handover.objects.get().accepted_at is None


def test_half_a_picture_is_no_signature(phone, asked):
    whole = base64.b64decode(drawn().partition(",")[2])
    half = "data:image/png;base64," + base64.b64encode(whole[:-20]).decode()

    assert "Sign again" in read(yes(phone, asked, signature=half))


def test_a_no_goes_to_the_desk_with_its_reason(phone, asked, asha_account, browser_of):
    url = links.link_of(asked)
    page = read(phone.post(url, {"right": "no", "why": "I never got HV-2"}, follow=True))

    assert "The ICT team is told" in page
    assert "I never got HV-2" in read(browser_of(asha_account).get("/desk/"))
    assert Event.objects.filter(kind="equipment.declined").get().actor_name == "Nia Bevan (by mail)"
    assert Acceptance.objects.get().paper is not None


def test_a_no_without_a_reason_is_asked_for_it(phone, asked):
    answer = phone.post(links.link_of(asked), {"right": "no", "why": ""})

    assert answer.status_code == 409
    assert "Say what is wrong" in read(answer)


@pytest.mark.parametrize(
    "token",
    ["x", "WyJ4IiwxXQ.forged", "..", "a" * 3000],
)
def test_a_forged_link_is_none_of_ours(phone, asked, token):
    good = links.token_of(asked)

    answer = phone.get(f"/mine/accept/{token}/")

    assert answer.status_code == 404
    assert "Copy it whole from the mail" in read(answer)
    assert phone.get(f"/mine/accept/{good[:-1]}/").status_code == 404
    assert phone.get(f"/mine/accept/{good}x/receipt.pdf").status_code == 404


def test_a_link_is_for_one_purpose(asked):
    """What is signed elsewhere here does not pass for a link to accept."""
    other = signed("something else", asked.uid.hex, asked.turn)

    assert links.found(other) is None


def test_a_link_is_answered_once(phone, asked):
    yes(phone, asked)
    again = phone.post(links.link_of(asked), {"right": "no", "why": "Changed my mind"})

    assert again.status_code == 409
    assert "LN-0001 was accepted" in read(again)
    assert Handover.objects.get().declined_at is None
    assert Event.objects.filter(kind="equipment.accepted").count() == 1


def test_a_link_that_is_too_old_shows_nothing(phone, asked, now):
    Acceptance.objects.update(until=now - timedelta(minutes=1))

    answer = phone.get(links.link_of(asked))

    assert answer.status_code == 410
    assert "too old" in read(answer)
    assert "HV-1" not in read(answer)
    with pytest.raises(Conflict, match="too old"):
        accepting.answer_link(asked, turn=1, said=accepting.Said(yes=True, name="N"), at=now)


def test_only_the_link_of_the_last_mail_counts(phone, asked, asha, now):
    first = links.link_of(asked)
    newer = accepting.ask(asked.handover, by=asha, at=now)

    assert "newer mail" in read(phone.get(first))
    assert "Did you get this" in read(phone.get(links.link_of(newer)))
    for job in Job.objects.filter(name="equipment.ask_acceptance").order_by("pk"):
        ask_acceptance(None, **job.args)
    assert len(mail.outbox) == 1


def test_a_mail_to_a_wrong_address_opens_nothing_once_it_is_corrected(phone, asked, nia, asha, now):
    people.change_person(nia, email="n.bevan@hartley.example", by=asha, at=now)

    assert phone.get(links.link_of(asked)).status_code == 410


def test_what_is_back_already_is_not_answered(phone, asked, asha, now):
    [first, second] = Item.objects.order_by("pk")
    custody.take_back(first, by=asha, at=now)
    page = read(phone.get(links.link_of(asked)))
    assert "Back" in page

    custody.take_back(second, by=asha, at=now)

    answer = phone.get(links.link_of(asked))
    assert answer.status_code == 410
    assert "nothing left to answer" in read(answer)
    assert links.stands(Acceptance.objects.get(), 1, now) == Link.BACK


def test_what_changed_while_it_was_read_is_read_again(phone, asked):
    url = links.link_of(asked)
    mark = mark_on(read(phone.get(url)))
    HandoverText.objects.update(text="I pay for everything.")

    answer = phone.post(url, {"right": "yes", "name": "Nia", "mark": mark})

    assert answer.status_code == 409
    assert "changed meanwhile" in read(answer)
    assert Handover.objects.get().accepted_at is None


def test_somebody_erased_is_nowhere_on_the_page(phone, asked, nia, asha, now):
    yes(phone, asked)
    for item in Item.objects.all():
        custody.take_back(item, by=asha, at=now)
    people.leave(nia.now, on=now.date() - timedelta(days=1), by=asha, at=now)
    people.anonymise(nia, by=asha, at=now)

    answer = phone.get(links.link_of(asked))
    assert answer.status_code == 410
    assert "Bevan" not in read(answer)
    row = Acceptance.objects.get()
    assert (row.name, row.sent_to) == ("", "")
    assert row.paper.removed_at is not None
    assert phone.get(links.link_of(asked) + "receipt.pdf").status_code == 404


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


def test_whoever_has_no_account_is_not_sent_to_todays_page(phone, asha_account, browser_of):
    forged = "/mine/accept/abc.def/"

    assert "Sign in" in read(phone.get(forged))
    assert "Today" in read(browser_of(asha_account).get(forged))
