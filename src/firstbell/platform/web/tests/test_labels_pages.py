from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from firstbell.platform.accounts.models import Account
from firstbell.platform.labels import registry
from firstbell.platform.labels.models import LabelLayout, OwnSheet, Run
from firstbell.platform.tenancy.models import School

KIND = "tenancy.school"


@pytest.fixture(autouse=True)
def schools_have_labels() -> Iterator[None]:
    """A school stands here for the things of a room."""
    kept = dict(registry._offers)
    registry.offer(
        registry.Offer(
            thing_type=KIND,
            name="Schools",
            permission="labels.print",
            load=lambda actor, uids: School.objects.visible_to(actor).filter(uid__in=uids),
            tag=lambda school: f"S-{school.pk:04d}",
            title=lambda school: school.name,
            fields=(registry.Field("phase", "Phase", lambda school: school.get_phase_display()),),
            usual=("phase",),
        )
    )
    yield
    registry._offers.clear()
    registry._offers.update(kept)


@pytest.fixture
def ben(ben_account: Account, browser_of: Any) -> Client:
    browser: Client = browser_of(ben_account)
    return browser


def chosen(ben: Client, school: School) -> str:
    return str(ben.post(f"/labels/of/{KIND}/", {"pick": [school.uid]}).headers["Location"])


def test_ben_prints_what_he_picked_in_a_list(ben: Client, hartley: School) -> None:
    url = chosen(ben, hartley)

    page = ben.get(url).content.decode()
    pdf = ben.get(url + "labels.pdf?stock=avery-l7163&matrix=qr&start=3")

    assert "1 label on 1 page" in page
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert pdf.headers["Content-Disposition"].startswith("inline")
    assert pdf.content.startswith(b"%PDF")
    assert ben.get(url + "first.png").content.startswith(b"\x89PNG")


def test_the_sheet_offers_to_go_on_where_the_last_one_ended(ben: Client, hartley: School) -> None:
    url = chosen(ben, hartley)
    ben.get(url + "labels.pdf?stock=avery-l7160&matrix=qr&start=3")

    page = ben.get(url + "?stock=avery-l7160&matrix=qr").content.decode()

    assert "ended before label 4" in page


def test_the_look_that_was_used_last_is_there_again(ben: Client, hartley: School) -> None:
    ben.get(chosen(ben, hartley) + "?stock=dymo-99012&matrix=none&heading=Property+of+us")

    page = ben.get(chosen(ben, hartley)).content.decode()

    assert "Property of us" in page
    assert "89 \u00d7 36 mm" in page


def test_a_look_is_kept_under_a_name_and_used_again(ben: Client, hartley: School) -> None:
    url = chosen(ben, hartley)
    ben.post(
        url + "layout/?stock=avery-l7651&matrix=datamatrix&fields_shown=phase", {"name": "Small"}
    )
    layout = LabelLayout.objects.get()

    page = ben.get(f"{url}?layout={layout.uid}").content.decode()

    assert layout.fields == ["phase"]
    assert "38.1 \u00d7 21.17 mm" in page
    ben.post(f"/labels/layouts/{layout.uid}/remove/")
    assert not LabelLayout.objects.exists()


def test_empty_labels_are_made_and_printed_in_one_go(ben: Client) -> None:
    answer = ben.post("/labels/codes/", {"count": 21, "note": "new laptops"})

    url = answer.headers["Location"]
    assert "21 labels on 1 page" in ben.get(url).content.decode()
    assert ben.get(url + "labels.pdf").content.startswith(b"%PDF")
    page = ben.get("/labels/").content.decode()
    assert "new laptops" in page
    assert "21 of 21 left" in page


def test_a_silly_number_of_empty_labels_is_refused_on_the_page(ben: Client) -> None:
    answer = ben.post("/labels/codes/", {"count": 999_999, "note": "new laptops"})

    assert answer.status_code == 200
    assert "new laptops" in answer.content.decode()
    assert not Run.objects.exists()


def test_ben_measures_a_sheet_and_prints_its_ruler_page(ben: Client) -> None:
    measures = {
        "name": "Herma 4226", "width": "45.7", "height": "21.2", "radius": "0", "page_width": "210",
        "page_height": "297", "columns": 4, "rows": 12, "left": "9.8", "top": "21.3", "pitch_x": "48.3",
        "pitch_y": "21.2",
    }  # fmt: skip
    refused = ben.post("/labels/sheets/new/", measures | {"columns": 9}).content.decode()
    assert "the page is 210 mm wide" in refused
    assert "Herma 4226" in refused

    ben.post("/labels/sheets/new/", measures)

    sheet = OwnSheet.objects.get()
    assert ben.get(f"/labels/rulers/{sheet.key}.pdf").content.startswith(b"%PDF")
    assert ben.get("/labels/ruler/?stock=avery-l7160").content.startswith(b"%PDF")
    assert "48 to a page" in ben.get("/labels/").content.decode()
    ben.post(f"/labels/sheets/{sheet.uid}/remove/")
    assert not OwnSheet.objects.exists()


def test_a_paper_that_is_gone_is_said_on_the_page(ben: Client, hartley: School) -> None:
    url = chosen(ben, hartley)

    assert ben.get(url + "?stock=avery-none&matrix=qr").status_code == 200
    assert ben.get(url + "labels.pdf?stock=avery-none&matrix=qr").status_code == 400


def test_a_teacher_and_another_school_do_not_see_the_run(
    ben: Client, hartley: School, okoro_account: Account, tariq_account: Account, browser_of: Any
) -> None:
    url = chosen(ben, hartley)

    assert browser_of(okoro_account).get(url).status_code == 403
    assert browser_of(tariq_account).get(url).status_code == 404
    assert browser_of(tariq_account).get(url + "labels.pdf").status_code == 404


def test_choosing_nothing_is_said_in_words(ben: Client) -> None:
    answer = ben.post(f"/labels/of/{KIND}/", {"pick": ["nonsense"]})

    assert answer.status_code == 400
    assert "There is nothing to print" in answer.content.decode()


def test_a_hundred_labels_take_no_more_questions_than_one(
    ben: Client, hartley: School, django_assert_max_num_queries: Any
) -> None:
    url = str(ben.post("/labels/codes/", {"count": 100}).headers["Location"])

    with django_assert_max_num_queries(12):
        ben.get(url + "labels.pdf")


def test_what_the_square_code_says_is_chosen_and_kept_in_the_layout(
    ben: Client, hartley: School
) -> None:
    url = chosen(ben, hartley)
    words = "stock=avery-l7160&matrix=qr&says=own&own_words="

    page = ben.get(url + "?" + words + "HV-{tag}").content.decode()
    wrong = ben.get(url + "?" + words + "{colour}").content.decode()
    ben.post(url + "layout/?" + words + "HV-{tag}", {"name": "Tills"})

    assert "May hold {tag} {title} {code} {link} {phase}" in page
    assert "There is no {colour} here" in wrong
    layout = LabelLayout.objects.get()
    assert layout.says == "HV-{tag}"
    assert 'value="HV-{tag}"' in ben.get(f"{url}?layout={layout.uid}").content.decode()
    assert ben.get(url + "labels.pdf?" + words + "HV-{tag}").content.startswith(b"%PDF")


def test_words_too_long_for_the_paper_are_said_and_nothing_breaks(
    ben: Client, hartley: School
) -> None:
    url = chosen(ben, hartley)
    words = f"stock=tze-12&matrix=qr&says=own&own_words={'x' * 200}"

    refused = ben.get(url + "labels.pdf?" + words)

    assert refused.status_code == 400
    assert "too long for a square code" in refused.content.decode()
