from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from firstbell.platform.accounts.actors import GUEST
from firstbell.platform.audit.events import announce
from firstbell.platform.codes import events as codes
from firstbell.platform.jobs import outbox
from firstbell.platform.tenancy.models import School


@pytest.fixture(autouse=True)
def keys(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    settings.MAIL_IS_SET = True
    settings.BASE_URL = "https://kit.example"


@pytest.fixture
def found(hartley: School, moment: datetime) -> Any:
    """found("on the bus") -> somebody without an account said so, and whoever listens has heard."""

    def say(words: str, at: datetime = moment) -> None:
        announce(codes.FOUND, hartley, by=GUEST, at=at, what="a laptop", words=words)
        outbox.deliver_waiting()

    return say
