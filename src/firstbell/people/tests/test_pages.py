from __future__ import annotations

from datetime import date

import pytest

from firstbell.people import actions
from firstbell.people.models import Group, Organisation, Person, RoomKeeper


@pytest.fixture
def in_ashas_browser(browser_of, asha_account):
    return browser_of(asha_account)


def words(response):
    assert response.status_code == 200
    return response.content.decode()


def test_somebody_is_added_on_a_form(in_ashas_browser, hartley):
    assert "Add somebody" in words(in_ashas_browser.get("/people/add/"))

    response = in_ashas_browser.post(
        "/people/add/",
        {
            "kind": "staff",
            "family_name": "Nair",
            "email": "nair@hartley.example",
            "department": "IT",
        },
    )

    person = Person.objects.get()
    assert response.headers["Location"] == f"/people/{person.uid}/"
    assert (str(person), person.now.department.name) == ("Nair", "IT")


def test_a_refused_form_keeps_what_was_typed(in_ashas_browser, ms_okoro):
    page = words(
        in_ashas_browser.post(
            "/people/add/",
            {"kind": "staff", "family_name": "Nair", "email": "okoro@hartley.example"},
        )
    )

    assert "That is Ada Okoro, who is here already" in page
    assert 'value="Nair"' in page


def test_the_list_of_people_shows_who_is_where(in_ashas_browser, ms_okoro, sam_reeve):
    page = words(in_ashas_browser.get("/people/"))

    for text in ("Ada Okoro", "Science", "Sam Reeve", "9C"):
        assert text in page
    only = words(in_ashas_browser.get("/people/?who=student"))
    assert "Sam Reeve" in only
    assert "Ada Okoro" not in only
    by_year = words(in_ashas_browser.get("/people/?q=reeve&year=2017"))
    assert "Sam Reeve" in by_year


def test_a_page_of_a_person_says_what_they_are(
    in_ashas_browser, ms_okoro, sam_reeve, ict_2, asha, moment
):
    actions.name_keeper(ict_2, person=ms_okoro, by=asha, at=moment)

    page = words(in_ashas_browser.get(f"/people/{ms_okoro.uid}/"))

    for text in ("Ada Okoro", "Ms Okoro", "okoro@hartley.example", "ICT 2", "Asha Rahman added"):
        assert text in page
    assert "MIS number 10482" in words(in_ashas_browser.get(f"/people/{sam_reeve.uid}/"))


def test_a_person_is_changed_on_their_form(in_ashas_browser, ms_okoro):
    url = f"/people/{ms_okoro.uid}/change/"
    form = {"title": "Dr", "given_name": "Ada", "family_name": "Okoro", "version": ms_okoro.version}
    assert 'value="Okoro"' in words(in_ashas_browser.get(url))

    in_ashas_browser.post(url, form)
    again = words(in_ashas_browser.post(url, form | {"family_name": "Bell"}))

    ms_okoro.refresh_from_db()
    assert ms_okoro.formal == "Dr Okoro"
    assert "was changed by somebody else" in again


def test_what_somebody_is_at_school_is_changed_and_ends(in_ashas_browser, sam_reeve):
    url = f"/people/{sam_reeve.uid}/schools/{sam_reeve.now.uid}/"
    assert "9C" in words(in_ashas_browser.get(url))

    in_ashas_browser.post(
        url, {"kind": "student", "cohort": "2016", "tutor_group": "10A", "mis_id": "10482"}
    )
    in_ashas_browser.post(f"{url}leave/", {"on": "2090-07-21"})

    page = words(in_ashas_browser.get(f"/people/{sam_reeve.uid}/"))
    assert "10A" in page
    assert "Leaves" in page
    in_ashas_browser.post(f"{url}stay/")
    sam_reeve.now.refresh_from_db()
    assert sam_reeve.now.to_on is None


def test_a_leaver_can_come_back_and_be_anonymised(in_ashas_browser, sam_reeve, asha, moment):
    actions.leave(sam_reeve.now, on=date(2025, 7, 21), by=asha, at=moment)
    url = f"/people/{sam_reeve.uid}/"
    assert "Left" in words(in_ashas_browser.get(url))
    assert "belongs to Hartley" in words(in_ashas_browser.get(f"{url}schools/"))
    assert "It cannot be undone" in words(in_ashas_browser.get(f"{url}anonymise/"))

    in_ashas_browser.post(f"{url}anonymise/")

    page = words(in_ashas_browser.get(url))
    assert "Anonymised" in page
    assert "Reeve" not in page


def test_two_records_are_merged_on_a_page(in_ashas_browser, ms_okoro, hartley, asha, moment):
    double = actions.add_person(hartley, family_name="Okoro", by=asha, at=moment)
    url = f"/people/{double.uid}/merge/"
    assert "Merge Okoro into" in words(in_ashas_browser.get(url))

    in_ashas_browser.post(url, {"person": str(ms_okoro.uid)})

    response = in_ashas_browser.get(f"/people/{double.uid}/")
    assert response.headers["Location"] == f"/people/{ms_okoro.uid}/"


def test_groups_are_listed_under_the_years(in_ashas_browser, hartley, sam_reeve, ms_okoro):
    page = words(in_ashas_browser.get("/groups/"))
    for text in ("9C", "Science", "Year"):
        assert text in page

    in_ashas_browser.post(
        "/groups/add/", {"name": "9C/Co2", "kind": "class", "led_by": str(ms_okoro.uid)}
    )
    group = Group.objects.get(name="9C/Co2")
    in_ashas_browser.post(f"/groups/{group.uid}/members/", {"person": str(sam_reeve.uid)})
    page = words(in_ashas_browser.get(f"/groups/{group.uid}/"))
    assert "Sam Reeve" in page
    assert "Ada Okoro" in page
    member = group.members.get()
    in_ashas_browser.post(f"/groups/{group.uid}/members/{member.uid}/out/")
    in_ashas_browser.post(f"/groups/{group.uid}/change/", {"name": "9C/Co3", "kind": "class"})
    in_ashas_browser.post(f"/groups/{group.uid}/archive/")
    page = words(in_ashas_browser.get(f"/groups/{group.uid}/"))
    assert "9C/Co3" in page
    assert "Archived" in page
    in_ashas_browser.post(f"/groups/{group.uid}/restore/")
    assert Group.objects.open().filter(pk=group.pk).exists()


def test_an_organisation_says_whom_to_ring(in_ashas_browser, hartley):
    form = {
        "name": "Byte & Co", "kind": "both", "support_phone": "01632 960 001", "account_number": "HV-77",
    }  # fmt: skip

    in_ashas_browser.post("/organisations/add/", form)
    refused = words(in_ashas_browser.post("/organisations/add/", form))

    made = Organisation.objects.get()
    assert "There is Byte &amp; Co already" in refused
    page = words(in_ashas_browser.get(f"/organisations/{made.uid}/"))
    assert "01632 960 001" in page
    assert "HV-77" in page
    in_ashas_browser.post(f"/organisations/{made.uid}/change/", form | {"phone": "01632 960 002"})
    in_ashas_browser.post(f"/organisations/{made.uid}/archive/")
    assert "Archived" in words(in_ashas_browser.get(f"/organisations/{made.uid}/"))
    in_ashas_browser.post(f"/organisations/{made.uid}/restore/")
    assert "Byte" in words(in_ashas_browser.get("/organisations/"))
    assert "Byte" in words(in_ashas_browser.get("/organisations/lookup/?q=byt"))


def test_a_rooms_page_says_who_looks_after_it(in_ashas_browser, ict_2, ms_okoro):
    assert "Who looks after ICT 2?" in words(in_ashas_browser.get(f"/rooms/{ict_2.uid}/keepers/"))

    in_ashas_browser.post(
        f"/rooms/{ict_2.uid}/keepers/", {"person": str(ms_okoro.uid), "role": "looks_after"}
    )

    assert "Ada Okoro" in words(in_ashas_browser.get(f"/rooms/{ict_2.uid}/"))
    assert "Ada Okoro" in words(in_ashas_browser.get("/rooms/"))
    in_ashas_browser.post(f"/keepers/{RoomKeeper.objects.get().uid}/end/")
    assert not RoomKeeper.objects.now().exists()


def test_a_picker_finds_people_by_any_of_their_names(in_ashas_browser, sam_reeve):
    for asked in ("samuel", "reeve sam", "REE"):
        assert "Sam Reeve" in words(in_ashas_browser.get("/people/lookup/", {"q": asked}))
    assert "Sam Reeve" not in words(in_ashas_browser.get("/people/lookup/", {"q": "okoro"}))


def test_a_teacher_finds_colleagues_and_no_students(browser_of, okoro_account, ms_okoro, sam_reeve):
    browser = browser_of(okoro_account)

    page = words(browser.get("/people/"))
    assert "Ada Okoro" in page
    assert "Reeve" not in page
    assert "Year" not in page
    assert "Reeve" not in words(browser.get("/people/lookup/?q=ree"))
    assert browser.get(f"/people/{sam_reeve.uid}/").status_code == 404
    assert browser.get(f"/people/{ms_okoro.uid}/change/").status_code == 403
    assert browser.get("/organisations/").status_code == 403


def test_a_student_sees_themselves_and_nobody_else(browser_of, sam_account, sam_reeve, ms_okoro):
    sam_account.person_uid = sam_reeve.uid
    sam_account.save()
    browser = browser_of(sam_account)

    assert "Sam Reeve" in words(browser.get(f"/people/{sam_reeve.uid}/"))
    assert browser.get(f"/people/{ms_okoro.uid}/").status_code == 404
    assert browser.get("/people/").status_code == 403


def test_people_of_another_school_are_not_there(browser_of, tariq_account, sam_reeve, ict_2):
    browser = browser_of(tariq_account)

    for url in (
        f"/people/{sam_reeve.uid}/",
        f"/people/{sam_reeve.uid}/change/",
        f"/groups/{sam_reeve.now.tutor_group.uid}/",
        f"/rooms/{ict_2.uid}/keepers/",
    ):
        assert browser.get(url).status_code == 404
    assert "Reeve" not in words(browser.get("/people/"))
