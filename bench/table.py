from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import perf_counter, process_time


@dataclass
class Line:
    what: str
    figure: str
    target: str
    met: bool | None = None


@dataclass
class Table:
    title: str
    lines: list[Line] = field(default_factory=list)

    def add(self, what: str, figure: str, target: str = "", *, met: bool | None = None) -> None:
        self.lines.append(Line(what, figure, target, met))
        mark = {True: "met", False: "MISSED", None: ""}[met]
        print(f"  {what:<46} {figure:<44} {target:<26} {mark}", flush=True)

    def markdown(self) -> str:
        rows = ["", f"## {self.title}", "", "| what | measured | target | |", "|---|---|---|---|"]
        marks = {True: "met", False: "**missed**", None: ""}
        rows += [
            f"| {one.what} | {one.figure} | {one.target} | {marks[one.met]} |" for one in self.lines
        ]
        return "\n".join(rows) + "\n"


@dataclass
class Times:
    """Milliseconds of wall time per call, and CPU per call."""

    wall: list[float]
    cpu: float

    @property
    def p50(self) -> float:
        return statistics.median(self.wall)

    @property
    def p95(self) -> float:
        return sorted(self.wall)[max(0, round(len(self.wall) * 0.95) - 1)]

    def __str__(self) -> str:
        return f"p50 {self.p50:.1f} ms, p95 {self.p95:.1f} ms, CPU {self.cpu:.1f} ms"


def timed(calls: Sequence[Callable[[], object]], *, warm: int = 5) -> Times:
    for call in calls[:warm]:
        call()
    wall = []
    cpu = process_time()
    for call in calls:
        began = perf_counter()
        call()
        wall.append((perf_counter() - began) * 1000)
    return Times(wall, (process_time() - cpu) * 1000 / len(calls))
