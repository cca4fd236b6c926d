from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstbell.lib.programs import (
    Kind,
    Namer,
    Program,
    Rule,
    Unusable,
    plain_publisher,
    plain_title,
    refuse_unusable,
    version_key,
)
from firstbell.lib.programs.curated import START

CURATED = Namer(START)


@pytest.mark.parametrize(
    ("name", "publisher", "title"),
    [
        ("7-Zip 22.01 (x64 edition)", "Igor Pavlov", "7-Zip"),
        ("7-Zip 24.08 (x64)", "Igor Pavlov", "7-Zip"),
        ("Mozilla Firefox (x64 en-GB)", "Mozilla", "Mozilla Firefox"),
        ("Mozilla Firefox 115.0 ESR (x64 en-US)", "Mozilla", "Mozilla Firefox ESR"),
        (
            "Microsoft 365 Apps for enterprise - en-gb",
            "Microsoft Corporation",
            "Microsoft 365 Apps",
        ),
        (
            "Microsoft Office Professional Plus 2010",
            "Microsoft Corporation",
            "Microsoft Office Professional Plus 2010",
        ),
        ("Java 8 Update 201 (64-bit)", "Oracle Corporation", "Java 8"),
        ("WebView2 Runtime de Microsoft Edge", "", "Microsoft Edge WebView2 Runtime"),
        (
            "Microsoft Visual C++ 2013 Redistributable (x64) - 12.0.40660",
            "Microsoft Corporation",
            "Microsoft Visual C++ 2013 Redistributable",
        ),
        ("Zoom Workplace (64-bit)", "Zoom", "Zoom Workplace"),
        ("Clicker 8", "Crick Software Ltd", "Clicker 8"),
    ],
)
def test_many_names_of_one_product_are_one_product(name: str, publisher: str, title: str) -> None:
    named = CURATED.name(Program(name, publisher))

    assert named.title == title
    assert named.rule is not None


def test_a_name_that_belongs_to_somebody_else_too_is_told_apart_by_its_publisher() -> None:
    assert CURATED.name(Program("Clicker 8", "Cookie Games")).rule is None
    assert CURATED.name(Program("Python 3.11.9 (64-bit)", "Python Software Foundation")).rule
    assert CURATED.name(Program("Python 3.11.9", "Reptile House")).rule is None
    assert CURATED.name(Program("Python 3.11.9")).title == "Python"
    assert CURATED.name(Program("Clicker 8")).rule is None


@pytest.mark.parametrize(
    ("name", "version", "plain"),
    [
        ("Some App v2.3.1 - en-us", "", "Some App"),
        ("Timetabler 2024", "24.1", "Timetabler 2024"),
        ("QuickTime 7", "7.79.80.95", "QuickTime"),
        ("Reading Eggs 7", "3.1", "Reading Eggs 7"),
        ("Kettle Draw 3.1 (build 7)", "3.1", "Kettle Draw"),
        ("Spelling (2010)", "", "Spelling (2010)"),
        ("Phonics (32-bit) (remove only)", "", "Phonics"),
        ("Kettle® Draw™ 64-bit", "", "Kettle Draw"),
        ("3.2.1", "3.2.1", "3.2.1"),
        ("  Two   spaces  ", "", "Two spaces"),
    ],
)
def test_a_name_nobody_has_a_rule_for_loses_only_what_is_surely_not_its_name(
    name: str, version: str, plain: str
) -> None:
    assert plain_title(name, version) == plain
    assert Namer([]).name(Program(name, version=version)).rule is None


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Google LLC", "Google"),
        ("Google Inc.", "Google"),
        ("Kettle GmbH & Co. KG", "Kettle"),
        ("Zoom Video Communications, Inc.", "Zoom Video Communications"),
        ("Inc", "Inc"),
        ("", ""),
    ],
)
def test_a_publisher_is_known_without_its_legal_form(name: str, plain: str) -> None:
    assert plain_publisher(name) == plain


def test_updates_packages_and_apps_are_not_taken_for_applications() -> None:
    kinds = [
        CURATED.name(program).kind
        for program in (
            Program("KB5046617", source="WMI"),
            Program("Update for Microsoft Office 2010 (KB2553140) 64-Bit Edition"),
            Program("libc6", "Debian", "2.36", "deb"),
            Program("Contoso.Camera", "Contoso", "1.0", "uwp"),
            Program("Intel(R) Management Engine Components", "Intel Corporation"),
        )
    ]

    assert kinds == [Kind.UPDATE, Kind.UPDATE, Kind.PACKAGE, Kind.APP, Kind.DRIVER]


def test_the_version_is_read_from_the_name_where_nothing_else_tells_it() -> None:
    assert CURATED.name(Program("Audacity 3.6.4")).version == "3.6.4"
    assert CURATED.name(Program("Audacity 3.6.4", version="3.6.5")).version == "3.6.5"
    assert Namer([]).name(Program("Some App v2.3.1")).version == "2.3.1"


def test_the_first_rule_that_matches_decides() -> None:
    namer = Namer([Rule("Draw *", "Draw for schools"), Rule("Draw Pro*", "Draw Pro")])

    assert namer.name(Program("Draw Pro 3")).title == "Draw for schools"
    assert namer.name(Program("Draw Pro 3")).rule == 0


def test_a_product_may_keep_the_version_that_its_name_reads() -> None:
    namer = Namer([Rule("Maths Suite #*|Maths Suite", "Maths Suite #", "Abacus")])

    assert namer.name(Program("maths   suite 2021 (x64)")).title == "Maths Suite 2021"
    assert namer.name(Program("Maths Suite")).title == "Maths Suite"


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        (Rule("*", "All"), "“*” would match almost every program. Give at least two letters of the name."),
        (Rule("", "All"), "A rule needs a pattern, such as “7-Zip *”."),
        (Rule(" | |", "All"), "A rule needs a pattern, such as “7-Zip *”."),
        (Rule("7-Zip*", " "), "A rule needs the name that the program is to have."),
        (Rule("Draw*", "Draw #"), "The name asks for a version (#), and the pattern reads none."),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_meant_is_refused(rule: Rule, sentence: str) -> None:
    with pytest.raises(Unusable) as refused:
        refuse_unusable(rule)

    assert str(refused.value) == sentence


def test_every_rule_to_begin_with_can_be_used_and_is_needed() -> None:
    for rule in START:
        refuse_unusable(rule)

    assert len({(rule.pattern, rule.by) for rule in START}) == len(START)


def test_versions_stand_in_their_order() -> None:
    ordered = ["2.9", "2.10", "3.0-beta", "3.0", "3.0.1", "8", "8u201", "10", "22.01", "24.08"]

    assert sorted(sorted(ordered), key=version_key) == ordered
    assert version_key("3.0") == version_key("3")


@given(st.text(max_size=80), st.text(max_size=40), st.text(max_size=20))
def test_whatever_a_device_reports_gets_a_name(name: str, publisher: str, version: str) -> None:
    named = CURATED.name(Program(name, publisher, version))

    assert len(named.title) <= max(len(name), 60)
    assert bool(named.title) == bool(" ".join(name.split()).strip(" -–,"))
    assert len(version_key(version)) <= 255
