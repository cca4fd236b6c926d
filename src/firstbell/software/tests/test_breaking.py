"""Which devices do not keep to what is required or forbidden, asked of the list of equipment and of the API."""

from __future__ import annotations

import pytest

from firstbell.agents.models import Device
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.lists.models import SavedView
from firstbell.software.actions import recording, requiring
from firstbell.software.actions.releases import Seen
from firstbell.software.actions.requiring import Wish
from firstbell.software.models import Title

BY = system_actor()
VIEWER, ZIP = Seen("TeamViewer", "TeamViewer"), Seen("7-Zip 24.08 (x64)", "Igor Pavlov")

pytestmark = pytest.mark.usefixtures("rules")


@pytest.fixture
def browser(browser_of, ben_account):
    return browser_of(ben_account)


@pytest.fixture
def fleet(devices, moment):
    """The first has TeamViewer, the second both, the third 7-Zip."""
    found = devices(3)
    for item, seen in zip(found, ([VIEWER], [VIEWER, ZIP], [ZIP]), strict=True):
        recording.record(item, dict.fromkeys(seen), by=BY, at=moment)
    Device.objects.update(programs=1)
    return found


@pytest.fixture
def wanted(fleet, hartley, asha, moment):
    def want(name, wish):
        title = Title.objects.get(name=name)
        return requiring.want(title, Wish(wish), school=hartley, by=asha, at=moment)

    return want("TeamViewer", "forbidden"), want("7-Zip", "required")


def tags(browser, query, columns="tag"):
    file = browser.get(f"/lists/equipment.items/export.csv?columns={columns}&sort=tag&{query}")
    return b"".join(file.streaming_content).decode("utf-8-sig").splitlines()[1:]


def test_devices_that_break_a_rule_are_a_list_to_take_away(browser, fleet, wanted):
    first, second, third = (item.tag for item in fleet)
    forbidden, required = wanted

    assert tags(browser, f"breaks={forbidden.uid}") == [first, second]
    assert tags(browser, f"breaks={required.uid}") == [first]
    assert tags(browser, f"breaks.not={forbidden.uid}") == [third]
    assert tags(browser, "breaks.filled=") == [first, second]
    assert tags(browser, "breaks.empty=") == [third]
    assert tags(browser, "", "tag,breaks") == [
        f'{first},"TeamViewer forbidden, 7-Zip required"',
        f"{second},TeamViewer forbidden",
        f"{third},",
    ]


def test_what_is_watched_no_longer_is_broken_by_nothing(browser, fleet, wanted, asha, moment):
    requiring.end(wanted[0], by=asha, at=moment)

    assert tags(browser, f"breaks={wanted[0].uid}") == []
    assert tags(browser, "breaks.filled=") == [fleet[0].tag]


def test_the_page_of_violations_leads_to_that_list(browser, wanted):
    shown = browser.get(f"/software/wanted/{wanted[0].uid}/").content.decode()

    assert f"/equipment/?breaks={wanted[0].uid}" in shown


def test_what_devices_are_kept_to_cannot_depend_on_whether_they_keep_to_it(
    browser, fleet, wanted, hartley, asha, asha_account, moment
):
    words = {"list_name": "equipment.items", "account": asha_account, "school": hartley, "shared": True}  # fmt: skip
    view = SavedView.objects.create(name="Wrong ones", query="breaks.filled=", **words)
    later = SavedView.objects.create(name="Changed later", query="", **words)
    title = Title.objects.get(name="7-Zip")

    with pytest.raises(Refusal, match="asks which devices keep to things"):
        requiring.want(title, Wish("required", view), school=hartley, by=asha, at=moment)
    row = requiring.want(title, Wish("required", later), school=hartley, by=asha, at=moment)
    SavedView.objects.filter(pk=later.pk).update(query="breaks.filled=")

    assert tags(browser, f"breaks={row.uid}") == []
    assert tags(browser, "breaks.filled=") == [fleet[0].tag, fleet[1].tag]


def test_devices_that_break_a_rule_are_told_by_api(browser, fleet, wanted, hartley):
    url = "/api/v1/requirements"
    [row] = browser.get(f"{url}?wanted=forbidden&school={hartley.uid}").json()["items"]

    told = browser.get(f"{url}/{row['uid']}/violations").json()["items"]

    assert row["uid"] == str(wanted[0].uid)
    assert [one["tag"] for one in told] == [fleet[0].tag, fleet[1].tag]
    assert told[0]["item"]["uid"] == str(fleet[0].uid)
