from __future__ import annotations

import errno

import pytest
from django.test import RequestFactory

from firstbell.platform.database import room
from firstbell.platform.web.pages import errors


@pytest.mark.parametrize("path", ["/equipment/new/", "/api/v1/items"])
def test_who_saves_is_told_in_a_sentence(path: str) -> None:
    try:
        raise OSError(errno.ENOSPC, "No space left on device")
    except OSError:
        answer = errors.broken(RequestFactory().post(path))

    assert answer.status_code == 507
    assert room.FULL in answer.content.decode()
