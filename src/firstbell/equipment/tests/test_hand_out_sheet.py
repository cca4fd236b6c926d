"""A list of tags and people: looked at, handed out whole or not at all, and taken back."""

from __future__ import annotations

import io
import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from xlsxwriter import Workbook

from firstbell.equipment.actions import accepting, custody
from firstbell.equipment.models import Acceptance, Custody, Handover, Item
from firstbell.equipment.queries import accepting as links
from firstbell.equipment.sheets.hand_out import with_headings
from firstbell.equipment.tests import importing
from firstbell.equipment.tests.test_handing_out import laptops_there, nine_b, who_has  # noqa: F401 -- fixtures
from firstbell.lib.refusal import Refusal
from firstbell.people import actions as people
from firstbell.platform.exchange.actions import bringing, mending
from firstbell.platform.exchange.models import ImportSession
from firstbell.platform.jobs.models import Job


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DATA = tmp_path


@pytest.fixture
def bring(hartley, nine_b, asha, moment):  # noqa: F811 -- the fixture
    def send(content, **more):
        words = {"by": asha, "at": moment, "sheet": "hand-out", **more}
        return importing.bring(hartley, content, **words).check()

    return send


ALL = "Tag;Person\nHV-1;Ada Amber\nHV-2;M1\nHV-3;cam cedar\nHV-4;Cedar, Cam\n"


def test_a_list_is_looked_at_handed_out_and_taken_back(bring, laptops_there):  # noqa: F811
    sheet = bring(ALL, fill={"due_on": "2027-07-16"})
    assert sheet.verdicts == ["create"] * 4
    assert not Custody.objects.exists()

    sheet.apply()
    assert who_has() == {
        "HV-1": "Ada Amber", "HV-2": "Ben Birch", "HV-3": "Cam Cedar", "HV-4": "Cam Cedar",
    }  # fmt: skip
    assert {row.due_on for row in Custody.objects.all()} == {date(2027, 7, 16)}
    made = Handover.objects.done().order_by("number")
    assert [(row.number, str(row.holder), row.lines.count()) for row in made] == [
        ("LN-0001", "Ada Amber", 1),
        ("LN-0002", "Ben Birch", 1),
        ("LN-0003", "Cam Cedar", 2),
    ]

    sheet.undo()
    assert who_has() == {}
    assert set(Item.objects.values_list("lifecycle", flat=True)) == {"in_stock"}
    assert not Handover.objects.done().exists()
    assert sheet.counts["undone"] == 4


def test_strangers_and_what_is_not_free_are_named_and_nothing_is_handed_out(
    bring, laptops_there, okafor, asha, moment  # noqa: F811
):  # fmt: skip
    custody.give(laptops_there[3], to=okafor, by=asha, at=moment)
    sheet = bring(
        "Tag,Person\nHV-1,Ada Amber\nHV-99,Ben Birch\nHV-2,Zoë Nobody\nHV-1,Cam Cedar\nHV-4,Ben Birch\nHV-3,\n,Ada Amber\n"
    )

    assert sheet.verdicts == ["create", *["error"] * 6]
    assert sheet.reasons[1:6] == [
        "No thing of this school has the tag “HV-99”.",
        "Nobody here is known as “Zoë Nobody”.",
        "Line 2 hands HV-1 out already.",
        "HV-4 is with Chi Okafor. Take it back first.",
        "It says nobody who gets it.",
    ]
    with pytest.raises(Refusal, match="6 lines name something or somebody that cannot be meant"):
        sheet.apply()
    assert list(who_has()) == ["HV-4"]
    assert not Handover.objects.exists()


def test_what_is_left_out_by_hand_no_longer_stops_the_rest(bring, laptops_there, asha):  # noqa: F811
    sheet = bring("Tag,Person\nHV-1,Ada Amber\nHV-2,Zoë Nobody\n")

    mending.leave_out(sheet.rows[1], by=asha)
    sheet.session.refresh_from_db()
    sheet.apply()

    assert who_has() == {"HV-1": "Ada Amber"}


def test_a_line_is_put_right_in_its_place(bring, laptops_there, asha, moment):  # noqa: F811
    sheet = bring("Tag,Person\nHV-1,Ada Amber\nHV-2,Zoë Nobody\n")

    row = mending.mend(sheet.rows[1], cells={1: "Ben Birch"}, by=asha, at=moment)
    assert row.verdict == "create"
    twice = mending.mend(sheet.rows[1], cells={0: "HV-1"}, by=asha, at=moment)
    assert (twice.verdict, twice.reasons) == ("error", "Line 2 has the same tag.")


def test_who_has_it_already_keeps_it(bring, laptops_there, asha, moment, nine_b):  # noqa: F811
    ada = nine_b.members.get(person__given_name="Ada").person
    custody.give(laptops_there[0], to=ada, by=asha, at=moment)

    sheet = bring("Tag,Person\nHV-1,Ada Amber\nHV-2,Ben Birch\n").apply()
    assert sheet.counts["same"] == 1
    sheet.undo()

    assert who_has() == {"HV-1": "Ada Amber"}


def test_what_was_lent_in_the_meantime_is_refused_by_name(
    bring, laptops_there, okafor, asha, moment  # noqa: F811
):  # fmt: skip
    sheet = bring("Tag,Person\nHV-1,Ada Amber\nHV-2,Ben Birch\n")
    custody.give(laptops_there[0], to=okafor, by=asha, at=moment)

    sheet.apply()

    assert who_has() == {"HV-1": "Chi Okafor", "HV-2": "Ben Birch"}
    assert sheet.counts["refused"] == 1
    assert sheet.reasons[0] == "HV-1 is with Chi Okafor. Take it back first."


def test_what_came_back_since_is_kept_as_it_is(bring, laptops_there, asha, moment):  # noqa: F811
    sheet = bring("Tag,Person\nHV-1,Ada Amber\nHV-2,Ben Birch\n").apply()
    custody.take_back(Item.objects.get(tag="HV-1"), by=asha, at=moment)

    sheet.undo()

    assert (sheet.counts["undone"], sheet.counts["kept"]) == (1, 1)
    assert who_has() == {}


def test_of_what_is_counted_so_many_go_as_there_are(bring, add, leads, store):
    cables = add(leads, tag="CAB-1", quantity=3, home_id=store.pk)
    lines = ["CAB-1,Ada Amber", "CAB-1,Ada Amber", "CAB-1,Ben Birch"]
    many = bring("\n".join(["Tag,Person", *lines, "CAB-1,Cam Cedar"]))
    assert many.reasons[3] == "3 of CAB-1 are left, and lines before this take them."

    sheet = bring("\n".join(["Tag,Person", *lines]), name="again.csv").apply()
    held = Custody.objects.open().order_by("pk").values_list("person__given_name", "quantity")
    assert dict(held) == {"Ada": 2, "Ben": 1}
    sheet.undo()
    assert not Custody.objects.open().exists()
    cables.stock.refresh_from_db()
    assert cables.stock.on_shelf == 3


def test_two_of_a_name_are_told_apart_by_their_number(bring, laptops_there, hartley, asha, moment):  # noqa: F811
    people.add_person(hartley, kind="student", given_name="Ada", family_name="Amber", mis_id="M9", by=asha, at=moment)  # fmt: skip

    sheet = bring("Tag,Person,MIS number\nHV-1,Ada Amber,\nHV-2,Ada Amber,M9\n")

    assert sheet.verdicts == ["error", "create"]
    assert sheet.reasons[0] == (
        "Several people here are called Ada Amber: give the MIS number or the email address."
    )


@pytest.mark.parametrize(
    ("pasted", "first"),
    [
        ("HV-1\tAda Amber\n", "Tag\tPerson"),
        ("HV-1;Ada;Amber\n", "Tag;First name;Last name"),
        ("HV-1,M1\n", "Tag,Person"),
        ("Asset tag,Pupil\nHV-1,M1\n", "Asset tag,Pupil"),
        ("\nName,Device\nAda,HV-1\n", ""),
    ],
)
def test_what_was_pasted_without_headings_gets_them(pasted, first):
    assert with_headings(pasted).splitlines()[0] == first


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def workbook():
    kept = io.BytesIO()
    with Workbook(kept) as book:
        page = book.add_worksheet()
        for at, row in enumerate((["Device", "Pupil"], ["HV-1", "Ada Amber"], ["HV-2", "M1"])):
            page.write_row(at, 0, row)
    return SimpleUploadedFile("9B.xlsx", kept.getvalue())


@pytest.mark.parametrize("kind", ["pasted", "csv", "xlsx"])
def test_a_list_comes_in_from_the_page_of_classes(
    kind, nine_b, laptops_there, browser_of, asha_account, asha, moment  # noqa: F811
):  # fmt: skip
    browser = browser_of(asha_account)
    text = "HV-1\tAda Amber\nHV-2\tM1\n"
    told = {
        "pasted": {"lines": text}, "csv": {"file": SimpleUploadedFile("9B.csv", text.encode())},
        "xlsx": {"file": workbook()},
    }[kind]  # fmt: skip

    answer = browser.post("/desk/class/sheet/", {**told, "due_on": "2027-07-16"})
    session = ImportSession.objects.get()
    assert answer.url == f"/imports/{session.uid}/"
    bringing.read(session)
    assert importing.Import(session, asha, moment).check().verdicts == ["create", "create"]
    page = text_of(browser.get(answer.url))
    assert "Ada Amber" in page
    assert not Custody.objects.exists()
    importing.Import(session, asha, moment).apply()
    assert who_has() == {"HV-1": "Ada Amber", "HV-2": "Ben Birch"}
    assert {row.due_on for row in Custody.objects.all()} == {date(2027, 7, 16)}


def test_the_page_waits_for_the_strangers_and_offers_no_button(
    bring, laptops_there, browser_of, asha_account  # noqa: F811
):  # fmt: skip
    sheet = bring("Tag,Person\nHV-1,Ada Amber\nHV-2,Zoë Nobody\n")
    browser = browser_of(asha_account)
    here = f"/imports/{sheet.session.uid}/"

    page = text_of(browser.get(here))
    assert "1 line names something or somebody that cannot be meant. Put it right" in page
    assert "Bring in 1 loan" not in page
    browser.post(f"{here}apply/")
    assert not Custody.objects.exists()


def test_the_page_says_what_is_wrong_with_a_list(nine_b, browser_of, asha_account):  # noqa: F811
    browser = browser_of(asha_account)

    page = text_of(browser.post("/desk/class/sheet/", {"lines": " \n "}))

    assert "Paste the tags and people, or choose a file." in page
    assert not ImportSession.objects.exists()


def test_each_with_an_address_is_mailed_the_link_and_the_list_shows_who_said_yes(
    bring, laptops_there, nine_b, asha, moment, asha_account, browser_of  # noqa: F811
):  # fmt: skip
    members = {str(one.person): one.person for one in nine_b.members.select_related("person")}
    people.change_person(members["Ada Amber"], email="ada@hartley.example", by=asha, at=moment)
    sheet = bring(ALL, policies={"accept": "mail"})
    sheet.apply()

    asked = Acceptance.objects.get()
    assert (str(asked.handover.holder), asked.sent_to) == ("Ada Amber", "ada@hartley.example")
    assert Job.objects.filter(name="equipment.receipt").count() == 1

    browser = browser_of(asha_account)
    page = browser.get(f"/desk/class/sheet/{sheet.session.uid}/").content.decode()
    assert "0 of 3 said yes" in page
    assert page.count("waits in My equipment") == 2
    assert (
        f"/desk/class/sheet/{sheet.session.uid}/"
        in browser.get(f"/imports/{sheet.session.uid}/").content.decode()
    )

    lines, texts = links.things(asked.handover), links.texts(asked.handover)
    said = accepting.Said(yes=True, name="Ada", mark=links.mark(asked.handover, lines, texts))
    accepting.answer_link(asked, turn=1, said=said, at=moment)
    page = browser.get(f"/desk/class/sheet/{sheet.session.uid}/").content.decode()
    assert "1 of 3 said yes" in page


def test_without_that_wish_nobody_is_written_to_until_the_desk_asks(
    bring, laptops_there, nine_b, asha, moment, asha_account, browser_of  # noqa: F811
):  # fmt: skip
    members = {str(one.person): one.person for one in nine_b.members.select_related("person")}
    people.change_person(members["Ada Amber"], email="ada@hartley.example", by=asha, at=moment)
    sheet = bring(ALL).apply()
    assert not Acceptance.objects.exists()

    browser = browser_of(asha_account)
    url = f"/desk/class/sheet/{sheet.session.uid}/asking/"
    assert "1 person is asked by mail." in browser.post(url, follow=True).content.decode()
    assert "Nobody is left to ask" in browser.post(url, follow=True).content.decode()

    sheet.undo()
    assert browser.post(url).status_code == 404


def test_the_box_beside_the_list_says_that_each_is_mailed(nine_b, asha_account, browser_of):  # noqa: F811
    browser = browser_of(asha_account)

    browser.post("/desk/class/sheet/", {"lines": "HV-1\tAda Amber", "wants_mail": "on"})
    browser.post("/desk/class/sheet/", {"lines": "HV-1\tAda Amber"})

    first, second = ImportSession.objects.order_by("pk")
    assert (first.policies, second.policies.get("accept", "mine")) == ({"accept": "mail"}, "mine")
