from __future__ import annotations

import pytest

from firstbell.lib.rosters import read_sds, year_of_grade
from firstbell.lib.rosters.tests.packing import packed
from firstbell.lib.sheets import Unreadable

ORGS = "sourcedId,name,type,parentSourcedId\nHV,Hartley Vale School,school,T\nT,The trust,academicTrust,\n"
USERS = (
    "sourcedId,username,givenName,familyName,password,activeDirectoryMatchId,email,phone,sms\n"
    "u1,sam@hartley.example,Sam,Reeve,,,,,\n"
    "u2,okoro,Ada,Okoro,,,okoro@hartley.example,,\n"
    "u3,alum,Al,Umnus,,,,,\n"
)
ROLES = (
    "userSourcedId,orgSourcedId,role,sessionSourcedId,grade,isPrimary,roleStartDate,roleEndDate\n"
    "u1,HV,student,,9,true,,\nu2,HV,teacher,,,true,,\nu3,HV,alumni,,,true,,\n"
)
CLASSES = "sourcedId,orgSourcedId,title,sessionSourcedIds,courseSourcedId\nc1,HV,9C/Sc1,,\nc2,NW,Elsewhere,,\n"
ENROLMENTS = "classSourcedId,userSourcedId,role\nc1,u1,student\nc1,u2,teacher\n"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "sds.zip"


def refused(path, **files):
    with pytest.raises(Unreadable) as said:
        read_sds(packed(path, **files), "sds.zip")
    return said.value.sentence


def test_people_come_with_role_year_and_classes(path):
    found = read_sds(
        packed(path, orgs=ORGS, users=USERS, roles=ROLES, classes=CLASSES, enrollments=ENROLMENTS),
        "sds.zip",
    )
    told = {key: (one.kind, one.year, one.email, one.groups) for key, one in found.people.items()}
    assert told == {
        "u1": ("student", 9, "sam@hartley.example", {"c1"}),
        "u2": ("staff", None, "okoro@hartley.example", {"c1"}),
    }
    assert (set(found.groups), found.is_full) == ({"c1"}, True)
    assert found.notes == ["1 person is neither student nor staff and is left out."]


def test_what_is_missing_or_of_another_kind_is_said(path):
    assert refused(path, orgs=ORGS, users=USERS) == "sds.zip has no roles.csv. Export it again."
    assert "looks like OneRoster" in refused(
        path, orgs=ORGS, users=USERS, roles=ROLES, manifest="a\n"
    )
    assert "first format" in refused(path, student="a\n", school="a\n")


def test_classes_without_enrolments_are_left_alone_aloud(path):
    found = read_sds(packed(path, orgs=ORGS, users=USERS, roles=ROLES, classes=CLASSES), "sds.zip")
    assert found.people["u1"].groups is None
    assert "classes.csv is there without its other half, so classes are left alone." in found.notes


@pytest.mark.parametrize(
    ("text", "year"),
    [("09", 9), ("Year 9", 9), ("Y10", 10), ("KG", 0), ("R", 0), ("N2", -1), ("nc 7", 7), ("9,10", 9), ("", None), ("UG", None), ("77", None)],
)  # fmt: skip
def test_years_are_read_as_exports_write_them(text, year):
    assert year_of_grade(text) == year
