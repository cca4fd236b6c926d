"""What the database believes about its tables."""

from __future__ import annotations

from django.db import connection

# PostgreSQL looks at its tables again about a minute after they have grown. Until then it believes that a register
# which has just been filled holds fifty items, and sorts all of them for each page.
_MANY = 2_000


def look_again(lines: int) -> None:
    """After `lines` were written: under a second for a million rows, because it takes samples."""
    if lines >= _MANY and connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
