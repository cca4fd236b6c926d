"""A directory is asked for everybody: against a real slapd, over every kind of wire, whole or not at all."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest

from firstbell.lib.rosters.directory import Directory, Unanswered, read_directory, try_directory
from firstbell.lib.rosters.tests import slapd
from firstbell.lib.rosters.tests.slapd import BASE, PASSWORD, READER, dn, group, group_dn, person

pytestmark = pytest.mark.skipif(not os.path.exists(slapd.SLAPD), reason="slapd is not installed")
SCHOOL = slapd.tree(
    person("sam", "Sam", "Reeve", mail="sam@hartley.example", employeeID="10482", departmentNumber="Year 9"),
    person("kim", "Kim", "Lee", mail="kim@hartley.example", userAccountControl="514"),
    person("zoe", "Zoë", "Brontë", userAccountControl="512", pwdAccountLockedTime="20261120090000Z"),
    person("ada", "Ada", "Okoro", mail="okoro@hartley.example", title="Teacher"),
    person("old", "Al", "Umnus", pwdAccountLockedTime="000001010000Z"),
    person("printer", "Print", "Account"),
    *(person(f"m{n:03}", f"Ada{n}", "Osei") for n in range(300)),
    group("students", group_dn("year9"), group_dn("year8")),
    group("year9", dn("sam"), dn("kim"), dn("zoe"), dn("old"), group_dn("students")),
    group("year8", *(dn(f"m{n:03}") for n in range(300))),
    group("staff", dn("ada")),
    group("9C-Sc1", dn("sam"), dn("ada"), under="classes"),
)  # fmt: skip


@pytest.fixture(scope="module")
def ports(tmp_path_factory):
    with slapd.slapd(tmp_path_factory.mktemp("slapd") / "one", SCHOOL) as found:
        yield found


@pytest.fixture
def wish(ports):
    return Directory(
        host="127.0.0.1", port=ports[0], security="plain", base_dn=BASE, bind_dn=READER, password=PASSWORD, page=50,
        students=group_dn("students"), staff=group_dn("staff"), attributes={"year": "departmentNumber"}, seconds=10,
    )  # fmt: skip


def by_name(roster):
    return {f"{one.given_name} {one.family_name}": one for one in roster.people.values()}


def refused(wish):
    with pytest.raises(Unanswered) as said:
        read_directory(wish)
    return said.value.sentence


def test_everybody_comes_page_by_page_with_what_they_are(wish):
    found = read_directory(wish)
    people = by_name(found)
    assert len(people) == 305
    sam, ada = people["Sam Reeve"], people["Ada Okoro"]
    assert (sam.kind, sam.year, sam.mis_id, sam.email) == (
        "student",
        9,
        "10482",
        "sam@hartley.example",
    )
    assert (ada.kind, ada.job_title, people["Zoë Brontë"].kind) == ("staff", "Teacher", "student")
    assert found.notes == ["1 account is neither a student's nor of staff and is left out."]
    assert all(len(key) == 36 for key in found.people)


def test_a_disabled_account_is_gone_and_one_that_is_locked_for_now_is_not(wish):
    people = by_name(read_directory(wish))
    gone = {name for name, one in people.items() if one.gone}
    assert gone == {"Kim Lee", "Al Umnus"}


def test_a_part_of_the_tree_does_as_well_as_a_group(wish):
    found = read_directory(replace(wish, students=f"ou=people,{BASE}", staff=""))
    assert {one.kind for one in found.people.values()} == {"student"}


def test_groups_under_a_part_of_the_tree_are_classes(wish):
    found = read_directory(replace(wish, classes=f"ou=classes,{BASE}"))
    [one] = found.groups.values()
    people = by_name(found)
    assert (one.name, people["Sam Reeve"].groups, people["Kim Lee"].groups) == (
        "9C-Sc1",
        {one.key},
        set(),
    )


def test_trying_it_says_what_would_come(wish):
    assert try_directory(wish).startswith(
        "The directory answers: 304 students, 1 staff, 2 of them disabled, for example "
    )


def test_over_starttls_and_ldaps_with_a_certificate_that_is_trusted(wish, ports, tmp_path_factory):
    folder = next(tmp_path_factory.getbasetemp().glob("slapd*/one"))
    safe = replace(wish, host="localhost", certificates=(folder / "cert.pem").read_text())
    for security, port in (("starttls", ports[0]), ("ldaps", ports[1])):
        assert len(read_directory(replace(safe, security=security, port=port)).people) == 305


@pytest.mark.parametrize("security", ["starttls", "ldaps"])
def test_a_certificate_that_nobody_vouches_for_is_refused(wish, ports, security):
    port = ports[1] if security == "ldaps" else ports[0]
    said = refused(replace(wish, host="localhost", port=port, security=security))
    assert said.startswith(f"No safe connection to localhost:{port} could be made")


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_connection_that_drops_in_the_middle_gives_nobody(wish, share):
    with slapd.wire(wish.port, int(60_000 * share)) as port:
        said = refused(replace(wish, port=port))
    assert said.startswith("The directory stopped answering after ")
    assert said.endswith("Nothing was changed; ask it again.")


def test_what_is_wrong_is_said_in_words(wish):
    assert refused(replace(wish, password="wrong")).endswith(
        "does not accept this name and password."
    )
    assert refused(replace(wish, port=slapd.free_port())).startswith(
        "Nothing answers at 127.0.0.1:"
    )
    assert refused(replace(wish, base_dn="dc=else,dc=where", students="", staff="")) == (
        "There is no dc=else,dc=where in the directory."
    )
    assert refused(replace(wish, students="cn=nobody,dc=hartley,dc=example")) == (
        "There is no cn=nobody,dc=hartley,dc=example in the directory."
    )
    assert "not written as a directory writes it" in refused(replace(wish, filter="(sn=*"))
    assert "has nobody under" in refused(replace(wish, filter="(sn=Nobody)"))


def test_a_directory_that_gives_only_some_of_them_gives_nobody(wish, tmp_path):
    with slapd.slapd(tmp_path / "limited", SCHOOL, most="100") as (plain, _):
        said = refused(replace(wish, port=plain, students="", staff=""))
    assert said.startswith(
        "The directory gives fewer entries than there are, so nothing was taken from it."
    )
