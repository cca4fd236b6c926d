from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstbell.lib.parsing import Money, NotBought, Unclear, parse_money


@pytest.mark.parametrize(
    ("text", "money"),
    [
        ("£1,234.50", Money(123450)),
        ("1234.5", Money(123450)),
        ("£ 12", Money(1200)),
        ("GBP 12.00", Money(1200)),
        ("12.00 gbp", Money(1200)),
        (".50", Money(50)),
        ("1,234", Money(123400)),
        ("1,50", Money(150)),
        ("1.234,50 €", Money(123450, "EUR")),
        ("1 234,50", Money(123450)),
        ("$12", Money(1200, "USD")),
        ("(12.00)", Money(-1200)),
        ("-£5.00", Money(-500)),
        ("£-5", Money(-500)),
        ("£499.00 each", Money(49900)),
        ("£10 inc VAT", Money(1000, vat="including")),
        ("£10 (inc. VAT)", Money(1000, vat="including")),
        ("£10 ex VAT", Money(1000, vat="excluding")),
        ("£10 + VAT", Money(1000, vat="excluding")),
        ("33.333333", Money(3333, note="Rounded to 33.33.")),
        ("free", Money(0)),
        ("leased", NotBought("leased")),
        ("On loan", NotBought("loaned")),
        ("Donated", NotBought("donated")),
    ],
)
def test_a_price_is_read_in_pence(text: str, money: Money | NotBought):
    assert parse_money(text) == money


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "There is no price here."),
        ("12k", "“12k” is short for something. Please write the price in full."),
        ("1.234", "“1.234” can be read in two ways. Please write it like 1,234.50."),
        ("1,2345", "“1,2345” can be read in two ways. Please write it like 1,234.50."),
        ("£5 or $6", "“£5 or $6” names two currencies."),
        ("about a tenner", "“about a tenner” is not a price. Write it like 1,234.50."),
        ("999999999999", "“999999999999” is more than £100 million. Please check it."),
    ],
)
def test_a_price_that_is_unclear_is_refused(text: str, sentence: str):
    with pytest.raises(Unclear) as refused:
        parse_money(text)

    assert refused.value.sentence == sentence


def test_a_shortened_number_is_no_price():
    with pytest.raises(Unclear, match="a spreadsheet has shortened"):
        parse_money("5.02E+18")


def test_more_money_than_anybody_has_is_asked_about():
    with pytest.raises(Unclear, match="more than £100 million"):
        parse_money("1" + "0" * 40)


@given(st.integers(0, 10**9))
def test_every_price_reads_back(pence: int):
    pounds, rest = divmod(pence, 100)

    assert parse_money(f"£{pounds:,}.{rest:02}") == Money(pence)
    assert parse_money(f"({pounds}.{rest:02})") == Money(-pence)


@given(st.text(max_size=80))
def test_any_text_is_a_price_or_a_sentence(text: str):
    try:
        parse_money(text)
    except Unclear as refused:
        assert refused.sentence.endswith(".")  # noqa: PT017 -- both ways are right
