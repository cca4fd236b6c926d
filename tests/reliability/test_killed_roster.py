"""A list of people is killed in the middle: it goes on by itself, or is taken back, and is never half there."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.reliability.school import School, database
from tests.reliability.test_kill import until

pytestmark = pytest.mark.slow

SEED = 20_261_126
PUPILS, LEAVERS, JOINERS, MOVERS = 2_500, 180, 200, 300
_HEAD = "MIS number,First name,Last name,Year,Form,Who\n"


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    with database("firstbell_roster") as url:
        made = School(tmp_path_factory.mktemp("school") / "data", url)
        made.found()
        made.start()
        made.sign_in()
        yield made
        made.stop()


def line(own: str, number: int, form: str = "") -> str:
    year = 7 + number % 5
    return f"{own}{number:05},{own}da{number},Osei{number % 90},{year},{form or f'{year}{own}'},student\n"


def everybody(own: str) -> str:
    return _HEAD + "".join(line(own, number) for number in range(PUPILS))


def next_year(own: str) -> str:
    """The first ones left, some moved to another form, others are new."""
    moved = dict.fromkeys(range(LEAVERS, LEAVERS + MOVERS), f"11Z{own}")
    kept = [line(own, n, moved.get(n, "")) for n in range(LEAVERS, PUPILS)]
    return _HEAD + "".join(kept + [line(own, PUPILS + n) for n in range(JOINERS)])


def source(school: School, name: str) -> str:
    words = {"name": name, "kind": "list", "speaks_for": "both"}
    rights = dict.fromkeys(("may_add", "may_change", "may_leave"), "on")
    status, url = school.post("/people/sources/add/", **words, **rights)
    assert status == 302
    return url.strip("/").rpartition("/")[2]


def bring(school: School, of: str, text: str) -> str:
    """Brought and looked at; its uid."""
    body = (
        '--x\r\nContent-Disposition: form-data; name="file"; filename="all.csv"\r\n'
        f"Content-Type: text/csv\r\n\r\n{text}\r\n--x--\r\n"
    )
    status, made = school.send(
        "POST", f"/api/v1/roster-sources/{of}/runs", body.encode(), "multipart/form-data; boundary=x"
    )  # fmt: skip
    assert status == 201, made
    uid = str(made["uid"])
    until(lambda: run(school, uid)["state"] in ("checked", "failed"))
    assert run(school, uid)["state"] == "checked", run(school, uid)
    return uid


def run(school: School, uid: str) -> dict[str, Any]:
    status, made = school.call("GET", f"/api/v1/roster-runs/{uid}")
    assert status == 200, made
    return dict(made)


def cut(school: School, sql: str, before: int, chance: random.Random) -> bool:
    """The power goes once some of it is done; whether that was in the middle."""
    until(lambda: count(school, sql) != before)
    time.sleep(chance.uniform(0.0, 0.3))  # the moment is the test
    school.kill()
    return count(school, "SELECT count(*) FROM exchange_importsession WHERE state IN ('applying', 'undoing')") > 0  # fmt: skip


def count(school: School, sql: str) -> int:
    return int(school.rows(sql)[0][0] or 0)


ALL = "SELECT count(*) FROM people_membership WHERE mis_id LIKE '{own}%'"
OPEN = ALL + " AND to_on IS NULL"
FORMS = (
    "SELECT count(*) FROM people_membership m JOIN people_group g ON g.id = m.tutor_group_id "
    "WHERE g.name = '11Z{own}' AND m.to_on IS NULL"
)
DONE = "SELECT count(*) FROM exchange_importrow WHERE outcome IN ('created', 'updated')"
TAKEN = "SELECT count(*) FROM exchange_importrow WHERE outcome = 'undone'"


def there(school: School, own: str) -> tuple[int, int]:
    """How many are here, and how many are in the form that some moved to."""
    return count(school, OPEN.format(own=own)), count(school, FORMS.format(own=own))


def is_whole(school: School) -> None:
    """Nobody twice, nobody in two places, and each with one key of the list."""
    everybody = count(school, "SELECT count(*) FROM people_membership")
    for what in ("mis_id", "person_id"):
        once = f"SELECT count(DISTINCT {what}) FROM people_membership"
        assert count(school, once) == everybody, what
    twice = "SELECT count(*) FROM (SELECT key FROM people_personkey GROUP BY source_id, key HAVING count(*) > 1) AS t"
    assert count(school, twice) == 0
    if not school.database_url:
        assert school.rows("PRAGMA integrity_check") == [("ok",)]
        assert school.rows("PRAGMA foreign_key_check") == []


def settled(school: School, uid: str, state: str) -> None:
    until(lambda: run(school, uid)["state"] == state)
    is_whole(school)


def ask(school: School, uid: str, verb: str) -> None:
    status, said = school.call("POST", f"/api/v1/roster-runs/{uid}/{verb}", {})
    assert status == 200, said


def test_a_list_that_died_goes_on_or_is_taken_back_whole(school: School) -> None:
    chance = random.Random(SEED)
    arbor = source(school, "Arbor")
    first = bring(school, arbor, everybody("A"))
    done = count(school, DONE)
    ask(school, first, "apply")
    middle = cut(school, DONE, done, chance)
    school.start()
    settled(school, first, "applied")
    assert there(school, "A") == (PUPILS, 0)

    second = bring(school, arbor, next_year("A"))
    tally = run(school, second)["tally"]
    assert (tally["joiners"], tally["movers"], tally["leavers"]) == (JOINERS, MOVERS, LEAVERS)
    done = count(school, DONE)
    ask(school, second, "apply")
    middle |= cut(school, DONE, done, chance)
    school.start()
    settled(school, second, "applied")
    assert there(school, "A") == (PUPILS - LEAVERS + JOINERS, MOVERS)
    assert count(school, ALL.format(own="A")) == PUPILS + JOINERS

    taken = count(school, TAKEN)
    ask(school, second, "cancel")
    middle |= cut(school, TAKEN, taken, chance)
    school.start()
    settled(school, second, "undone")
    assert there(school, "A") == (PUPILS, 0)
    assert middle, "It was over each time before it was killed"


def test_a_list_that_died_is_taken_back_before_the_rest_is_in(school: School) -> None:
    """Somebody thinks better of it once the server is back."""
    chance = random.Random(SEED)
    bromcom = source(school, "Bromcom")
    first = bring(school, bromcom, everybody("B"))
    done = count(school, DONE)
    ask(school, first, "apply")
    cut(school, DONE, done, chance)
    school.start()
    ask(school, first, "cancel")

    settled(school, first, "undone")

    assert there(school, "B") == (0, 0)
