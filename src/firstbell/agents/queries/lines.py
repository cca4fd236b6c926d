"""The lines that put an agent on a machine, ready to copy."""

from __future__ import annotations

from typing import NamedTuple

from firstbell.agents.models import Key

AGENT = "1.18"


class Line(NamedTuple):
    where: str
    text: str
    note: str = ""


def lines_for(key: Key, address: str) -> list[Line]:
    signing_in = _signing_in(key)
    user = f" USER={signing_in[0]} PASSWORD={signing_in[1]}" if signing_in else ""
    by_hand = f" --user {signing_in[0]} --password {signing_in[1]}" if signing_in else ""
    conf = f"server = {address}\\n" + (
        f"user = {signing_in[0]}\\npassword = {signing_in[1]}\\n" if signing_in else ""
    )
    msi = f"GLPI-Agent-{AGENT}-x64.msi"
    options = f'/quiet SERVER="{address}"{user} ADD_FIREWALL_EXCEPTION=1 EXECMODE=1 RUNNOW=1'
    write = f"printf '{conf}' | sudo tee /etc/glpi-agent/conf.d/firstbell.cfg"
    return [
        Line("Windows, one machine", f"msiexec /i {msi} {options}", "In a terminal of an administrator"),
        Line("Windows, group policy", f"msiexec /i \\\\SERVER\\SHARE\\{msi} {options}", "As a start-up script of computers"),
        Line("Windows, Intune", f'msiexec /i "{msi}" {options}', "The install command of a Windows app (Win32)"),
        Line("Debian, Ubuntu", f"sudo apt install ./glpi-agent_{AGENT}-1_all.deb && {write} && sudo glpi-agent --force"),
        Line("Fedora, Red Hat", f"sudo dnf install ./glpi-agent-{AGENT}-1.noarch.rpm && {write} && sudo glpi-agent --force"),
        Line(
            "macOS",
            f"sudo installer -pkg GLPI-Agent-{AGENT}_arm64.pkg -target / && "
            f"printf '{conf}' | sudo tee /Applications/GLPI-Agent/etc/conf.d/firstbell.cfg && "
            "sudo /Applications/GLPI-Agent/bin/glpi-agent --force",
        ),
        Line("An agent that is there", f"glpi-agent --server {address}{by_hand} --force", "To try it once"),
    ]  # fmt: skip


def _signing_in(key: Key) -> tuple[str, str] | None:
    return (key.basic_user, key.basic_password) if key.basic_user else None
