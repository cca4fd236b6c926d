"""A technician makes a key, copies its line and runs it: the machine is there, approved, found and its programs searched."""

from __future__ import annotations

import shutil
import socket
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.browser.serving import PHONE, WIDE, Pictures, looking, signed_in

pytestmark = [pytest.mark.slow, pytest.mark.browser]
AGENT = "fusioninventory-agent"


def copied_line(page: Any, label: str) -> str:
    """What the page of a new key gives to copy."""
    page.goto("/settings/enrolment-keys/new/")
    page.get_by_label("Label").fill(label)
    page.locator("form.fb-form button.fb-btn-primary").click()
    page.locator("#secret").wait_for()
    return str(page.locator("#secret").text_content()).strip()


def run_the_agent(server: str, folder: Path) -> None:
    subprocess.run(
        [AGENT, f"--server={server}", f"--conf-file={folder / 'agent.cfg'}", "--tasks=inventory", "--no-httpd", "--wait=0"],
        check=True, capture_output=True, timeout=180, cwd=folder,
    )  # fmt: skip


@pytest.mark.skipif(not shutil.which(AGENT), reason="apt-get install fusioninventory-agent")
@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_a_machine_is_in_the_register_a_minute_after_its_line_was_run(
    chromium: Any, trust: str, tmp_path: Path, width: int
) -> None:
    (tmp_path / "agent.cfg").write_text(f"vardir = {tmp_path}\n")
    context = looking(chromium, trust, width)
    page = signed_in(context)
    name = socket.gethostname().split(".")[0]
    server = copied_line(page, f"Try at {width}")
    Pictures().take(page, f"devices-{width}-1-line")

    run_the_agent(server, tmp_path)

    page.goto(f"/devices/?name={name}")
    page.locator("#fb-list").get_by_role("link", name=name, exact=True).first.click()
    page.get_by_role("heading", name="What it is").wait_for()
    approve = page.get_by_role("button", name="Approve", exact=True)
    if approve.count():
        approve.click()
        page.goto(f"/devices/?name={name}")
        page.locator("#fb-list").get_by_role("link", name=name, exact=True).first.click()
    page.get_by_text("Approved", exact=True).wait_for()
    Pictures().take(page, f"devices-{width}-2-device")

    page.locator("dl a[href^='/equipment/']").first.click()
    page.get_by_role("heading", name="As it reports itself").wait_for()
    page.get_by_role("heading", name="Programs").wait_for(timeout=20_000)
    Pictures().take(page, f"devices-{width}-3-item")

    page.goto("/software/?q=coreutils")
    page.get_by_role("link", name="coreutils", exact=True).first.click()
    page.get_by_role("heading", name="Which versions").wait_for()
    Pictures().take(page, f"devices-{width}-4-program")
    context.close()


def test_the_computers_of_the_demonstration_say_how_they_are_protected(
    chromium: Any, trust: str
) -> None:
    context = looking(chromium, trust, WIDE)
    page = signed_in(context)

    page.goto("/devices/?antivirus=off,none&kind=computer")
    page.locator("#fb-list").get_by_text("Off", exact=True).first.wait_for()
    Pictures().take(page, "devices")
    page.goto("/devices/at-a-glance/")
    page.get_by_role("heading", name="Protection").wait_for()
    page.get_by_role("link", name="Silent for 5 school days or more").click()
    page.locator("#fb-list a").first.wait_for()
    page.goto("/devices/at-a-glance/")
    Pictures().take(page, "devices-glance")
    page.goto("/software/wanted/")
    page.get_by_text("Forbidden", exact=True).first.wait_for()
    page.goto("/software/licences/")
    page.get_by_text("Over", exact=True).first.wait_for()
    Pictures().take(page, "licences")
    context.close()
