"""Yes with a name or a drawn signature, no with a reason: what is kept of an answer by the link."""

from __future__ import annotations

import base64

import pytest
from django.core import mail

from firstbell.equipment.jobs import answer_copy
from firstbell.equipment.models import Acceptance, Handover, HandoverText
from firstbell.equipment.queries import accepting as links
from firstbell.equipment.tests.accepting_by_mail.reading import drawn, mark_on, read, yes
from firstbell.platform.attachments.models import Attachment
from firstbell.platform.audit.models import Event


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


def test_what_changed_while_it_was_read_is_read_again(phone, asked):
    url = links.link_of(asked)
    mark = mark_on(read(phone.get(url)))
    HandoverText.objects.update(text="I pay for everything.")

    answer = phone.post(url, {"right": "yes", "name": "Nia", "mark": mark})

    assert answer.status_code == 409
    assert "changed meanwhile" in read(answer)
    assert Handover.objects.get().accepted_at is None
