"""The whole way of a file through the pages, for whoever may and whoever may not."""

from __future__ import annotations

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from firstbell.lib.refusal import Refusal
from firstbell.platform.exchange import files, sheets
from firstbell.platform.exchange.models import ImportRow, ImportSession
from firstbell.platform.exchange.sheets import Column, Done, Match, Plan, Sheet, Undone
from firstbell.platform.exchange.states import Outcome, State, Verdict
from firstbell.platform.jobs import worker
from firstbell.platform.tenancy.models import School

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = b"Code,Words\nA1,One\nA2,5.02E+18\nA3,Refuse me\n"


class Notebook:
    """A list for the tests: what is brought in becomes the short names of schools, and goes again."""

    finders = {}

    def __init__(self, setting):
        self.setting = setting

    def look(self, lines):
        known = set(School.objects.values_list("short_name", flat=True))
        return [
            Plan(
                line.number,
                Verdict.SAME if line.values["code"] in known else Verdict.CREATE,
                list(line.warnings),
                todo=line,
            )
            for line in lines
        ]

    def apply(self, plans):
        done = []
        for plan in plans:
            words = plan.todo.values.get("words", "")
            if words == "Refuse me":
                raise Refusal("This one is refused by the verb.")
            made = School(
                name=f"School {plan.todo.values['code']}",
                short_name=plan.todo.values["code"],
                left_on="2020-01-01",
            )
            made.named(made.name)
            made.save()
            done.append(Done(plan.line, Outcome.CREATED, made.pk, made.uid))
        return done

    def undo(self, traces):
        School.objects.filter(pk__in=[trace.thing_id for trace in traces]).delete()
        return [Undone(trace.line, Outcome.UNDONE, "") for trace in traces]


@pytest.fixture(autouse=True)
def notebook(settings, tmp_path, monkeypatch):
    settings.DATA = tmp_path
    columns = (Column("code", "Code", "identity"), Column("words", "Words", "identity"))
    sheet = Sheet(
        name="notebook", title="Notebook", things=("entry", "entries"), thing_type="tenancy.school", permission="exchange.import",
        icon="notes", columns=lambda: columns, open=Notebook,
        matches=lambda: (Match("code", "The code", ("code",)),),
    )  # fmt: skip
    monkeypatch.setitem(sheets._sheets, "notebook", sheet)


def upload(client, content=TEXT, name="list.csv", **more):
    return client.post(
        reverse("import_new"),
        {"sheet": "notebook", "file": SimpleUploadedFile(name, content), **more},
    )


def test_a_file_goes_all_the_way_and_back(browser_of, ben_account):
    ben = browser_of(ben_account)
    answer = upload(ben)
    session = ImportSession.objects.get()
    here = reverse("import", args=[session.uid])
    assert (answer.status_code, answer.url) == (302, here)
    assert b"Reading the file" in ben.get(here).content
    assert b"hx-get" in ben.get(reverse("import_progress", args=[session.uid])).content
    worker.work()
    assert ben.get(reverse("import_progress", args=[session.uid]))["HX-Redirect"] == here
    page = ben.get(here).content.decode()
    assert "Check every line" in page
    assert '<option value="code" selected>' in page
    ben.post(
        reverse("import_settle", args=[session.uid]),
        {"column-0": "code", "column-1": "words", "mode": "both", "match": "code"},
    )
    worker.work()
    page = ben.get(here).content.decode()
    assert "will be added" in page
    assert "its last digits are lost" in page
    assert "Bring in 2 entries" in page
    ben.post(reverse("import_apply", args=[session.uid]))
    worker.work()
    page = ben.get(here).content.decode()
    assert "1 entry added, 2 refused" in page
    assert "This one is refused by the verb." in page
    assert School.objects.filter(short_name="A1").exists()
    assert (
        "Undo the import of list.csv?"
        in ben.get(reverse("import_undo", args=[session.uid])).content.decode()
    )
    ben.post(reverse("import_undo", args=[session.uid]))
    worker.work()
    assert "1 taken back" in ben.get(here).content.decode()
    assert not School.objects.filter(short_name="A1").exists()


@pytest.fixture
def checked(browser_of, ben_account):
    ben = browser_of(ben_account)
    upload(ben)
    worker.work()
    session = ImportSession.objects.get()
    ben.post(
        reverse("import_settle", args=[session.uid]),
        {"column-0": "code", "column-1": "words", "mode": "both", "match": "code"},
    )
    worker.work()
    session.refresh_from_db()
    assert session.state == State.CHECKED
    return session, ben


def test_the_file_of_refused_lines_has_them_as_they_came(checked):
    session, ben = checked
    answer = ben.get(reverse("import_refused", args=[session.uid]))
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert rows[0] == ["Line in your file", "What to put right", "Code", "Words"]
    assert rows[1][0] == "3"
    assert rows[1][2:] == ["A2", "5.02E+18"]


def test_a_bad_line_is_put_right_where_it_stands(checked):
    session, ben = checked
    here = reverse("import_line", args=[session.uid, 3])
    assert b'value="5.02E+18"' in ben.get(here, headers={"HX-Request": "true"}).content
    answer = ben.post(here, {"cell-1": "Two"}, headers={"HX-Request": "true"})
    assert b"Will be added" in answer.content
    assert ImportRow.objects.get(session=session, line=3).edited == {"1": "Two"}
    ben.post(here, {"leave_out": "1"})
    assert ImportRow.objects.get(session=session, line=3).verdict == "skip"


def test_columns_can_be_settled_again_after_the_check(checked):
    session, ben = checked
    assert (
        b"Check every line" in ben.get(reverse("import", args=[session.uid]) + "?columns").content
    )
    ben.post(reverse("import_settle", args=[session.uid]), {"column-0": "code", "mode": "both"})
    worker.work()
    session.refresh_from_db()
    assert session.counts["create"] == 3


def test_two_columns_cannot_be_the_same_field(checked):
    session, ben = checked
    answer = ben.post(
        reverse("import_settle", args=[session.uid]), {"column-0": "code", "column-1": "code"}
    )
    assert "Two columns cannot both be the code." in answer.content.decode()


def test_a_file_that_is_none_is_a_sentence_and_not_an_accident(browser_of, ben_account):
    ben = browser_of(ben_account)
    upload(ben, b"%PDF-1.7 no list", "list.csv")
    worker.work()
    page = ben.get(reverse("import", args=[ImportSession.objects.get().uid])).content.decode()
    assert "list.csv is a PDF" in page
    assert "Nothing was changed." in page


def test_a_file_that_is_too_large_is_stopped_on_its_way(browser_of, ben_account, monkeypatch):
    monkeypatch.setattr(files, "LIMITS", files.Limits(max_bytes=2_000_000))
    answer = upload(browser_of(ben_account), b"Code\n" + b"x" * 3_000_000)
    assert answer.status_code == 400
    assert "larger than 2 MB" in answer.content.decode()
    assert not ImportSession.objects.exists()


def test_rows_can_be_pasted(browser_of, ben_account):
    browser_of(ben_account).post(
        reverse("import_new"), {"sheet": "notebook", "pasted": "Code\tWords\nA1\tOne\n"}
    )
    worker.work()
    assert ImportSession.objects.get().reading["headers"] == ["Code", "Words"]


def test_a_separator_or_a_line_of_headings_can_be_set_right(browser_of, ben_account):
    ben = browser_of(ben_account)
    upload(ben, b"Old list\nCode|Words\nA1|One, two\n")
    worker.work()
    session = ImportSession.objects.get()
    ben.post(
        reverse("import_read_again", args=[session.uid]), {"delimiter": "|", "header_line": "2"}
    )
    worker.work()
    session.refresh_from_db()
    assert session.reading["headers"] == ["Code", "Words"]


def test_a_technician_of_another_school_finds_no_such_import(
    checked, browser_of, tariq_account, okoro_account
):
    session, _ = checked
    tariq = browser_of(tariq_account)
    for name in ("import", "import_progress", "import_refused", "import_undo"):
        assert tariq.get(reverse(name, args=[session.uid])).status_code == 404
    assert tariq.get(reverse("import_line", args=[session.uid, 3])).status_code == 404
    assert b"list.csv" not in tariq.get(reverse("imports")).content
    assert browser_of(okoro_account).get(reverse("imports")).status_code == 403


def test_what_was_brought_is_listed(checked):
    session, ben = checked
    assert b"list.csv" in ben.get(reverse("imports")).content
    ben.post(reverse("import_throw_away", args=[session.uid]))
    assert not ImportSession.objects.exists()
