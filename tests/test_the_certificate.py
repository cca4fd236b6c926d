from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command


def _said(*names: str) -> str:
    out = StringIO()
    call_command("certificate", *names, stdout=out)
    return out.getvalue()


def test_the_settings_it_says_lead_to_the_address_that_was_set(
    settings: Any, tmp_path: Path
) -> None:
    settings.DATA, settings.PORT = tmp_path, 8000
    settings.BASE_URL = "https://firstbell.example.sch.uk:8443"

    assert "FIRSTBELL_URL=https://firstbell.example.sch.uk:8443\n" in _said()
    assert (tmp_path / "tls/server.pem").exists()


def test_a_name_that_is_given_is_served_at_this_servers_port(settings: Any, tmp_path: Path) -> None:
    settings.DATA, settings.PORT = tmp_path, 8000

    assert "FIRSTBELL_URL=https://ict.local:8000\n" in _said("ict.local")
