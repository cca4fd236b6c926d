from __future__ import annotations

import pytest

from firstbell.lib.programs import Rule
from firstbell.platform.jobs.models import Job
from firstbell.software.actions import naming
from firstbell.software.models import NamingRule

pytestmark = pytest.mark.usefixtures("rules")
URL = "/api/v1/naming-rules"


@pytest.fixture
def browser(browser_of, ben_account):
    return browser_of(ben_account)


@pytest.fixture
def rule(asha, moment):
    return naming.add_rule(Rule("Kettle*", "Kettle"), by=asha, at=moment)


def test_a_rule_is_changed_by_whoever_read_it_last(browser, rule):
    Job.objects.all().delete()

    def change(version, **words):
        return browser.patch(
            f"{URL}/{rule.uid}", words, "application/json", headers={"If-Match": str(version)}
        )

    changed = change(1, publisher="Kettle Ltd", enabled=False)
    late = change(1, publisher="Another")

    told = changed.json()
    assert (told["publisher"], told["enabled"], told["pattern"]) == ("Kettle Ltd", False, "Kettle*")
    assert late.status_code == 412
    assert Job.objects.filter(name=naming.RENAME).exists()
    assert browser.get(f"{URL}/{rule.uid}").json() == told


def test_a_rule_that_reads_everything_is_refused_as_on_the_page(browser, rule):
    answer = browser.patch(
        f"{URL}/{rule.uid}", {"pattern": "*"}, "application/json", headers={"If-Match": "1"}
    )

    assert answer.status_code == 422
    assert NamingRule.objects.get(pk=rule.pk).pattern == "Kettle*"


def test_rules_are_found_by_what_they_mean(browser, rule):
    assert [row["pattern"] for row in browser.get(f"{URL}?title=kettle").json()["items"]] == [
        "Kettle*"
    ]
    assert browser.get(f"{URL}?title=kettle&enabled=false").json()["items"] == []


def test_a_rule_is_tried_before_another(browser, rule, asha, moment):
    other = naming.add_rule(Rule("Kettle Draw*", "Kettle Draw"), by=asha, at=moment)

    moved = browser.post(
        f"{URL}/{rule.uid}/move", {"before": str(other.uid)}, "application/json"
    ).json()
    itself = browser.post(f"{URL}/{rule.uid}/move", {"before": str(rule.uid)}, "application/json")

    assert moved["place"] < browser.get(f"{URL}/{other.uid}").json()["place"]
    assert (itself.status_code, "another rule" in itself.json()["detail"]) == (422, True)


def test_names_are_read_for_a_trial_and_nothing_is_kept(browser, rule):
    asked = {"names": [{"name": "Kettle 3.1"}, {"name": "Nobody knows this"}]}

    found = browser.post(f"{URL}/trial", asked, "application/json").json()["items"]

    assert [(one["title"], one["rule"]) for one in found] == [
        ("Kettle", str(rule.uid)),
        ("Nobody knows this", None),
    ]


def test_a_rule_is_removed(browser, rule):
    assert browser.delete(f"{URL}/{rule.uid}").status_code == 204
    assert not NamingRule.objects.filter(pk=rule.pk).exists()


def test_on_its_page_a_rule_is_put_before_all_others(browser, rule, asha, moment):
    naming.add_rule(Rule("Kettle Draw*", "Kettle Draw"), by=asha, at=moment)

    assert (
        "Try it before all others" in browser.get(f"/software/rules/{rule.uid}/").content.decode()
    )
    browser.post(f"/software/rules/{rule.uid}/first/")

    assert NamingRule.objects.order_by("place").first() == rule
