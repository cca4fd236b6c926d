from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import dataclass
from typing import Final

DELIMITERS: Final = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}

_DECLARED: Final = re.compile(
    r'\A"?sep=(?P<delimiter>[,;\t|])"?[ \t]*(?:\r\n|\r|\n)', re.IGNORECASE
)
_DECIMAL_COMMA: Final = re.compile(r"(?<![^;\t|\r\n\"€£ -])\d[\d.]*,\d{1,4}(?![^;\t|\r\n\"€£ ])")


@dataclass(frozen=True, slots=True)
class Dialect:
    delimiter: str
    confidence: float
    # "a, "b, c"": some programs put a space before the quotation mark.
    skip_space: bool = False
    # Excel's own first line "sep=;" says which, and is not a row.
    declared: bool = False

    @property
    def label(self) -> str:
        return DELIMITERS[self.delimiter]


def sniff(sample: str) -> Dialect:
    """The delimiter that cuts the lines of a sample into the most even rows."""
    declared = _DECLARED.match(sample)
    if declared:
        return Dialect(declared["delimiter"], 1.0, declared=True)
    lines = sample.splitlines(keepends=True)[:400]
    scores = {delimiter: _evenness(lines, delimiter) for delimiter in DELIMITERS}
    if _DECIMAL_COMMA.search(sample) and max(scores[";"], scores["\t"], scores["|"]) > 0.5:
        scores[","] *= 0.5
    best = max(scores, key=lambda delimiter: scores[delimiter])
    if scores[best] <= 0:
        return Dialect(",", 0.5)
    others = sorted(scores.values())[-2]
    confidence = round(min(1.0, 0.5 + 0.5 * (scores[best] - others) / scores[best]), 2)
    return Dialect(best, confidence, _spaces_before_quotes(lines, best))


def _evenness(lines: list[str], delimiter: str, *, skip_space: bool = False) -> float:
    widths = Counter(_widths(lines, delimiter, skip_space=skip_space))
    total = sum(widths.values())
    if not total:
        return 0.0
    # A delimiter that never cuts tells nothing; among those that cut, even rows beat many cells.
    best = max(((count / total) ** 2 * (1 - 1 / width), width) for width, count in widths.items())
    return best[0]


def _widths(lines: list[str], delimiter: str, *, skip_space: bool) -> list[int]:
    try:
        rows = list(csv.reader(lines, delimiter=delimiter, skipinitialspace=skip_space))
    except csv.Error:
        return []
    # The last row of a sample may be cut in two.
    whole = rows[:-1] if len(rows) > 2 else rows
    return [len(row) for row in whole if any(cell.strip() for cell in row)]


def _spaces_before_quotes(lines: list[str], delimiter: str) -> bool:
    if not any(f'{delimiter} "' in line for line in lines):
        return False
    with_space = _evenness(lines, delimiter, skip_space=True)
    return with_space > _evenness(lines, delimiter)
