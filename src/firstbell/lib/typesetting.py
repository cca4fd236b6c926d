"""typst, with the fonts that travel with the program."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import as_file, files
from typing import Any

import typst


def typeset(
    source: bytes, job: dict[str, Any], *, ppi: float | None = None, tagged: bool = False
) -> bytes:
    """A PDF, or with `ppi` its first page as a PNG. `tagged` says its structure to who reads by ear."""
    made = typst.compile(
        source,
        sys_inputs={"job": json.dumps(job)},
        font_paths=_fonts(),
        ignore_system_fonts=True,
        format="png" if ppi else "pdf",
        ppi=ppi,
        pdf_tags=tagged,
    )
    return made if isinstance(made, bytes) else made[0]


@cache
def _fonts() -> typst.Fonts:
    with as_file(files("font_hanken_grotesk").joinpath("files")) as folder:
        return typst.Fonts(include_system_fonts=False, font_paths=[str(folder)])
