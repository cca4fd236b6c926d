from __future__ import annotations

# The first that is found counts: Edge and Opera also say Chrome, and Chrome also says Safari.
_BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "Firefox/": "Firefox",
    "Chrom": "Chrome",
    "Safari/": "Safari",
}
_SYSTEMS = {
    "CrOS": "a Chromebook", "Android": "Android", "iPhone": "an iPhone", "iPad": "an iPad", "Windows": "Windows",
    "Mac OS": "a Mac", "Linux": "Linux",
}  # fmt: skip


def named(user_agent: str) -> str:
    """ "Chrome on Windows": what its owner calls it."""
    browser = next((name for mark, name in _BROWSERS.items() if mark in user_agent), "A browser")
    system = next((name for mark, name in _SYSTEMS.items() if mark in user_agent), "")
    return f"{browser} on {system}" if system else browser
