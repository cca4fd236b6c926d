"""The rules for names as a list: narrowed, taken away, many switched or removed at once; and a page to try names."""

from __future__ import annotations

import pytest

from firstbell.lib.programs import Rule
from firstbell.lib.refusal import NotAllowed
from firstbell.platform.audit.models import Event
from firstbell.platform.jobs.models import Job
from firstbell.software.actions import naming
from firstbell.software.models import NamingRule

pytestmark = pytest.mark.usefixtures("rules")
HOME, DO = "/software/rules/", "/lists/software.naming_rules/do"


@pytest.fixture
def browser(browser_of, ben_account):
    return browser_of(ben_account)


@pytest.fixture
def own(asha, moment):
    """Two rules of the school's own, the later one first."""
    made = [naming.add_rule(Rule(f"Kettle {n}*", f"Kettle {n}", "Kettle Ltd"), by=asha, at=moment) for n in (1, 2)]  # fmt: skip
    Job.objects.all().delete()
    return made


def do(browser, act, rows):
    picked = {"pick": [str(row.uid) for row in rows], "sure": "1"}
    return browser.post(f"{DO}/{act}/", picked, follow=True).content.decode()


def titles(browser, query):
    file = browser.get(
        f"/lists/software.naming_rules/export.csv?columns=title,state,curated&{query}"
    )
    return b"".join(file.streaming_content).decode("utf-8-sig").splitlines()[1:]


def test_rules_are_narrowed_and_taken_away_in_the_order_in_which_they_are_tried(browser, own):
    assert titles(browser, "curated=no") == ["Kettle 2,In use,Yours", "Kettle 1,In use,Yours"]
    assert titles(browser, "pattern.has=kettle 1") == ["Kettle 1,In use,Yours"]
    assert len(titles(browser, "curated=yes")) == NamingRule.objects.filter(built_in=True).count()


def test_many_are_switched_off_and_on_and_names_are_read_again_once(browser, own):
    said = do(browser, "off", own)

    assert "2 rules are off." in said
    assert titles(browser, "state=no") == ["Kettle 2,Off,Yours", "Kettle 1,Off,Yours"]
    assert Job.objects.filter(name=naming.RENAME).count() == 1
    assert Event.objects.filter(kind="software.rule_changed").count() == 2

    do(browser, "use", own)

    assert titles(browser, "state=no") == []


def test_what_is_on_already_is_no_change(own, asha, moment):
    naming.switch_rules(own, on=True, by=asha, at=moment)

    assert not Job.objects.exists()
    assert not Event.objects.filter(kind="software.rule_changed").exists()


def test_many_are_removed_at_once(browser, own):
    do(browser, "remove", own)

    assert not NamingRule.objects.filter(built_in=False).exists()
    assert Event.objects.filter(kind="software.rule_removed").count() == 2
    assert Job.objects.filter(name=naming.RENAME).count() == 1


def test_who_only_reads_is_led_to_no_rule_and_changes_none(
    browser, own, browser_of, grace_account, okoro, moment
):
    address = f"{HOME}{own[0].uid}/"
    assert address in browser.get(HOME).content.decode()

    theirs = browser_of(grace_account).get(HOME).content.decode()

    assert "Kettle 1" in theirs
    assert address not in theirs
    assert "Do not use" not in theirs
    with pytest.raises(NotAllowed):
        naming.switch_rules(own, on=False, by=okoro, at=moment)


def test_names_are_tried_on_a_page_of_their_own(browser, own):
    first = browser.get(f"{HOME}try/").content.decode()
    tried = browser.post(f"{HOME}try/", {"names": "Kettle 1 build 7 | Somebody\n\nUnheard of"})

    assert "What they would be" not in first
    shown = tried.content.decode()
    assert f'href="{HOME}{own[0].uid}/"' in shown
    assert "No rule" in shown


def test_rules_are_narrowed_by_api(browser, own):
    def found(query):
        items = browser.get(f"/api/v1/naming-rules?{query}&limit=200").json()["items"]
        return [row["title"] for row in items]

    assert found("built_in=false") == found("publisher=kettle") == ["Kettle 1", "Kettle 2"]
    assert found("pattern=kettle 2") == ["Kettle 2"]
    assert found("built_in=false&kind=driver") == []
