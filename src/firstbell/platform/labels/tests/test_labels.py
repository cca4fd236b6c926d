from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

import pytest
import zxingcpp
from PIL import Image

from firstbell.lib.labels import catalogue, printing
from firstbell.lib.labels.layout import Layout
from firstbell.lib.labels.stock import StockDoesNotFit
from firstbell.lib.refusal import Conflict, NotAllowed, NotFound, Refusal
from firstbell.platform.accounts.actors import Actor, system_actor
from firstbell.platform.codes import actions as codes
from firstbell.platform.codes import queries as code_queries
from firstbell.platform.codes.models import Code
from firstbell.platform.labels import actions, queries, registry
from firstbell.platform.labels.models import LabelLayout, OwnSheet, Run
from firstbell.platform.labels.setup import Setup
from firstbell.platform.tenancy.models import School

AVERY = catalogue.find("avery-l7160")
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
def run(hartley: School, ben: Actor, moment: datetime) -> Run:
    return actions.gather(KIND, [hartley.uid], school=hartley, by=ben, at=moment)


def test_what_ben_chose_is_printed_with_a_code_that_leads_back_to_it(
    run: Run, hartley: School, ben: Actor
) -> None:
    labels = queries.labels_of(run, fields=["phase"], actor=ben)

    png = printing.picture(labels, AVERY, Layout(heading="Hartley Vale"), ppi=300)

    assert labels[0].title == "Hartley Vale School"
    assert labels[0].lines == ("Secondary",)
    scanned = zxingcpp.read_barcodes(Image.open(io.BytesIO(png)).convert("L"))
    found = code_queries.resolve(scanned[0].text)
    assert found is not None
    assert found.thing_uid == hartley.uid


def test_a_run_is_a_pdf(run: Run, ben: Actor) -> None:
    pdf = actions.print_run(run, Setup(AVERY, Layout(), start_at=7), by=ben)

    assert pdf.startswith(b"%PDF")


def test_things_are_printed_in_the_order_of_their_tags_and_once(
    hartley: School, other_school: School, moment: datetime
) -> None:
    chosen = [other_school.uid, hartley.uid, other_school.uid]

    run = actions.gather(KIND, chosen, school=hartley, by=system_actor(), at=moment)

    labels = queries.labels_of(run, fields=[], actor=system_actor())
    assert [label.title for label in labels] == ["Hartley Vale School", "Nether Wick Primary"]
    assert run.words.startswith("Schools: S-")


def test_what_ben_may_not_see_is_not_printed(
    other_school: School, hartley: School, ben: Actor, moment: datetime
) -> None:
    with pytest.raises(printing.NothingToPrint):
        actions.gather(KIND, [other_school.uid], school=hartley, by=ben, at=moment)

    assert not Code.objects.exists()


def test_a_teacher_prints_no_labels(hartley: School, okoro: Actor, moment: datetime) -> None:
    with pytest.raises(NotAllowed):
        actions.gather(KIND, [hartley.uid], school=hartley, by=okoro, at=moment)


def test_unclaimed_labels_leave_out_what_has_been_claimed_since(
    hartley: School, ben: Actor, moment: datetime
) -> None:
    batch = codes.mint(hartley, 3, by=ben, at=moment)
    run = actions.gather_codes(batch, by=ben, at=moment)
    codes.claim(batch.codes.order_by("id")[0], hartley, by=ben, at=moment)

    labels = queries.labels_of(run, fields=[], actor=ben)

    assert len(labels) == 2
    assert {label.lines for label in labels} == {(queries.UNCLAIMED,)}


def test_a_sheet_of_ones_own_is_measured_and_printed_on(
    run: Run, hartley: School, ben: Actor, moment: datetime
) -> None:
    sheet = OwnSheet(school=hartley)
    measures = {"name": "Herma 4226", "width": 45.7, "height": 21.2, "columns": 4, "rows": 12}
    actions.save_sheet(
        sheet, **measures, left=9.8, top=21.3, pitch_x=48.3, pitch_y=21.2, by=ben, at=moment
    )

    stock = queries.stock_of(sheet.key, ben)

    assert stock.words == "48 to a page, 45.7 \u00d7 21.2 mm"
    assert actions.print_run(run, Setup(stock, Layout()), by=ben).startswith(b"%PDF")
    with pytest.raises(Conflict, match="already"):
        actions.save_sheet(OwnSheet(school=hartley), **measures, by=ben, at=moment)


def test_a_sheet_that_cannot_be_is_refused_and_not_kept(
    hartley: School, ben: Actor, moment: datetime
) -> None:
    with pytest.raises(StockDoesNotFit, match="page is 210 mm wide"):
        actions.save_sheet(
            OwnSheet(school=hartley), name="x", width=80, height=30, columns=3, by=ben, at=moment
        )

    assert not OwnSheet.objects.exists()


def test_another_schools_sheet_is_not_there(
    hartley: School, ben: Actor, tariq: Actor, moment: datetime
) -> None:
    sheet = actions.save_sheet(
        OwnSheet(school=hartley), name="Ours", width=80, height=30, by=ben, at=moment
    )

    with pytest.raises(NotFound):
        queries.stock_of(sheet.key, tariq)
    with pytest.raises(NotFound):
        queries.stock_of("own-nonsense", ben)


def test_a_layout_is_saved_under_its_name_once(
    hartley: School, ben: Actor, moment: datetime
) -> None:
    look = {"stock": "avery-l7160", "barcode": True, "fields": ["phase"]}
    actions.save_layout("Laptops", school=hartley, thing_type=KIND, by=ben, at=moment, **look)
    look["barcode"] = False
    actions.save_layout("Laptops", school=hartley, thing_type=KIND, by=ben, at=moment, **look)

    saved = LabelLayout.objects.visible_to(ben).get()
    assert saved.layout() == Layout(lines=1)


def test_a_removed_sheet_takes_its_layouts_along(
    hartley: School, ben: Actor, moment: datetime
) -> None:
    sheet = actions.save_sheet(
        OwnSheet(school=hartley), name="Ours", width=80, height=30, by=ben, at=moment
    )
    actions.save_layout("A", school=hartley, thing_type="", stock=sheet.key, by=ben, at=moment)

    actions.remove_sheet(sheet, by=ben, at=moment)

    assert not LabelLayout.objects.exists()


def test_too_many_labels_are_refused(hartley: School, ben: Actor, moment: datetime) -> None:
    with pytest.raises(actions.TooManyLabels, match="5,000"):
        actions.gather(KIND, [UUID(int=n) for n in range(5_001)], school=hartley, by=ben, at=moment)


@pytest.mark.parametrize(
    ("says", "read"), [("{tag}", "S-{pk:04d}"), ("HV;{tag};{phase}", "HV;S-{pk:04d};Secondary")]
)
def test_the_square_code_says_what_ben_chose(
    run: Run, hartley: School, ben: Actor, says: str, read: str
) -> None:
    labels = queries.labels_of(run, fields=[], says=says, actor=ben)

    png = printing.picture(labels, AVERY, Layout(), ppi=300)

    scanned = zxingcpp.read_barcodes(Image.open(io.BytesIO(png)).convert("L"))
    assert [one.text for one in scanned] == [read.format(pk=hartley.pk)]


def test_a_field_that_is_not_there_is_refused_with_those_that_are(run: Run, ben: Actor) -> None:
    with pytest.raises(Refusal, match=r"There is no \{colour\} here\. There are \{tag\}"):
        queries.labels_of(run, fields=[], says="{colour}", actor=ben)
