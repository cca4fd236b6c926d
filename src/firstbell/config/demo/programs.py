"""What is installed on the computers of the demonstration trust, as such machines report it."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

Program = tuple[str, str, str]
MS = "Microsoft Corporation"

EVERYWHERE: list[Program] = [
    ("Microsoft Edge", MS, "142.0.3595.94"), ("Microsoft Edge Update", "", "1.3.205.21"),
    ("Microsoft 365 Apps for enterprise - en-gb", MS, "16.0.19328.20190"), ("Microsoft OneDrive", MS, "25.206.1021.0003"),
    ("Microsoft Visual C++ 2015-2022 Redistributable (x64) - 14.44.35211", MS, "14.44.35211.0"),
    ("Microsoft Windows Desktop Runtime - 8.0.21 (x64)", MS, "8.0.21.35325"), ("GLPI Agent 1.18", "Teclib", "1.18"),
    ("Intel(R) Management Engine Components", "Intel Corporation", "2443.6.4.0"), ("Realtek Audio Driver", "Realtek Semiconductor Corp.", "6.0.9729.1"),
    ("Smoothwall Classroom", "Smoothwall Ltd", "4.7.2"), ("PaperCut Print Deploy Client", "PaperCut Software Int. Pty. Ltd.", "1.9.3058"),
]  # fmt: skip
SECONDARY: list[Program] = [
    ("Impero Client", "Impero Solutions Ltd", "8.6.16"), ("SMART Notebook 24", "SMART Technologies ULC", "24.1.1016.0"),
    ("Python 3.12.10 (64-bit)", "Python Software Foundation", "3.12.10150.0"), ("Scratch 3.30.5", "Massachusetts Institute of Technology", "3.30.5"),
    ("Audacity 3.7.5", "Audacity Team", "3.7.5"), ("GIMP 2.10.38", "The GIMP Team", "2.10.38"), ("Notepad++ (64-bit x64)", "Notepad++ Team", "8.8.8"),
]  # fmt: skip
PRIMARY: list[Program] = [
    ("Clicker 8", "Crick Software Ltd", "8.3.0"), ("SMART Notebook 23", "SMART Technologies ULC", "23.0.650.0"),
    ("Communicate: In Print 3", "Widgit Software", "3.0.11"), ("2Simple Publisher Plus", "2Simple Ltd", "2.4"),
]  # fmt: skip
# Some have them, in one of these versions: so that there is something to put right.
SOME: list[tuple[float, str, str, list[str]]] = [
    (0.97, "Google Chrome", "Google LLC", ["142.0.7444.176", "142.0.7444.176", "141.0.7390.123", "96.0.4664.110"]),
    (0.9, "7-Zip {} (x64)", "Igor Pavlov", ["25.01", "25.01", "24.08", "22.01"]),
    (0.8, "VLC media player", "VideoLAN", ["3.0.21", "3.0.21", "3.0.6"]), (0.5, "Mozilla Firefox (x64 en-GB)", "Mozilla", ["145.0", "132.0.1"]),
    (0.5, "Adobe Acrobat (64-bit)", "Adobe", ["25.001.20844", "24.004.20243"]), (0.35, "LibreOffice {}", "The Document Foundation", ["25.8.3.2", "24.8.3.2"]),
    (0.2, "Zoom Workplace (64-bit)", "Zoom", ["6.6.10", "6.2.49583"]), (0.12, "Blender", "Blender Foundation", ["4.5.4", "3.6.2"]),
    (0.08, "2D Design V2", "TechSoft UK Ltd", ["2.19"]), (0.08, "Sibelius", "Avid Technology, Inc.", ["25.10.0", "23.11.0"]),
    (0.06, "Java 8 Update {} (64-bit)", "Oracle Corporation", ["201", "471"]), (0.04, "Adobe Flash Player 32 NPAPI", "Adobe", ["32.0.0.371"]),
    (0.04, "TeamViewer", "TeamViewer", ["15.71.4"]), (0.03, "Steam", "Valve Corporation", ["2.10.91.91"]), (0.05, "CleverMaths Lab", "Abacus & Daughters", ["4.2"]),
    (0.03, "Spotify", "Spotify AB", ["1.2.76.298"]),
]  # fmt: skip


def installed(luck: Random, *, primary: bool, today: date) -> list[dict[str, Any]]:
    rows = [_row(program, luck, today) for program in (*EVERYWHERE, *(PRIMARY if primary else SECONDARY))]  # fmt: skip
    for share, name, publisher, versions in SOME:
        if luck.random() < share:
            version = luck.choice(versions)
            rows.append(_row((name.format(version), publisher, version), luck, today))
    return [*rows, _update(luck, today)]


def _row(program: Program, luck: Random, today: date) -> dict[str, Any]:
    name, publisher, version = program
    on = today - timedelta(days=luck.randrange(20, 420))
    row = {
        "name": name,
        "version": version,
        "arch": "x86_64",
        "from": "registry",
        "install_date": on.isoformat(),
    }
    return {**row, "publisher": publisher} if publisher else row


def _update(luck: Random, today: date) -> dict[str, Any]:
    """The last security update: most have this month's."""
    name, days = luck.choice([("KB5068861", 13), ("KB5068861", 13), ("KB5066835", 42), ("KB5055523", 230)])  # fmt: skip
    on = today - timedelta(days=days)
    return {"name": name, "from": "WMI", "release_type": "Security Update", "system_category": "security_update",
            "install_date": on.isoformat()}  # fmt: skip
