"""What is wrong with the page in front of us, in words: for a reader, on paper or in the dark, at its width."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.serving import ROOT

AXE = ROOT / "node_modules/axe-core/axe.min.js"
SERIOUS = """async rules => (await axe.run(document, {resultTypes: ['violations'], ...rules})).violations
    .filter(one => ['serious', 'critical'].includes(one.impact))
    .map(one => one.id + ': ' + one.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(' | '))"""
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}


def faults(page: Any) -> list[str]:
    """Serious findings of axe-core, in light and, for what can differ there, in dark; and a page wider than its window."""
    if not AXE.exists():
        pytest.skip("axe-core is not installed: ./dev test brings it")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = list(page.evaluate(SERIOUS, {}))
    wide, window = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    if wide > window:
        found.append(f"overflows: {wide} px")
    page.emulate_media(color_scheme="dark")
    found += [f"in the dark, {one}" for one in page.evaluate(SERIOUS, CONTRAST)]
    page.emulate_media(color_scheme="light")
    return found
