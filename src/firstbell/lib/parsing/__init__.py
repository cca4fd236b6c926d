"""Cells that people typed, read for certain or not at all."""

from __future__ import annotations

from firstbell.lib.parsing.dates import (
    FIRST_DAY,
    LAST_DAY,
    DateOrder,
    OrderGuess,
    ReadDate,
    guess_date_order,
    likely,
    parse_date,
)
from firstbell.lib.parsing.imeis import parse_imei
from firstbell.lib.parsing.macs import parse_mac
from firstbell.lib.parsing.moments import ReadMoment, parse_clock, parse_moment
from firstbell.lib.parsing.money import Money, NotBought, parse_money
from firstbell.lib.parsing.names import People, split_people
from firstbell.lib.parsing.numbers import Months, parse_bool, parse_int, parse_months
from firstbell.lib.parsing.serials import JUNK_SERIALS, is_junk_serial
from firstbell.lib.parsing.text import clean_text, looks_scientific
from firstbell.lib.parsing.unclear import Unclear, shown

__all__ = [
    "FIRST_DAY",
    "JUNK_SERIALS",
    "LAST_DAY",
    "DateOrder",
    "Money",
    "Months",
    "NotBought",
    "OrderGuess",
    "People",
    "ReadDate",
    "ReadMoment",
    "Unclear",
    "clean_text",
    "guess_date_order",
    "is_junk_serial",
    "likely",
    "looks_scientific",
    "parse_bool",
    "parse_clock",
    "parse_date",
    "parse_imei",
    "parse_int",
    "parse_mac",
    "parse_moment",
    "parse_money",
    "parse_months",
    "shown",
    "split_people",
]
