"""Schools' messy spreadsheets, read with a verdict for everything that is not right."""

from __future__ import annotations

from firstbell.lib.sheets.delimiters import DELIMITERS
from firstbell.lib.sheets.encoding_guess import ENCODINGS, Encoding
from firstbell.lib.sheets.error_file import (
    ERROR_FILE_HEADINGS,
    guard_formula,
    unguard_formula,
    write_error_file,
)
from firstbell.lib.sheets.header_matching import Proposal, match_headers, normalise
from firstbell.lib.sheets.headers import letter
from firstbell.lib.sheets.kinds import Kind
from firstbell.lib.sheets.limits import Limits
from firstbell.lib.sheets.mending import ungarble
from firstbell.lib.sheets.near_names import Names, Near, near_matches, normalise_name
from firstbell.lib.sheets.reading import Choices, SheetChoice, SheetReading, read_sheet
from firstbell.lib.sheets.rows import Damage, Note, Row
from firstbell.lib.sheets.unreadable import Unreadable

__all__ = [
    "DELIMITERS",
    "ENCODINGS",
    "ERROR_FILE_HEADINGS",
    "Choices",
    "Damage",
    "Encoding",
    "Kind",
    "Limits",
    "Names",
    "Near",
    "Note",
    "Proposal",
    "Row",
    "SheetChoice",
    "SheetReading",
    "Unreadable",
    "guard_formula",
    "letter",
    "match_headers",
    "near_matches",
    "normalise",
    "normalise_name",
    "read_sheet",
    "ungarble",
    "unguard_formula",
    "write_error_file",
]
