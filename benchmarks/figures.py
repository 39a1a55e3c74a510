"""What a benchmark reports: one JSON object a line."""

import json
import operator
import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_COMPARISONS = {">=": operator.ge, "<=": operator.le}


@dataclass(frozen=True)
class Figure:
    """A value beside its floor. `aim` is such as `>= 0.50`, of the ratio; empty where there is none yet."""

    name: str
    unit: str
    value: float
    floor: float
    aim: str = ""

    @property
    def ratio(self) -> float:
        """Value by floor."""
        return self.value / self.floor

    @property
    def met(self) -> bool | None:
        """Whether the aim is met; None where there is none."""
        if not self.aim:
            return None
        comparison, wanted = self.aim.split()
        return bool(_COMPARISONS[comparison](self.ratio, float(wanted)))

    def as_line(self) -> str:
        """One line of JSON."""
        return json.dumps(
            {
                "name": self.name,
                "unit": self.unit,
                "value": round(self.value, 3),
                "floor": round(self.floor, 3),
                "ratio": round(self.ratio, 3),
                "aim": self.aim or None,
                "met": self.met,
                "machine": machine(),
            }
        )


def middle(rounds: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The round (ours, floor) whose ratio is the median: both sides of it met the same moment of a drifting machine."""
    return sorted(rounds, key=lambda one: one[0] / one[1])[len(rounds) // 2]


def machine() -> str:
    """Where this was measured, in a line."""
    name = platform.processor() or platform.machine()
    for line in Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else ():
        if line.startswith("model name"):
            name = line.partition(":")[2].strip()
            break
    return f"{name}, {os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}"


def progress(text: str) -> None:
    """Say how far we are, to the person and not to the program that reads the figures."""
    print(text, file=sys.stderr, flush=True)
