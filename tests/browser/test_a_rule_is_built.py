"""Whoever leads the desk builds a rule, looks at what it would have done, switches it on, and it does it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.jobs import outbox
from firstbell.support.actions import opening, starting
from firstbell.support.models import Firing, Rule, Ticket
from tests.browser.looks import faults
from tests.browser.serving import Pictures, enter
from tests.people import MORNING

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = [pytest.mark.slow, pytest.mark.browser]
SAID = "The amplifier has its own switch, behind the lectern."


def raised(hartley: Any, words: str) -> Ticket:
    report = opening.Report(body=words)
    return opening.open_ticket(hartley, report, by=system_actor(), at=MORNING)


@pytest.fixture
def before(hartley: Any) -> list[Ticket]:
    starting.start(at=MORNING - timedelta(days=300))
    words = ("No sound in the hall", "The visualiser is blue", "Sound crackles in Music 1")
    return [raised(hartley, one) for one in words]


@pytest.fixture
def lead(page: Any, asha_account: Any, before: Any) -> Any:
    enter(page, asha_account.email)
    page.wait_for_url(lambda url: "login" not in url)
    return page


def test_a_rule_is_built_looked_at_switched_on_and_fires(
    lead: Any, hartley: Any, before: Any
) -> None:
    expect = playwright.expect
    lead.goto("/settings/desk/rules/")
    lead.get_by_text("Nothing happens by itself yet").wait_for()
    lead.get_by_role("link", name="When something happens").click()
    look = lead.get_by_role("region", name="What it would do")

    # Every card is drawn as it is chosen, and the look beside it follows.
    lead.get_by_role("textbox", name="Name").fill("Sound in the hall")
    lead.get_by_label("It is raised").check()
    lead.get_by_role("button", name="Add a condition").click()
    what = lead.get_by_role("combobox", name="What", exact=True)
    what.select_option(label="For an exam")
    lead.get_by_role("combobox", name="Which").wait_for()
    what.select_option(label="Title or report")
    lead.get_by_role("textbox", name="Words, with commas between").fill("sound")
    lead.get_by_role("button", name="Add what it does").click()
    lead.get_by_role("combobox", name="Do", exact=True).select_option(label="Note for the team")
    lead.get_by_role("textbox", name="Words", exact=True).fill(SAID)
    lead.get_by_role("textbox", name="Words", exact=True).blur()
    expect(look).to_contain_text("2 times on 2 tickets")
    expect(look).to_contain_text("Looking changes nothing.")
    expect(look.get_by_role("link", name=re.compile("No sound in the hall"))).to_be_visible()
    Pictures().take(lead, "rule-1280-1-looked-at")
    assert faults(lead) == []
    assert not Rule.objects.exists(), "nothing is kept before Save"

    lead.get_by_role("button", name="Save", exact=True).click()
    lead.get_by_text("It is off until you switch it on.").wait_for()
    outbox.deliver_waiting()
    assert not Firing.objects.exists(), "it is off, and what was there before is left alone"

    lead.get_by_role("button", name="Switch it on").click()
    lead.get_by_text("Sound in the hall is on.").wait_for()
    fits, other = raised(hartley, "No sound in Drama 2"), raised(hartley, "No picture in Drama 2")
    outbox.deliver_waiting()

    assert [one.ticket for one in Firing.objects.all()] == [fits]
    lead.reload()
    did = lead.locator("section.fb-before")
    did.get_by_role("link", name=re.compile(fits.number)).wait_for()
    Pictures().take(lead, "rule-1280-2-what-it-did")
    assert lead.get_by_role("link", name=re.compile(other.number)).count() == 0
    assert faults(lead) == []
    lead.goto(f"/tickets/{fits.number}/")
    lead.get_by_text(SAID).wait_for()
    lead.get_by_text("The rule “Sound in the hall”").first.wait_for()

    # On a telephone it can be read and switched off.
    lead.set_viewport_size({"width": 390, "height": 844})
    lead.goto("/settings/desk/rules/")
    lead.get_by_role("link", name="Sound in the hall", exact=True).click()
    Pictures().take(lead, "rule-390-3-on-a-phone")
    assert faults(lead) == []
    lead.get_by_role("button", name="Switch it off").click()
    lead.get_by_text("Sound in the hall is off.").wait_for()
