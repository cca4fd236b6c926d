"""People from their systems, by API: brought, looked at, agreed to, brought in, taken back."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from firstbell.lib import clock
from firstbell.people.actions.rosters import running, sources
from firstbell.people.models import Person, RosterRun
from firstbell.platform.accounts.actions import make_token
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.exchange.actions import applying, undoing
from firstbell.platform.exchange.actions.stages import actor_of

API = "/api/v1"
HEAD = "MIS number,First name,Last name,Year,Who\n"


def pupils(*numbers):
    return HEAD + "".join(f"3{n:03},Ada{n},Osei,9,student\n" for n in numbers)


@pytest.fixture
def program_of(db, tmp_path, settings):
    settings.DATA = tmp_path

    def make(account):
        words = {"name": "MIS", "scopes": ["write"], "by": system_actor(), "at": clock.now()}
        _, secret = make_token(account, **words)
        return Client(headers={"Authorization": f"Bearer {secret}"})

    return make


@pytest.fixture
def program(program_of, asha_account):
    return program_of(asha_account)


@pytest.fixture
def source(rostering):
    return rostering.source(kind="list", name="Arbor")


@pytest.fixture
def bring(program, source, moment):
    """Bring a list and let the worker read it."""

    def send(text, **headers):
        file = SimpleUploadedFile("everybody.csv", text.encode())
        url = f"{API}/roster-sources/{source.uid}/runs"
        answer = program.post(url, {"file": file}, headers=headers)
        assert answer.status_code == 201, answer.content
        run = RosterRun.objects.get(uid=answer.json()["uid"])
        running.read(run, at=moment)
        return answer.json()["uid"]

    return send


def ask(program, uid, path="", body=None):
    url = f"{API}/roster-runs/{uid}"
    if not path:
        return program.get(url).json()
    return program.post(f"{url}/{path}", body or {}, "application/json")


def worked(uid, verb, moment):
    session = RosterRun.objects.get(uid=uid).session
    verb(session, by=actor_of(session), at=moment)


def test_a_list_goes_from_the_file_to_the_people_and_back(program, source, bring, moment):
    uid = bring(pupils(1, 2))

    run = ask(program, uid)
    assert (run["state"], run["tally"]["joiners"], run["asks"]) == ("checked", 2, "")
    rows = program.get(f"{API}/roster-runs/{uid}/lines?kind=joiner").json()["items"]
    assert [(row["kind"], row["cells"]["given_name"]) for row in rows] == [
        ("joiner", "Ada1"),
        ("joiner", "Ada2"),
    ]
    assert Person.objects.count() == 0

    assert ask(program, uid, "apply").json()["state"] == "applying"
    worked(uid, applying.apply, moment)
    assert ask(program, uid)["state"] == "applied"
    assert Person.objects.known().count() == 2

    assert ask(program, uid, "cancel").json()["state"] == "undoing"
    worked(uid, undoing.take_back, moment)
    assert ask(program, uid)["state"] == "undone"
    assert Person.objects.known().count() == 0
    runs = program.get(f"{API}/roster-sources/{source.uid}/runs").json()["items"]
    assert [row["uid"] for row in runs] == [uid]


def test_more_than_a_tenth_of_leavers_are_agreed_to_by_their_number(program, bring, moment):
    uid = bring(pupils(*range(10)))
    ask(program, uid, "apply")
    worked(uid, applying.apply, moment)
    uid = bring(pupils(*range(5)))

    said = ask(program, uid)["asks"]
    assert said.startswith("5 of 10 people would leave")
    refused = ask(program, uid, "apply", {"leavers": 4})
    assert (refused.status_code, refused.json()["detail"]) == (422, said)
    assert ask(program, uid, "apply", {"leavers": 5}).json()["state"] == "applying"


def test_who_a_namesake_is_is_said_by_the_key_of_the_line(program, bring, sam_reeve, moment):
    uid = bring(HEAD + "999,Sam,Reeve,9,student\n")
    [line] = program.get(f"{API}/roster-runs/{uid}/lines?kind=confirm").json()["items"]
    assert (line["key"], line["maybe"]) == ("999", [str(sam_reeve.uid)])

    nobody = ask(program, uid, "people", {"said": {"999": str(sam_reeve.now.uid)}})
    assert nobody.json()["detail"] == "One of these is nobody whom we know."
    assert ask(program, uid, "people", {"said": {"999": str(sam_reeve.uid)}}).status_code == 200
    running.read(RosterRun.objects.get(uid=uid), at=moment)

    assert ask(program, uid)["tally"]["confirms"] == 0


def test_a_list_that_cannot_be_read_says_why(program, bring):
    run = ask(program, bring("Colour,Size\nred,7\n"))

    assert run["state"] == "failed"
    assert run["problem"]


def test_nothing_brought_in_is_not_taken_back(program, bring):
    uid = bring(pupils(1))

    answer = ask(program, uid, "cancel")

    assert answer.status_code == 422
    assert "was brought in" in answer.json()["detail"]


def test_the_same_upload_with_its_key_begins_one_list(program, source):
    url = f"{API}/roster-sources/{source.uid}/runs"
    text = pupils(1).encode()
    body = (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n'
        b"Content-Type: text/csv\r\n\r\n" + text + b"\r\n--x--\r\n"
    )

    def send():
        kind = "multipart/form-data; boundary=x"
        return program.post(url, body, kind, headers={"Idempotency-Key": "night-1"}).json()

    assert send() == send()
    assert RosterRun.objects.count() == 1


def test_a_source_never_tells_its_password(program, rostering):
    made = sources.add_source(
        rostering.school, name="AD", kind="directory", password="s3cret-word", by=rostering.by, at=rostering.at
    )  # fmt: skip

    for url in (f"{API}/roster-sources/{made.uid}", f"{API}/roster-sources"):
        answer = program.get(url)
        assert "AD" in answer.content.decode()
        assert "s3cret-word" not in answer.content.decode()
    file = SimpleUploadedFile("a.csv", b"a,b\n1,2\n")
    refused = program.post(f"{API}/roster-sources/{made.uid}/runs", {"file": file})
    assert refused.json()["detail"] == "AD is a directory: it is asked, and no file is brought."


def test_another_school_sees_neither_source_nor_list(program_of, tariq_account, source, bring):
    uid = bring(pupils(1))
    theirs = program_of(tariq_account)

    assert theirs.get(f"{API}/roster-sources").json()["items"] == []
    assert theirs.get(f"{API}/roster-runs/{uid}").status_code == 404
    assert ask(theirs, uid, "apply").status_code == 404
