from __future__ import annotations

import zipfile

import pytest

from firstbell.lib.rosters import Limits, read_oneroster
from firstbell.lib.rosters.tests.packing import (
    CLASSES,
    ENROLMENTS,
    ORGS,
    ROLES_12,
    USERS,
    USERS_12,
    enrolment,
    group,
    manifest,
    packed,
    school,
    user,
)
from firstbell.lib.sheets import Unreadable

SAM = user("u1", "Sam", "Reeve", number="10482", grades="09", email="sam@hartley.example")
ADA = user("u2", "Ada", "Okoro", "teacher", email="okoro@hartley.example")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "export.zip"


def refused(path, **files):
    with pytest.raises(Unreadable) as said:
        read_oneroster(packed(path, **files) if files else path, "export.zip")
    return said.value.sentence


def test_students_and_staff_come_with_their_year_class_and_tutor(path):
    classes = group("c1", "9C/Sc1") + group("t1", "9C", "homeroom")
    inside = (
        enrolment("c1", "u1")
        + enrolment("c1", "u2", "teacher")
        + enrolment("t1", "u1")
        + enrolment("t1", "u2", "teacher", primary="true")
    )
    found = read_oneroster(school(path, SAM + ADA, classes, inside), "export.zip")
    sam, ada = found.people["u1"], found.people["u2"]
    assert (sam.kind, sam.year, sam.mis_id, sam.tutor_group) == ("student", 9, "10482", "9C")
    assert (sam.groups, ada.groups, ada.leads) == ({"c1"}, {"c1"}, {"t1"})
    assert (ada.kind, ada.year, found.is_full, found.groups["t1"].is_tutor) == (
        "staff",
        None,
        True,
        True,
    )
    assert found.notes == []


def test_without_classes_nobody_is_taken_out_of_any(path):
    assert read_oneroster(school(path, SAM), "export.zip").people["u1"].groups is None


def test_parents_and_people_of_other_schools_are_left_out_and_counted(path):
    users = (
        SAM + user("p1", "Jo", "Reeve", "parent") + user("p2", "Al", "Reeve", "guardian")
        + user("x1", "Kim", "Lee", org="NW")
    )  # fmt: skip
    found = read_oneroster(school(path, users), "export.zip")
    assert set(found.people) == {"u1"}
    assert found.notes == [
        "2 parents and guardians are left out.",
        "1 person has no part in this school and is left out.",
    ]


def test_version_1_2_says_in_roles_who_is_what_where(path):
    row = "{},,,true,{},,{},{},,10482,{},,,,9,,,,Sammy,,,HV,they\n"
    users = USERS_12 + row.format("u1", "sr", "Samuel", "Reeve", "sam@hartley.example")
    users += row.format("u2", "ao", "Ada", "Okoro", "okoro@hartley.example")
    roles = ROLES_12 + "r1,,,u1,primary,student,,,HV,\nr2,,,u2,primary,teacher,,,NW,\n"
    packed(
        path,
        manifest=manifest("1.2", orgs="bulk", users="bulk", roles="bulk"),
        orgs=ORGS,
        users=users,
        roles=roles,
    )
    found = read_oneroster(path, "export.zip")
    assert {key: (one.kind, one.known_as) for key, one in found.people.items()} == {
        "u1": ("student", "Sammy")
    }


def test_demographics_are_not_even_opened(path):
    packed(
        path, manifest=manifest(orgs="bulk", users="bulk", demographics="bulk"), orgs=ORGS, users=USERS + SAM,
        demographics="sourcedId\n\x00\xff broken \"",
    )  # fmt: skip
    assert set(read_oneroster(path, "export.zip").people) == {"u1"}


def test_a_delta_says_who_goes_and_who_comes_into_a_class(path):
    users = USERS + user(
        "u1", "Sam", "Reeve", status="tobedeleted", modified="2026-10-02T09:00:00.000Z"
    )
    inside = (
        ENROLMENTS
        + enrolment("c1", "u7", status="active")
        + enrolment("c2", "u7", status="tobedeleted")
    )
    packed(
        path,
        manifest=manifest(orgs="absent", users="delta", enrollments="delta"),
        users=users,
        enrollments=inside,
    )
    found = read_oneroster(path, "export.zip")
    assert (found.is_full, found.until) == (False, "2026-10-02T09:00:00Z")
    assert found.people["u1"].gone == "The file says that they are to be deleted."
    assert (found.people["u7"].joins, found.people["u7"].quits) == ({"c1"}, {"c2"})
    assert found.people["u7"].groups is None


def test_of_the_same_person_twice_in_a_delta_the_latest_word_counts(path):
    users = (
        USERS + user("u1", "Sam", "Reeves", modified="2026-10-03T09:00:00Z")
        + user("u1", "Sam", "Reeve", modified="2026-10-02T09:00:00+01:00")
    )  # fmt: skip
    packed(path, manifest=manifest(users="delta"), users=users)
    sam = read_oneroster(path, "export.zip").people["u1"]
    assert (sam.family_name, sam.problem) == ("Reeves", "")


def test_two_people_under_one_key_are_a_problem_and_no_leavers(path):
    found = read_oneroster(school(path, SAM + user("u1", "Kim", "Lee") + SAM), "export.zip")
    assert found.people["u1"].problem == (
        "users.csv has two different people under u1, on lines 2 and 3. Put that right where it is exported."
    )


def test_the_very_same_line_twice_is_no_problem(path):
    assert read_oneroster(school(path, SAM + SAM), "export.zip").people["u1"].problem == ""


@pytest.mark.parametrize(
    ("users", "note"),
    [
        ((USERS + user("u1", "Zoë", "Brontë")).encode("latin-1"), True),
        ((USERS + user("u1", "Zoë", "Brontë")).encode("utf-8-sig"), False),
        ((USERS + user("u1", "Zoë", "Brontë")).encode("utf-16"), False),
    ],
)
def test_names_are_read_in_whichever_encoding_they_come(path, users, note):
    packed(path, manifest=manifest(orgs="bulk", users="bulk"), orgs=ORGS, users=users)
    found = read_oneroster(path, "export.zip")
    assert str(found.people["u1"].given_name) == "Zoë"
    assert bool(found.notes) is note


def test_a_file_that_the_manifest_promises_and_that_is_not_there(path):
    said = refused(
        path,
        manifest=manifest(orgs="bulk", users="bulk", enrollments="bulk"),
        orgs=ORGS,
        users=USERS + SAM,
    )
    assert (
        said == "The manifest says that enrollments.csv is there, and it is not. Export it again."
    )


def test_a_file_that_the_manifest_calls_absent_is_left_out_aloud(path):
    packed(
        path, manifest=manifest(orgs="bulk", users="bulk", classes="absent"), orgs=ORGS, users=USERS + SAM,
        classes=CLASSES,
    )  # fmt: skip
    assert read_oneroster(path, "export.zip").notes == [
        "The manifest says that classes.csv is absent, so it was left out."
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (manifest("1.0", users="bulk"), "The manifest says OneRoster 1.0; 1.1 and 1.2 are read."),
        (
            "propertyName,value\n",
            "The manifest says OneRoster of no version; 1.1 and 1.2 are read.",
        ),
        (
            manifest(users="most"),
            "The manifest says “most” of users.csv; it can be bulk, delta or absent.",
        ),
        ("", "manifest.csv is empty. Export it again."),
    ],
)
def test_a_wrong_manifest_is_refused(path, text, sentence):
    assert refused(path, manifest=text, users=USERS + SAM).startswith(sentence)


def test_without_a_manifest_it_says_what_it_looks_like(path):
    assert "no OneRoster export" in refused(path, users=USERS)
    assert "looks like School Data Sync" in refused(path, users=USERS, roles=ROLES_12)


def test_a_missing_column_is_named(path):
    said = refused(path, manifest=manifest(users="bulk"), users="sourcedId,givenName\nu1,Sam\n")
    assert said == "users.csv has no column familyName. Export it again with all its columns."


def test_several_schools_have_to_be_told_apart(path):
    orgs = ORGS + "NW,,,Nether Wick Primary,school,654321,\n"
    packed(
        path,
        manifest=manifest(orgs="bulk", users="bulk"),
        orgs=orgs,
        users=USERS + SAM + user("x", "Kim", "Lee", org="NW"),
    )
    assert refused(path) == (
        "There are 2 schools in export.zip: Hartley Vale School, Nether Wick Primary. "
        "Say in this source which of them it is."
    )
    assert set(read_oneroster(path, "export.zip", "nether wick primary").people) == {"x"}
    assert set(read_oneroster(path, "export.zip", "123456").people) == {"u1"}
    with pytest.raises(Unreadable, match="no school called Elsewhere"):
        read_oneroster(path, "export.zip", "Elsewhere")


def test_what_is_no_zip_is_refused(path):
    path.write_bytes(b"sourcedId,givenName\nu1,Sam\n")
    assert refused(path).startswith("export.zip is no zip, or it is damaged.")


@pytest.mark.parametrize(
    "name", ["../users.csv", "/etc/users.csv", "a/../../users.csv", "C:\\users.csv"]
)
def test_a_path_that_leads_out_of_the_zip_is_refused(path, name):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, USERS)
    assert "leads out of it" in refused(path)


def test_a_zip_that_unpacks_to_more_than_it_may_is_refused_while_it_unpacks(path):
    packed(path, manifest=manifest(users="bulk"), users=USERS + "x" * 3_000_000)
    with pytest.raises(Unreadable, match="unpacks to more than 1 MB"):
        read_oneroster(path, "export.zip", limits=Limits(max_inflated=1024 * 1024))


def test_a_zip_of_a_thousand_files_is_refused(path):
    packed(path, **{f"f{n}": "a\n" for n in range(101)})
    assert refused(path) == "export.zip has 101 files inside; an export has a dozen."


def test_the_files_may_lie_in_a_folder(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("export/", "")
        archive.writestr("__MACOSX/export/._users.csv", b"\x00")
        for name, text in {"manifest": manifest(users="bulk"), "users": USERS + SAM}.items():
            archive.writestr(f"export/{name}.csv", text)
    assert set(read_oneroster(path, "export.zip").people) == {"u1"}


def test_an_export_of_nobody_is_refused(path):
    assert (
        refused(path, manifest=manifest(users="bulk"), users=USERS)
        == "There is nobody of this school in export.zip."
    )


def test_a_year_that_is_none_is_left_out_and_a_class_of_strangers_counted(path):
    found = read_oneroster(
        school(path, user("u1", "Sam", "Reeve", grades="Blue"), group("c1", "9C/Sc1"), enrolment("c1", "u9")),
        "export.zip",
    )  # fmt: skip
    assert found.people["u1"].notes == ["“Blue” is no year group and is left out."]
    assert found.notes == ["1 enrolment is of somebody, or in a class, that is not in the file."]
