"""On a phone: what one has of the school, with an account; and a yes by the link in a mail, without one."""

from __future__ import annotations

import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from PIL import Image

from firstbell.equipment.actions import (
    accepting,
    agreeing,
    answering,
    cataloguing,
    lending,
    registering,
)
from firstbell.equipment.models import Acceptance, Category, Custody, Handover, Item, Question
from firstbell.equipment.queries import accepting as links
from firstbell.lib import clock
from firstbell.people import actions as people
from firstbell.people.states import MemberKind
from firstbell.platform.accounts import actions as accounts
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.attachments.models import Attachment
from tests.browser.looks import faults
from tests.browser.serving import PHONE
from tests.browser.test_signing_in import HOME, sign_in

pytestmark = [pytest.mark.slow, pytest.mark.browser]
BY = system_actor()


@pytest.fixture
def sam(hartley, sam_account, settings, tmp_path):
    settings.DATA = tmp_path
    cache.clear()
    made = people.add_person(
        hartley, kind=MemberKind.STUDENT, given_name="Sam", family_name="Reeve", email="sam.r@hartley.example", by=BY,
        at=clock.now(),
    )  # fmt: skip
    accounts.link_person(sam_account, made, by=BY, at=clock.now())
    return made


@pytest.fixture
def lend(hartley, sam):
    """lend("HV-1") -> a hand-over to Sam, of laptops that are agreed about."""
    at = clock.now()
    kind = cataloguing.add(Category, name="Laptop", by=BY, at=at)
    agreeing.write("Laptops", "I look after it.", school=None, categories=[kind], by=BY, at=at)

    def make(*tags):
        made = registering.register(
            hartley, [registering.Draft(kind, {}, tag=tag) for tag in tags], by=BY, at=at
        )
        row = Handover.objects.create(
            school=hartley, person=sam, due_on=at.date() + timedelta(days=3), opened_by="Ben", opened_key=f"t:{uuid4()}",
            created_at=at,
        )  # fmt: skip
        for one in made:
            row.lines.create(item=Item.objects.get(pk=one.id), at=at)
        return lending.complete(row, by=BY, at=at)

    return make


@pytest.fixture
def phone(page):
    page.set_viewport_size({"width": PHONE, "height": 844})
    return page


def photo():
    made = io.BytesIO()
    Image.new("RGB", (400, 300), "navy").save(made, "JPEG")
    return {"name": "it.jpg", "mimeType": "image/jpeg", "buffer": made.getvalue()}


def test_what_one_has_is_accepted_declined_shown_and_kept_longer(phone, lend, sam, sam_account):
    first, second = lend("HV-1"), lend("HV-2")
    asked = Custody.objects.select_related("item__category", "person").get(item__tag="HV-1")
    answering.ask_still(asked, by=BY, at=clock.now())
    sign_in(phone, sam_account)
    phone.wait_for_url(HOME)
    phone.goto("/mine/")
    assert faults(phone) == []

    mine = phone.locator(".fb-mine-ask")
    mine.filter(has_text=first.number).get_by_role(
        "button", name="Yes, I have it and I agree"
    ).click()
    phone.get_by_text(f"{first.number} is accepted").wait_for()
    mine.get_by_text("Something is wrong").click()
    phone.get_by_label("What is wrong?").fill("The screen is cracked")
    phone.get_by_role("button", name="Tell the ICT team").click()
    phone.get_by_text("The ICT team is told.").wait_for()

    phone.get_by_label("A photo of it").set_input_files(photo())
    phone.get_by_role("button", name="Yes, I have it", exact=True).click()
    phone.get_by_text("that you have it").wait_for()

    phone.get_by_text("Ask to keep it longer").first.click()
    until = clock.now().date() + timedelta(days=20)
    phone.locator("details[open] input[name=until]").fill(until.isoformat())
    phone.locator("details[open]").get_by_role("button", name="Ask", exact=True).click()
    phone.get_by_text("The ICT team has not answered yet").wait_for()
    assert faults(phone) == []

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.accepted_at is not None, second.declined_why) == (True, "The screen is cracked")
    still = Question.objects.get(kind="still")
    assert still.answer is True
    assert Attachment.objects.get(thing_uid=still.uid).is_picture
    assert Question.objects.get(kind="extend").until == until


def test_the_mailed_link_is_signed_with_a_finger_and_a_name(phone, lend):
    row = lend("HV-1", "HV-2")
    asked = accepting.ask(row, by=BY, at=clock.now())
    phone.goto(links.link_of(asked))
    phone.get_by_role("heading", name="Did you get this, Sam Reeve?").wait_for()
    phone.get_by_text("I look after it.").wait_for()
    assert faults(phone) == []

    phone.get_by_label("Your name").fill("Sam Reeve")
    canvas = phone.locator("[data-fb-sign]")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    phone.mouse.move(box["x"] + 30, box["y"] + 60)
    phone.mouse.down()
    phone.mouse.move(box["x"] + 200, box["y"] + 30, steps=8)
    phone.mouse.up()
    phone.get_by_role("button", name="Yes, I have it and I agree").click()
    phone.get_by_role("heading", name="Thank you").wait_for()
    assert faults(phone) == []

    row.refresh_from_db()
    assert row.signature.is_picture
    assert Acceptance.objects.get().paper.media_type == "application/pdf"
    phone.reload()
    phone.get_by_role("heading", name="Thank you").wait_for()
