from __future__ import annotations

import base64
import io
from uuid import uuid4

import pytest
from django.core import mail
from PIL import Image

from firstbell.equipment.actions import agreeing, custody, lending, scanning
from firstbell.equipment.models import Agreement, Handover, Item
from firstbell.equipment.queries import agreements, receipts
from firstbell.lib.refusal import Refusal
from firstbell.people import actions as people
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.jobs import worker
from firstbell.platform.jobs.models import Job

CARE = "I look after it.\n\nI tell the ICT team when it breaks."


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DATA = tmp_path


@pytest.fixture
def drawn():
    picture = io.BytesIO()
    Image.new("RGB", (64, 22), "white").save(picture, "PNG")
    return "data:image/png;base64," + base64.b64encode(picture.getvalue()).decode()


@pytest.fixture
def care(laptops, asha, moment):
    return agreeing.write(
        "Laptops", CARE, school=None, categories=[laptops], by=_lead_of_all(), at=moment
    )


def _lead_of_all():
    return system_actor()


@pytest.fixture
def basket(hartley, okafor, add, asha, moment):
    """A laptop for Chi Okafor, who has an address."""
    okafor.email = "chi@hartley.example"
    okafor.save()
    made = lending.begin(hartley, by=asha, at=moment)
    scanning.choose_holder(made, okafor, scan_id=uuid4(), by=asha, at=moment)
    add(tag="HV-1", serial="5CD1478X0I")
    scanning.scan(made, code="HV-1", scan_id=uuid4(), by=asha, at=moment)
    return made


def test_an_agreement_is_for_its_kinds_and_one_without_is_for_all(
    care, add, leads, hartley, asha, moment
):
    everything = agreeing.write(
        "All", "Bring it back.", school=hartley, categories=[], by=asha, at=moment
    )

    assert agreements.for_items(hartley, [add()]) == [everything, care]
    assert agreements.for_items(hartley, [add(leads, quantity=3)]) == [everything]


def test_the_text_is_kept_exactly_as_it_was_accepted(care, basket, asha, moment):
    made = lending.complete(basket, by=asha, at=moment)
    agreeing.change(
        care, title="Laptops", text="Another text", categories=[], by=_lead_of_all(), at=moment
    )

    kept = made.texts.get()
    assert (kept.text, kept.edition) == (CARE, 1)
    assert Agreement.objects.get().edition == 2


def test_a_change_of_the_title_is_no_new_edition(care, laptops, asha, moment):
    agreeing.change(
        care, title="Our laptops", text=CARE, categories=[laptops], by=_lead_of_all(), at=moment
    )

    assert Agreement.objects.get().edition == 1


def test_what_is_put_away_is_asked_of_nobody(care, add, hartley, moment):
    agreeing.put_away(care, by=_lead_of_all(), at=moment)

    assert agreements.for_items(hartley, [add()]) == []


def test_one_signature_for_all_of_it(basket, drawn, asha, moment):
    made = lending.complete(basket, by=asha, at=moment, drawn=drawn)

    signature = Handover.objects.get().signature
    assert signature.thing_uid == made.uid
    assert signature.media_type == "image/png"
    assert receipts.picture_of(signature).startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "broken",
    ["data:image/png;base64,???", "javascript:alert(1)", "data:image/png;base64," + "A" * 500_000],
)
def test_half_a_signature_hands_nothing_over(basket, broken, asha, moment):
    with pytest.raises(Refusal, match="Sign again"):
        lending.complete(basket, by=asha, at=moment, drawn=broken)

    assert Handover.objects.get().is_open


@pytest.mark.parametrize("said", [b"only words", b"\x89PNG\r\n\x1a\nwords", b"%PDF-1.7"])
def test_a_signature_that_is_no_picture_hands_nothing_over(basket, said, asha, moment):
    drawn = "data:image/png;base64," + base64.b64encode(said).decode()

    with pytest.raises(Refusal):
        lending.complete(basket, by=asha, at=moment, drawn=drawn)

    assert Handover.objects.get().is_open


def test_the_receipt_is_a_paper(care, basket, drawn, asha, moment):
    made = lending.complete(basket, by=asha, at=moment, drawn=drawn)

    assert receipts.paper(made).pdf().startswith(b"%PDF")
    assert receipts.paper(made, copies=receipts.TWO).pdf().count(b"/Count 2/") == 1


def test_the_receipt_goes_by_mail_after_it_is_done_and_once(
    care, basket, asha, moment, django_capture_on_commit_callbacks
):
    made = lending.complete(basket, by=asha, at=moment, wants_mail=True)
    assert mail.outbox == []
    for _ in range(2):
        worker.work()

    [sent] = mail.outbox
    assert sent.to == ["chi@hartley.example"]
    assert "HV-1: Laptop" in sent.body
    [(name, content, kind)] = sent.attachments
    assert (name, kind) == ("LN-0001.pdf", "application/pdf")
    assert content.startswith(b"%PDF")
    assert made.wants_mail
    assert Handover.objects.get().mailed_at is not None


def test_who_has_no_address_gets_no_mail(basket, okafor, asha, moment):
    okafor.email = ""
    okafor.save()

    made = lending.complete(Handover.objects.get(), by=asha, at=moment, wants_mail=True)

    assert not made.wants_mail
    assert not Job.objects.exists()


def test_anonymising_takes_the_signature_and_the_names_along(
    basket, drawn, okafor, asha, moment, hartley
):
    made = lending.complete(basket, by=asha, at=moment, drawn=drawn)
    custody.take_back(Item.objects.get(), by=asha, at=moment)

    people.anonymise(okafor, by=asha, at=moment)

    assert not any("Okafor" in said for said in made.scans.values_list("title", flat=True))
    assert Handover.objects.get().signature.removed_at == moment
