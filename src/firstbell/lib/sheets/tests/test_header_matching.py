from __future__ import annotations

import pytest

from firstbell.lib.sheets import match_headers, normalise

KNOWN = {
    "tag": ["Asset tag", "Asset number"],
    "serial": ["Serial number"],
    "category": ["Category", "Asset type"],
    "price": ["Purchase price (£)", "Purchase cost"],
    "bought_on": ["Purchase date"],
    "room": ["Location: Room", "Room"],
}


@pytest.mark.parametrize(
    ("header", "field", "how"),
    [
        ("Asset tag", "tag", "exact"),
        ("  asset TAG ", "tag", "exact"),
        ("asset_tag", "tag", "normalised"),
        ("AssetTag", "tag", "normalised"),
        ("Serial No.", "serial", "normalised"),
        ("S/N", "serial", "normalised"),
        ("Asset #", "tag", "normalised"),
        ("Purchase price", "price", "exact"),
        ("Date of purchase", "bought_on", "reordered"),
        ("Catagory", "category", "near"),
        ("Purchse date", "bought_on", "near"),
        ("Colour", None, "none"),
        ("", None, "none"),
        ("12", None, "none"),
    ],
)
def test_a_heading_is_known_by_its_names(header: str, field: str | None, how: str):
    known = {**KNOWN, "price": ["Purchase price", "Purchase cost"]}

    (proposal,) = match_headers([header], known)

    assert (proposal.field, proposal.how) == (field, how)


def test_surer_ways_of_knowing_score_higher():
    scores = [
        match_headers([header], KNOWN)[0].score
        for header in (
            "Purchase date",
            "purchase_date",
            "Date of purchase",
            "Purchse date",
            "Colour",
        )
    ]

    assert scores == sorted(scores, reverse=True)
    assert (scores[0], scores[-1]) == (100, 0)


def test_no_field_is_given_to_two_columns():
    first, near, second = match_headers(["Category", "Catagory", "Category (2)"], KNOWN)

    assert [first.field, near.field, second.field] == ["category", None, None]
    assert second.sentence == "This looks like the same as “Category”, which is used instead."
    assert second.alternatives[0][0] == "category"


def test_the_dfe_headings_are_told_apart():
    known = {"building": ["Location: Building"], "room": ["Location: Room"], "type": ["Asset type"]}

    proposals = match_headers(["Asset type", "Location: Building", "Location: Room"], known)

    assert [proposal.field for proposal in proposals] == ["type", "building", "room"]


def test_accents_and_signs_make_no_difference():
    assert normalise("Prix d’achat (£)") == normalise("PRIX D'ACHAT") == "prix d achat"
