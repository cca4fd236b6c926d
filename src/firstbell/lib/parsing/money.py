from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Literal

from firstbell.lib.parsing.text import looks_scientific
from firstbell.lib.parsing.unclear import Unclear, shown


@dataclass(frozen=True, slots=True)
class Money:
    pence: int
    currency: str = "GBP"
    vat: Literal["", "including", "excluding"] = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class NotBought:
    """There is no price because nothing was paid for it: the DfE's register says "leased" instead."""

    how: Literal["leased", "loaned", "donated"]


_NOT_BOUGHT: Final[dict[str, Literal["leased", "loaned", "donated"]]] = {
    **dict.fromkeys(("leased", "lease", "on lease", "rented", "rental", "hired"), "leased"),
    **dict.fromkeys(("loaned", "loan", "on loan", "borrowed"), "loaned"),
    **dict.fromkeys(("donated", "donation", "gift", "gifted"), "donated"),
}
_CURRENCIES: Final = {
    "£": "GBP",
    "gbp": "GBP",
    "$": "USD",
    "usd": "USD",
    "us$": "USD",
    "€": "EUR",
    "eur": "EUR",
}
_CURRENCY: Final = re.compile(r"(?:us\$|[£$€]|gbp|usd|eur)", re.IGNORECASE)
_VAT: Final = re.compile(
    r"\(?\b(?:(?P<inc>inc(?:l(?:uding)?)?|with|gross)|(?P<exc>ex(?:c(?:l(?:uding)?)?)?|plus|net(?: of)?)|\+)"
    r"\.?\s*(?:v\.?a\.?t\.?)?\)?$|\+\s*v\.?a\.?t\.?$",
    re.IGNORECASE,
)
_EACH: Final = re.compile(r"\s*(?:each|ea\.?|per unit|/-)$", re.IGNORECASE)
_BRITISH: Final = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d+(?:\.\d{1,2})?|\.\d{1,2}|\d+\.")
_CONTINENTAL: Final = re.compile(
    r"\d{1,3}(?:\.\d{3})+,\d{1,2}|\d+,\d{1,2}|\d{1,3}(?: \d{3})+(?:,\d{1,2})?"
)
# Four decimals or more come from a division in the spreadsheet; three may be a Continental thousand.
_COMPUTED: Final = re.compile(r"\d+\.\d{4,}")
_LONGEST: Final = 60
_MOST: Final = 10_000_000_000


def parse_money(text: str) -> Money | NotBought:
    given = " ".join(text.split())
    if not given:
        raise Unclear("There is no price here.")
    word = given.casefold().strip(" .")
    if word in _NOT_BOUGHT:
        return NotBought(_NOT_BOUGHT[word])
    if word in ("free", "nil", "no charge", "free of charge"):
        return Money(0)
    if len(given) > _LONGEST:
        raise Unclear(f"{shown(text)} is not a price.")
    if looks_scientific(given):
        raise Unclear(
            f"{shown(text)} is a number that a spreadsheet has shortened. Please type the price."
        )
    rest, vat = _without_vat(given)
    rest, currency = _without_currency(_EACH.sub("", rest), text)
    rest, negative = _without_sign(rest)
    pence, note = _pence(rest, text)
    if pence > _MOST:
        raise Unclear(f"{shown(text)} is more than £100 million. Please check it.")
    return Money(-pence if negative else pence, currency, vat, note)


def _without_vat(given: str) -> tuple[str, Literal["", "including", "excluding"]]:
    found = _VAT.search(given)
    if not found:
        return given, ""
    return given[: found.start()].strip(), "including" if found["inc"] else "excluding"


def _without_currency(given: str, text: str) -> tuple[str, str]:
    found = {_CURRENCIES[mark.casefold()] for mark in _CURRENCY.findall(given)}
    if len(found) > 1:
        raise Unclear(f"{shown(text)} names two currencies.")
    return _CURRENCY.sub(" ", given).strip(), found.pop() if found else "GBP"


def _without_sign(given: str) -> tuple[str, bool]:
    if given.startswith("(") and given.endswith(")"):
        return given[1:-1].strip(), True
    stripped = given.replace("\u2212", "-")
    if stripped.startswith("-") or (stripped.endswith("-") and len(stripped) > 1):
        return stripped.strip("-").strip(), True
    return given.removeprefix("+").strip(), False


def _pence(amount: str, text: str) -> tuple[int, str]:
    if _BRITISH.fullmatch(amount):
        return _rounded(amount.replace(",", "")), ""
    if _CONTINENTAL.fullmatch(amount):
        return _rounded(amount.replace(".", "").replace(" ", "").replace(",", ".")), ""
    if _COMPUTED.fullmatch(amount):
        pence = _rounded(amount)
        return pence, f"Rounded to {pence / 100:,.2f}."
    if re.fullmatch(r"[\d.,]+\s?(?:k|m)", amount, re.IGNORECASE):
        raise Unclear(f"{shown(text)} is short for something. Please write the price in full.")
    if re.fullmatch(r"[\d.,]+", amount):
        raise Unclear(f"{shown(text)} can be read in two ways. Please write it like 1,234.50.")
    raise Unclear(f"{shown(text)} is not a price. Write it like 1,234.50.")


def _rounded(amount: str) -> int:
    pence = Decimal(amount.rstrip(".")) * 100
    # What is far too much anyway has more digits than a decimal rounds.
    return _MOST + 1 if pence > _MOST else int(pence.quantize(Decimal(1), ROUND_HALF_UP))
