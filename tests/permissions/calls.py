"""What each call of the API is about: a real thing for the words of its path, and a body that is not refused."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.permissions.things import Example, World

Body = Callable[[World, Example], dict[str, Any]]
Make = Callable[[World], Example]


def nobody(world: World, of: Example) -> dict[str, Any]:
    return {}


@dataclass
class Call:
    """`who` is whoever may do it at Hartley; `shared` says why everybody in the trust meets the same thing."""

    make: Make
    body: Body = nobody
    who: str = "technician"
    shared: str = ""
    file: bool = False
    # Words of the path that the example does not have.
    more: dict[str, str] = field(default_factory=dict)


CALLS: dict[str, Call] = {}


def calls(names: str, make: Make, body: Body = nobody, **more: Any) -> None:
    for name in names.split(", "):
        CALLS[name] = Call(make, body, **more)


def path_of(path: str, one: Call, example: Example) -> str:
    """The path with its words; what the example calls otherwise is taken in its order."""
    names = re.findall(r"\{(\w+)\}", path)
    known = {**example.words, **one.more}
    others = iter(value for name, value in example.words.items() if name not in names)
    return path.format(**{name: known[name] if name in known else next(others) for name in names})


def sent(one: Call, world: World, example: Example) -> dict[str, Any]:
    if one.file:
        file = SimpleUploadedFile("list.csv", b"Room,Lamp\nICT 2,yes\n")
        return {"data": {"file": file, **one.body(world, example)}}
    body = json.dumps(one.body(world, example), default=str)
    return {"data": body, "content_type": "application/json"}


def nothing(world: World) -> Example:
    """For calls that add something."""
    return Example({})
