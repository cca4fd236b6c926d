"""A disk without room, however it is told: by the system, by SQLite or by PostgreSQL."""

from __future__ import annotations

import errno
import sqlite3

FULL = (
    "The disk that Firstbell keeps its data on is full, so this was not saved. What was saved before is safe. "
    "Ask whoever looks after Firstbell to make room, then do it again."
)
_SYSTEM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
# The second: the index of what is written ahead could not grow.
_SQLITE = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE}
_POSTGRES = "53100"


def is_full(problem: BaseException | None) -> bool:
    """Whether it is that, or comes from that."""
    seen = 0
    while problem is not None and seen < 20:
        if _says_so(problem):
            return True
        problem, seen = problem.__cause__ or problem.__context__, seen + 1
    return False


def _says_so(problem: BaseException) -> bool:
    if isinstance(problem, OSError):
        return problem.errno in _SYSTEM
    code = getattr(problem, "sqlite_errorcode", None)
    return code in _SQLITE or getattr(problem, "sqlstate", None) == _POSTGRES
