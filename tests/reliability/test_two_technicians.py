"""Two technicians lend the same laptop in the same moment, against a real server: one has it lent, one gets a sentence."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest

from tests.reliability.school import ADMIN, School, database
from tests.reliability.wholeness import is_whole

pytestmark = pytest.mark.slow

ROUNDS = 8
BEN = "ben@hartley.example"
_SECOND = f"""
from firstbell.lib import clock
from firstbell.platform.accounts.models import Account, RoleGrant
from firstbell.platform.tenancy.models import School
made = Account.objects.create(email="{BEN}", name="Ben Whitlock", created_at=clock.now())
RoleGrant.objects.create(account=made, role="technician", school=School.objects.get(), from_on=clock.now().date())
"""
Answer = tuple[int, Any]


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    with database("firstbell_two") as url:
        made = School(tmp_path_factory.mktemp("school") / "data", url)
        made.found()
        made.run("shell", "--no-imports", "-c", _SECOND)
        made.start()
        yield made
        made.stop()


@pytest.fixture(scope="module")
def tokens(school: School) -> list[str]:
    second = school.run("token", "--account", BEN, "--scope", "write")
    return [school.token, second]


@pytest.fixture(scope="module")
def found(school: School) -> dict[str, str]:
    here = school.call("GET", "/api/v1/schools")[1]["items"][0]["uid"]
    kinds = school.call("GET", "/api/v1/categories?limit=200")[1]["items"]
    kind = next(kind["uid"] for kind in kinds if kind["name"] == "Laptop")
    people = [
        {"kind": "staff", "given_name": name, "family_name": "Byron"} for name in ("Ada", "Bo")
    ]
    status, made = school.call("POST", "/api/v1/people", {"school": here, "people": people})
    assert status == 200, made
    return {"school": here, "kind": kind, "Ada": made[0]["uid"], "Bo": made[1]["uid"]}


def laptop(school: School, found: dict[str, str], tag: str) -> str:
    body = {"school": found["school"], "category": found["kind"], "tag": tag, "serial": f"5CD{tag}"}
    status, made = school.call("POST", "/api/v1/items", body)
    assert status == 201, made
    return str(made["uid"])


def both(*verbs: Callable[[], Answer]) -> list[Answer]:
    """All of them in the same moment, each in a thread of its own."""
    gate = threading.Barrier(len(verbs))
    answers: list[Answer] = [(0, None)] * len(verbs)

    def go(at: int) -> None:
        gate.wait(30)
        answers[at] = verbs[at]()

    threads = [threading.Thread(target=go, args=(at,), daemon=True) for at in range(len(verbs))]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    return answers


def ask(school: School, token: str, path: str, body: dict[str, Any]) -> Answer:
    bearer = {"Authorization": f"Bearer {token}"}
    return school.call("POST", f"/api/v1/{path}", body, **bearer)


def basket(school: School, token: str, here: str, person: str, *tags: str) -> str:
    status, made = ask(school, token, "handovers", {"school": here})
    assert status == 201, made
    uid = str(made["uid"])
    words = {"person": person, "scan_id": str(uuid4())}
    assert ask(school, token, f"handovers/{uid}/holder", words)[0] == 201
    for tag in tags:
        said = ask(school, token, f"handovers/{uid}/scans", {"code": tag, "scan_id": str(uuid4())})
        assert said[1]["outcome"] == "added", said
    return uid


def with_whom(school: School, tag: str) -> list[str]:
    sql = (
        "SELECT p.given_name FROM equipment_custody c JOIN equipment_item i ON i.id = c.item_id "
        f"JOIN people_person p ON p.id = c.person_id WHERE c.to_at IS NULL AND i.tag = '{tag}'"
    )
    return [name for (name,) in school.rows(sql)]


def test_of_two_baskets_with_one_laptop_one_is_handed_over(
    school: School, tokens: list[str], found: dict[str, str]
) -> None:
    for number in range(ROUNDS):
        tag, other = f"TT-{number}", f"TU-{number}"
        laptop(school, found, tag)
        laptop(school, found, other)
        uids = [
            basket(school, tokens[0], found["school"], found["Ada"], tag),
            basket(school, tokens[1], found["school"], found["Bo"], other, tag),
        ]
        answers = both(
            lambda uids=uids: ask(school, tokens[0], f"handovers/{uids[0]}/complete", {}),  # type: ignore[misc]
            lambda uids=uids: ask(school, tokens[1], f"handovers/{uids[1]}/complete", {}),  # type: ignore[misc]
        )

        assert sorted(status for status, _ in answers) == [200, 409], answers
        won = 0 if answers[0][0] == 200 else 1
        name = ("Ada", "Bo")[won]
        said = answers[1 - won][1]["detail"]
        assert f"({tag}) is with {name} Byron" in said, said
        assert with_whom(school, tag) == [name]
        # Whose basket it stopped has it as it was, with that line marked, and nothing of it is lent.
        left = school.call("GET", f"/api/v1/handovers/{uids[1 - won]}")[1]
        assert left["state"] == "open"
        assert [line["problem"] for line in left["lines"] if line["tag"] == tag] == [said]
        assert with_whom(school, other) == (["Bo"] if won == 1 else [])
        assert ask(school, tokens[1 - won], f"handovers/{uids[1 - won]}/drop", {})[0] == 200
    is_whole(school)


def test_given_from_two_pages_at_once_it_is_with_one_person(
    school: School, tokens: list[str], found: dict[str, str]
) -> None:
    for number in range(ROUNDS):
        tag = f"TG-{number}"
        uid = laptop(school, found, tag)
        answers = both(*(
            lambda token=token, who=who, uid=uid: ask(school, token, f"items/{uid}/custody", {"person": found[who]})  # type: ignore[misc]
            for token, who in zip(tokens * 2, ("Ada", "Bo", "Ada", "Bo"), strict=True)
        ))  # fmt: skip

        assert sorted(status for status, _ in answers) == [201, 409, 409, 409], answers
        assert all(
            f"({tag}) is with" in said["detail"] for status, said in answers if status == 409
        )
        assert len(with_whom(school, tag)) == 1


def test_pressed_twice_one_hand_over_is_made(
    school: School, tokens: list[str], found: dict[str, str]
) -> None:
    for number in range(ROUNDS):
        tag = f"TP-{number}"
        laptop(school, found, tag)
        uid = basket(school, tokens[0], found["school"], found["Ada"], tag)

        answers = both(
            *[lambda uid=uid: ask(school, tokens[0], f"handovers/{uid}/complete", {})] * 3
        )  # type: ignore[misc]

        assert sorted(status for status, _ in answers) == [200, 409, 409], answers
        assert all("was handed over as LN-" in said["detail"] for status, said in answers if status == 409)  # fmt: skip
    [(numbers, different)] = school.rows(
        "SELECT count(number), count(DISTINCT number) FROM equipment_handover WHERE number <> ''"
    )
    assert numbers == different


def test_the_first_account_is_the_leads(school: School) -> None:
    """So that the two above are two people, and not one with two windows."""
    emails = {email for (email,) in school.rows("SELECT email FROM accounts_account")}

    assert emails == {ADMIN, BEN}
