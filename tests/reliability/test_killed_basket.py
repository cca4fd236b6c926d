"""The server is killed in the middle of a basket of thirty: no scan that was answered is lost, none counts twice, and
nothing is half handed over; not in the moment of handing over either."""

from __future__ import annotations

import contextlib
import random
import threading
import time
from collections.abc import Iterator
from http.client import HTTPException
from uuid import uuid4

import pytest

from tests.reliability.school import School, database
from tests.reliability.wholeness import is_whole

pytestmark = pytest.mark.slow

THIRTY = 30
SEED = 20_261_126


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    with database("firstbell_basket") as url:
        made = School(tmp_path_factory.mktemp("school") / "data", url)
        made.found()
        made.start()
        made.sign_in()
        yield made
        made.stop()


def laptops(school: School, beginning: str) -> list[str]:
    """Thirty laptops on the shelf, and somebody who gets them."""
    found = school.call("GET", "/api/v1/schools")[1]["items"][0]["uid"]
    kinds = school.call("GET", "/api/v1/categories?limit=200")[1]["items"]
    kind = next(kind["uid"] for kind in kinds if kind["name"] == "Laptop")
    tags = [f"{beginning}-{number:02}" for number in range(1, THIRTY + 1)]
    for tag in tags:
        body = {"school": found, "category": kind, "tag": tag, "serial": f"5CD{tag}"}
        status, made = school.call("POST", "/api/v1/items", body)
        assert status == 201, made
    who = {"kind": "staff", "given_name": beginning, "family_name": "Byron"}
    status, made = school.call("POST", "/api/v1/people", {"school": found, "people": [who]})
    assert status in (200, 201), made
    return tags


class Desk(threading.Thread):
    """A browser at the loan desk: it sends one scan after the other, and the same again until it is answered."""

    def __init__(self, school: School, codes: list[str]) -> None:
        super().__init__(daemon=True)
        self.school, self.waiting = school, [(code, str(uuid4())) for code in codes]
        self.answered: list[str] = []

    def run(self) -> None:
        with contextlib.suppress(OSError, HTTPException):
            self.send()

    def send(self) -> None:
        while self.waiting:
            code, scan_id = self.waiting[0]
            status, _ = self.school.post("/desk/scan/", code=code, scan_id=scan_id)
            assert status in (200, 302)
            self.answered.append(code)
            self.waiting.pop(0)


def basket_of(school: School, beginning: str) -> list[str]:
    rows = school.rows(
        "SELECT i.tag FROM equipment_handoverline l JOIN equipment_item i ON i.id = l.item_id "
        f"WHERE i.tag LIKE '{beginning}-%' ORDER BY i.tag"
    )
    return [tag for (tag,) in rows]


def given(school: School, beginning: str) -> int:
    sql = (
        "SELECT count(*) FROM equipment_custody c JOIN equipment_item i ON i.id = c.item_id "
        f"WHERE c.to_at IS NULL AND i.tag LIKE '{beginning}-%'"
    )
    [(count,)] = school.rows(sql)
    return int(count)


def test_a_basket_of_thirty_goes_on_where_it_was(school: School) -> None:
    chance = random.Random(SEED)
    tags = laptops(school, "KB")
    desk = Desk(school, ["KB Byron", *tags])
    for _ in range(3):
        sending = Desk(school, [])
        sending.waiting, sending.answered = desk.waiting, desk.answered
        sending.start()
        time.sleep(chance.uniform(0.2, 1.2))  # the moment is the test
        school.kill()
        sending.join(60)
        there = basket_of(school, "KB")
        assert set(desk.answered) - {"KB Byron"} <= set(there), "an answered scan is lost"
        assert given(school, "KB") == 0, "nothing is handed over before it is said"
        school.start()
    desk.send()

    assert basket_of(school, "KB") == tags
    [(scans,)] = school.rows("SELECT count(*) FROM equipment_deskscan WHERE code LIKE 'KB%'")
    assert scans == THIRTY + 1, "a scan that was sent again counts once"
    assert school.post("/desk/done/")[0] == 302
    assert given(school, "KB") == THIRTY
    is_whole(school)


def test_killed_while_it_is_handed_over_all_or_nothing_is(school: School) -> None:
    chance = random.Random(SEED)
    tags = laptops(school, "KD")
    Desk(school, ["KD Byron", *tags]).send()
    for _ in range(4):
        ending = threading.Thread(target=_finish, args=(school,), daemon=True)
        ending.start()
        time.sleep(chance.uniform(0.0, 0.12))  # the moment is the test
        school.kill()
        ending.join(60)
        assert given(school, "KD") in (0, THIRTY), "half a hand-over"
        school.start()
    if given(school, "KD") == 0:
        _finish(school)

    assert given(school, "KD") == THIRTY
    [(done,)] = school.rows(
        "SELECT count(DISTINCT h.id) FROM equipment_handover h JOIN equipment_handoverline l ON l.handover_id = h.id "
        "JOIN equipment_item i ON i.id = l.item_id WHERE h.state = 'done' AND i.tag LIKE 'KD-%'"
    )
    assert done == 1
    is_whole(school)


def _finish(school: School) -> None:
    with contextlib.suppress(OSError, HTTPException):
        school.post("/desk/done/")
