"""The lines that put an agent on a machine, ready to copy."""

from __future__ import annotations

from typing import Final, NamedTuple

from firstbell.agents.models import Key

AGENT: Final = "1.18"
# Where the lines below expect a machine's own certificate with its key, and the school's own authority.
WINDOWS: Final = r"C:\ProgramData\Firstbell"
UNIX: Final = "/etc/glpi-agent"
MAC: Final = "/Applications/GLPI-Agent/etc"
_CLIENT, _AUTHORITY = "client.pem", "ca.pem"


class Line(NamedTuple):
    where: str
    text: str
    note: str = ""


def lines_for(key: Key, address: str) -> list[Line]:
    msi = f"GLPI-Agent-{AGENT}-x64.msi"
    options = f"/quiet {_windows(key, address)} ADD_FIREWALL_EXCEPTION=1 EXECMODE=1 RUNNOW=1"
    start = "sudo systemctl enable glpi-agent && sudo systemctl restart glpi-agent"
    linux = f"{_written(key, address, UNIX)} && {start} && sudo glpi-agent --force"
    return [
        Line("Windows, one machine", f"msiexec /i {msi} {options}", "In a command prompt of an administrator, not in PowerShell"),
        Line("Windows, group policy", f"msiexec /i \\\\SERVER\\SHARE\\{msi} {options}", "As a start-up script of computers"),
        Line("Windows, Intune", f'msiexec /i "{msi}" {options}', "The install command of a Windows app (Win32)"),
        Line("Debian, Ubuntu", f"sudo apt install ./glpi-agent_{AGENT}-1_all.deb && {linux}"),
        Line("Fedora, Red Hat", f"sudo dnf install ./glpi-agent-{AGENT}-1.noarch.rpm && {linux}"),
        Line("macOS, Apple silicon", _mac(key, address, "arm64")),
        Line("macOS, Intel", _mac(key, address, "x86_64")),
        *_there_already(key, address),
    ]  # fmt: skip


def _windows(key: Key, address: str) -> str:
    words = [f'SERVER="{address}"']
    if key.basic_user:
        words += [f"USER={key.basic_user}", f"PASSWORD={key.basic_password}"]
    if key.client_certificate:
        words.append(f'SSL_CERT_FILE="{WINDOWS}\\{_CLIENT}"')
    return " ".join(words)


def _settings(key: Key, address: str, folder: str) -> list[str]:
    words = [f"server = {address}"]
    if key.basic_user:
        words += [f"user = {key.basic_user}", f"password = {key.basic_password}"]
    if key.client_certificate:
        words.append(f"ssl-cert-file = {folder}/{_CLIENT}")
    return words


def _written(key: Key, address: str, folder: str) -> str:
    said = " ".join(f"'{words}'" for words in _settings(key, address, folder))
    return f"printf '%s\\n' {said} | sudo tee {folder}/conf.d/firstbell.cfg"


def _mac(key: Key, address: str, chip: str) -> str:
    service = "org.glpi-project.glpi-agent"
    return (
        f"sudo installer -pkg GLPI-Agent-{AGENT}_{chip}.pkg -target / && {_written(key, address, MAC)} && "
        f"sudo launchctl stop {service}; sudo launchctl start {service}; "
        "sudo /Applications/GLPI-Agent/bin/glpi-agent --force"
    )


def _there_already(key: Key, address: str) -> list[Line]:
    """Agents take a certificate of their own from their configuration alone."""
    if key.client_certificate:
        return []
    by_hand = f" --user {key.basic_user} --password {key.basic_password}" if key.basic_user else ""
    text = f"glpi-agent --server {address}{by_hand} --force"
    return [Line("An agent that is there", text, "To try it once")]


def own_authority() -> list[Line]:
    """What is added where the certificate of this server is by the school's own authority."""
    return [
        Line("Windows, behind SERVER", f'CA_CERT_FILE="{WINDOWS}\\{_AUTHORITY}"'),
        Line("Linux, in firstbell.cfg", f"ca-cert-file = {UNIX}/{_AUTHORITY}"),
        Line("macOS, in firstbell.cfg", f"ca-cert-file = {MAC}/{_AUTHORITY}"),
    ]


def own_certificate(key: Key) -> str:
    """Where a machine's own certificate has to lie before it reports; empty where none is asked for."""
    if not key.client_certificate:
        return ""
    places = (f"{WINDOWS}\\{_CLIENT}", f"{UNIX}/{_CLIENT}", f"{MAC}/{_CLIENT}")
    return f"This key wants a certificate of each machine. Put it there first, with its key in the same file: {', '.join(places)}."
