from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from typing import Final

_NOT_WORD: Final = re.compile(r"[\W_]+")

# What firmware and people write where a serial should be, without spaces, marks and case.
JUNK_SERIALS: Final = frozenset(
    {
        "tobefilledbyoem", "tobefilledbyom", "tobefilled", "filledbyoem", "oem", "defaultstring", "default",
        "systemserialnumber", "systemserial", "serialnumber", "serialno", "serial", "sn", "chassisserialnumber",
        "chassisserial", "baseboardserialnumber", "boardserialnumber", "mbserialnumber", "systemproductname",
        "systemversion", "systemmanufacturer", "systemname", "notspecified", "notapplicable", "notavailable",
        "notassigned", "notset", "notfound", "notknown", "notrecorded", "notvisible", "novalue", "noserial",
        "noserialnumber", "nosn", "noserialno", "noasset", "noassettag", "noassetinformation", "assettag", "none",
        "null", "nil", "nan", "na", "nothing", "unknown", "unk", "unavailable", "undefined", "unspecified",
        "unreadable", "illegible", "missing", "invalid", "empty", "blank", "tbc", "tba", "tbd", "todo", "test",
        "check", "asabove", "seeabove", "see", "various", "multiple", "generic", "virtualmachine", "vmware",
        "ref", "error", "value", "name", "div0", "num", "true", "false", "yes", "no", "x", "pending", "invisible",
        "xxxx", "abc", "abcd", "abc123", "abcdef", "asdf", "qwerty", "demo", "sample", "example", "filler",
        "0123456789", "1234567890", "123456789", "12345678", "1234567", "123456", "12345", "1234", "123", "01234567",
        "0123456789abcdef", "123456789abcdef", "123456789abc", "987654321", "9876543210", "012345678",
        "03000200040005000006000700080009", "b0b0b0b0", "eeeeeeeeeeee", "5a5a5a5a",
        "00020003000400050006000700080009", "1nsert", "insertserial", "innovationsn", "mxxxxxxxxxx",
        "sn1234567890", "serial1234567890", "fffffffffffff",
    }
)  # fmt: skip


def is_junk_serial(text: str, extra: Collection[str] = ()) -> bool:
    """Whether a serial says nothing: such a one never matches anything and is never kept as an identity."""
    plain = _plain(text)
    if len(plain) < 2 or plain == plain[0] * len(plain):
        return True
    return plain in JUNK_SERIALS or (bool(extra) and plain in _plain_words(frozenset(extra)))


def _plain(text: str) -> str:
    folded = text.casefold()
    return folded if folded.isalnum() and folded.isascii() else _NOT_WORD.sub("", folded)


@lru_cache(maxsize=16)
def _plain_words(words: frozenset[str]) -> frozenset[str]:
    return frozenset(map(_plain, words))
