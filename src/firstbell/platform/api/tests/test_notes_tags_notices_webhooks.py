from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from firstbell.lib.uuid7 import uuid7
from firstbell.platform.accounts import actions as accounts
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.models import Account
from firstbell.platform.notifications.models import Notice
from firstbell.platform.tenancy.models import School
from firstbell.platform.webhooks.models import Call, Subscription
from tests.on_schools import SCHOOL


class Api:
    def __init__(self, client: Any, secret: str) -> None:
        self.client, self.headers = client, {"Authorization": f"Bearer {secret}"}

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        ask = getattr(self.client, method)
        return ask(
            f"/api/v1/{path}",
            body,
            content_type="application/json",
            headers={**self.headers, **headers},
        )


@pytest.fixture
def api(
    asha: Actor, asha_account: Account, moment: datetime, client: Any, settings: Any, tmp_path: Path
) -> Api:
    settings.DATA, settings.WEBHOOK_ALLOW = tmp_path, []
    _, secret = accounts.make_token(
        asha_account, name="A", scopes=["read", "write"], by=asha, at=moment, expires_at=None
    )
    return Api(client, secret)


def test_a_note_is_left_changed_and_removed(
    api: Api, hartley: School, other_school: School
) -> None:
    made = api.ask("post", f"notes/of/{SCHOOL}/{hartley.uid}", {"text": "Ring before ten"}).json()

    assert api.ask("patch", f"notes/{made['uid']}", {"text": "No"}).status_code == 428
    changed = api.ask(
        "patch", f"notes/{made['uid']}", {"text": "Before nine"}, **{"If-Match": "1"}
    ).json()
    assert (changed["text"], changed["version"]) == ("Before nine", 2)
    assert (
        api.ask("patch", f"notes/{made['uid']}", {"text": "x"}, **{"If-Match": "1"}).status_code
        == 412
    )
    assert api.ask("get", f"notes/of/{SCHOOL}/{other_school.uid}").status_code == 404
    assert api.ask("delete", f"notes/{made['uid']}").status_code == 204
    assert api.ask("get", f"notes/of/{SCHOOL}/{hartley.uid}").json() == {"items": [], "next": None}


def test_tags_are_made_put_on_and_taken_off(api: Api, hartley: School) -> None:
    here = f"tags/of/{SCHOOL}/{hartley.uid}"
    made = api.ask("post", "tags", {"name": "Exam laptops", "colour": "ok"}).json()

    assert api.ask("post", "tags", {"name": "exam  laptops"}).status_code == 409
    assert api.ask("post", "tags", {"name": "x", "colour": "purple"}).status_code == 422
    on = api.ask("post", here, {"names": ["EXAM laptops", "Loan", "\x00"]}).json()
    assert [tag["key"] for tag in on] == ["exam-laptops", "loan"]
    assert api.ask("delete", f"{here}/loan").status_code == 204
    assert [tag["name"] for tag in api.ask("get", here).json()] == ["Exam laptops"]
    renamed = api.ask("patch", f"tags/{made['uid']}", {"name": "Exams"}, **{"If-Match": "1"})
    assert renamed.json()["key"] == "exams"
    assert api.ask("delete", f"tags/{made['uid']}").status_code == 204
    assert [tag["name"] for tag in api.ask("get", "tags").json()["items"]] == ["Loan"]


def test_ones_own_notices_are_read(
    api: Api, asha_account: Account, ben_account: Account, moment: datetime
) -> None:
    def tell(account: Account) -> Notice:
        uid = uuid7()
        return Notice.objects.create(
            account=account, event_uid=uid, kind="codes.found", title="Found", at=moment
        )

    own, other = tell(asha_account), tell(ben_account)

    assert [row["uid"] for row in api.ask("get", "notices?unread=true").json()["items"]] == [
        str(own.uid)
    ]
    assert api.ask("post", f"notices/{other.uid}/read").status_code == 404
    assert api.ask("post", f"notices/{own.uid}/read").status_code == 204
    assert api.ask("get", "notices?unread=true").json()["items"] == []
    assert len(api.ask("get", "notices").json()["items"]) == 1


def test_a_webhook_is_set_changed_and_its_calls_are_sent_again(
    api: Api, hartley: School, moment: datetime
) -> None:
    words = {
        "name": "Portal",
        "url": "https://portal.example/hook",
        "kinds": ["codes.*"],
        "school": str(hartley.uid),
    }

    assert api.ask("post", "webhooks", {**words, "url": "http://10.0.0.1/"}).status_code == 422
    assert api.ask("post", "webhooks", {**words, "school": None}).status_code == 403
    made = api.ask("post", "webhooks", words).json()
    assert made["secret"].startswith("whsec_")
    assert "secret" not in api.ask("get", f"webhooks/{made['uid']}").json()
    changed = api.ask(
        "patch", f"webhooks/{made['uid']}", {"kinds": ["*"]}, **{"If-Match": "1"}
    ).json()
    assert (changed["kinds"], changed["school"]) == (["*"], str(hartley.uid))
    call = Call.objects.create(
        subscription=Subscription.objects.get(), event_uid=uuid7(),
        kind="codes.found", body="{}", state="failed", created_at=moment, due_at=moment,
    )  # fmt: skip
    assert [
        row["uid"] for row in api.ask("get", f"webhooks/{made['uid']}/calls").json()["items"]
    ] == [str(call.uid)]
    again = api.ask("post", f"webhooks/{made['uid']}/calls/{call.uid}/again")
    assert (again.status_code, again.json()["state"]) == (202, "waiting")
    assert api.ask("delete", f"webhooks/{made['uid']}").status_code == 204
    assert api.ask("get", "webhooks").json()["items"] == []
