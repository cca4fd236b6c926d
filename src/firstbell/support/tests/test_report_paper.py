"""The report as the one sheet of paper that the head is handed."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta

import pytest

from firstbell.equipment.actions import cataloguing, registering
from firstbell.equipment.models import Category as ItemCategory
from firstbell.equipment.models import Item, Manufacturer
from firstbell.equipment.models import Model as EquipmentModel
from firstbell.places.actions.rooms import NewRoom, add_rooms
from firstbell.places.models import Room
from firstbell.platform.accounts.actors import system_actor
from firstbell.support.models import Category

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not here"),
]

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
MODELS = ("ProDesk 400 G6", "OptiPlex 7010", "OptiPlex 3090", "LaserJet M479", "ActivPanel 9 75")


def told(tool: str, pdf: bytes) -> str:
    order = [tool, "-", "-"] if tool == "pdftotext" else [tool, "-"]
    layout = ["-layout"] if tool == "pdftotext" else []
    made = subprocess.run([order[0], *layout, *order[1:]], input=pdf, capture_output=True, check=True)  # fmt: skip
    return made.stdout.decode()


@pytest.fixture
def full_week(hartley, ict_2, moment, raised):
    """As many rooms, categories, models and kinds as a busy school has in a week, and more to read than fits."""
    by = {"by": system_actor(), "at": moment}
    named = [NewRoom(name=f"Humanities {n}", building=ict_2.building) for n in range(1, 26)]
    add_rooms(hartley, named, **by)
    rooms = list(Room.objects.filter(name__startswith="Humanities").order_by("pk"))
    kind = cataloguing.named(ItemCategory, "Desktop", **by)
    maker = cataloguing.named(Manufacturer, "Promethean", **by)
    models = [
        cataloguing.add(EquipmentModel, name=name, category=kind, manufacturer=maker, **by)
        for name in MODELS
    ]
    drafts = [
        registering.Draft(kind, {"model_id": models[n % len(models)].pk}, tag=f"HV-{n}")
        for n in range(20)
    ]
    made = registering.register(hartley, drafts, **by)
    items = list(Item.objects.filter(pk__in=[one.id for one in made]).order_by("pk"))
    about = list(Category.objects.live())
    for n in range(50):
        raised(
            MONDAY + timedelta(minutes=n), room=rooms[n % 25], category=about[n % len(about)],
            body=f"The long story {n} of a machine that starts and then goes black before anybody can sign in",
            items=[items[n % 20]] if n % 2 else [], people=n + 1, stops="now" if n % 3 else "no",
            kind=("fault", "proactive", "change", "request")[n % 4],
            solved_after=timedelta(minutes=20 + n) if n % 5 else None,
        )  # fmt: skip


@pytest.mark.parametrize("period", ["week", "month", "year"])
def test_a_full_report_is_one_page_on_which_no_head_runs_into_the_next(
    browser_of, asha_account, full_week, period
):
    answer = browser_of(asha_account).get(f"/service-report/page.pdf?on=2026-11-25&period={period}")

    assert answer["Content-Type"] == "application/pdf"
    assert re.search(r"^Pages: +1$", told("pdfinfo", answer.content), re.MULTILINE)
    words = told("pdftotext", answer.content)
    assert "Page 1 of 1" in words
    assert re.search(r"About +Came in +Before +Lessons lost", words)
    assert re.search(r"Model +Tickets +Of it here +Lessons lost", words)
    assert re.search(r"Promethean OptiPlex 7010 +\d", words)
    assert re.search(r"and \d+ more", words)
    assert "Other times are counted in hours of school" in words
