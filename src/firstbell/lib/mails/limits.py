"""How much of one mail is read. What is past a limit is let go of, and `Message.oddities` says so."""

from __future__ import annotations

from typing import Final

MOST_BYTES: Final = 48 * 1024 * 1024  # of one mail; what follows is not read
MOST_HEADER_BYTES: Final = 512 * 1024  # of the headers of one part
MOST_HEADERS: Final = 1_000  # of one part
LONGEST_HEADER: Final = 32 * 1024
DEEPEST: Final = 50  # parts inside one another
MOST_PARTS: Final = 500
MOST_BOUNDARIES: Final = 20_000  # lines that look like one
MOST_ATTACHMENTS: Final = 200
LONGEST_TEXT: Final = 1_000_000  # letters of the body
LONGEST_HTML: Final = 1_000_000
MOST_LINES: Final = 5_000  # of the body, in which a quote is looked for
MOST_TAGS: Final = 30_000
MOST_ENTITIES: Final = 100_000  # `&` in HTML
MOST_NESTED: Final = 2_000  # tags inside one another
MOST_GUESSES: Final = 5  # at the charset of a text that says nothing of it
LONGEST_SUBJECT: Final = 500
LONGEST_NAME: Final = 200  # of a person or a file
LONGEST_EMAIL: Final = 320
LONGEST_ID: Final = 900
MOST_ADDRESSES: Final = 500  # in one header
MOST_REFERENCES: Final = 100
MOST_FAILED: Final = 100  # addresses that one bounce names
MOST_TOKENS: Final = 20
LONGEST_CALENDAR: Final = 200_000
MOST_TNEF_PARTS: Final = 5_000
