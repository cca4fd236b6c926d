"""The operating system under the names that people use for it."""

from __future__ import annotations

import re
from typing import Final, Literal, NamedTuple

from firstbell.lib.agentprotocol.reports import Report

Family = Literal["windows", "macos", "linux", "android", "chromeos", "ios", "other", ""]

_WINDOWS: Final = re.compile(
    r"(?:Microsoft[®]?\s+)?Windows[®]?\s+"
    r"(Server\s+(?:\d{4}(?:\s+R2)?|version\s+\w+)?|\d+(?:\.\d+)?|XP|Vista|7|NT|2000)\s*(.*)",
    re.IGNORECASE,
)
_BUILD: Final = re.compile(r"(\d{4,6}(?:\.\d{1,6})?)")
_KERNEL: Final = re.compile(r"\d+\.\d+\.(\d{4,6})(?:\.(\d{1,6}))?")
_IN_BRACKETS: Final = re.compile(r"(.*?)\s*\(([^)]*)\)\s*$")
_ANDROID: Final = re.compile(r"Android\s+(\d+(?:\.\d+)*)", re.IGNORECASE)
_MACOS: Final = re.compile(r"^mac ?os(?: ?x)?\b\s*[\d.]*\s*", re.IGNORECASE)
_MARKS: Final = re.compile(r"\((?:R|TM|C)\)", re.IGNORECASE)
_FIRST_OF_11: Final = 22000


class System(NamedTuple):
    family: Family = ""
    name: str = ""
    edition: str = ""
    version: str = ""
    build: str = ""
    arch: str = ""


def system(report: Report) -> System:
    """From `operatingsystem`; older agents told it in `hardware`."""
    full = report.text("operatingsystem", "full_name") or report.text("hardware", "osname")
    name = report.text("operatingsystem", "name") or full
    version = report.text("operatingsystem", "version") or report.text("hardware", "osversion")
    arch = _arch(report.text("operatingsystem", "arch") or report.text("cpus", "arch"))
    family = _family(f"{name} {full} {report.text('operatingsystem', 'kernel_name')}".lower())
    if family == "windows":
        return _windows(report, full or name, version, arch)
    if family == "android":
        return _android(full or name, version, arch)
    if family == "macos":
        return _macos(full or name, version, arch)
    if family in {"linux", "chromeos", "ios"}:
        kernel = report.text("operatingsystem", "kernel_version")
        return System(family, name, _edition(full), _without_brackets(version), kernel, arch)
    return System(family, full or name, "", version, "", arch)


def _family(words: str) -> Family:
    marks: tuple[tuple[str, Family], ...] = (
        ("android", "android"), ("windows", "windows"), ("mswin", "windows"), ("chrome os", "chromeos"),
        ("chromeos", "chromeos"), ("ipados", "ios"), ("iphone os", "ios"), ("macos", "macos"), ("mac os", "macos"),
        ("os x", "macos"), ("darwin", "macos"), ("linux", "linux"),
    )  # fmt: skip
    for mark, family in marks:
        if mark in words:
            return family
    return "other" if words.strip() else ""


def _windows(report: Report, full: str, version: str, arch: str) -> System:
    build = _windows_build(report, version)
    found = _WINDOWS.search(_MARKS.sub("", full))
    if not found:
        return System("windows", full or "Windows", "", version, build, arch)
    release, edition = " ".join(found[1].split()), " ".join(found[2].split())
    if release == "10" and build[:5].isdigit() and int(build[:5]) >= _FIRST_OF_11:
        release = "11"
    return System(
        "windows",
        f"Windows {release}",
        edition,
        "" if _KERNEL.fullmatch(version) else version,
        build,
        arch,
    )


def _windows_build(report: Report, version: str) -> str:
    pack = _BUILD.fullmatch(report.text("operatingsystem", "service_pack"))
    if pack:
        return pack[1]
    kernel = _KERNEL.search(report.text("operatingsystem", "kernel_version")) or _KERNEL.search(
        version
    )
    if not kernel:
        return ""
    return f"{kernel[1]}.{kernel[2]}" if kernel[2] else kernel[1]


def _android(full: str, version: str, arch: str) -> System:
    found = _ANDROID.search(full)
    api = f"API {version}" if version.isdigit() else ""
    return System(
        "android", "Android", "", found[1] if found else version, api, arch.partition(",")[0]
    )


def _macos(full: str, version: str, arch: str) -> System:
    found = _IN_BRACKETS.match(version)
    release, build = (found[1], found[2]) if found else (version, "")
    return System("macos", "macOS", _MACOS.sub("", full), release, build, arch)


def _edition(full: str) -> str:
    found = _IN_BRACKETS.match(full)
    return found[2] if found else ""


def _without_brackets(version: str) -> str:
    found = _IN_BRACKETS.match(version)
    return found[1] if found else version


def _arch(text: str) -> str:
    known = {"64-bit": "x86_64", "64 bits": "x86_64", "amd64": "x86_64", "x64-based pc": "x86_64", "x86-based pc": "x86", "arm64-based pc": "arm64", "x64": "x86_64", "32-bit": "x86", "32 bits": "x86",
             "i386": "x86", "i586": "x86", "i686": "x86", "arm64": "arm64", "aarch64": "arm64", "arm 64-bit processor": "arm64"}  # fmt: skip
    return known.get(text.lower(), text)
