"""What a delivery's page shows, from its stored plan."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from artists.catalog.deliveries.changes import SHOWN
from artists.catalog.models import Delivery

_FIGURES = (("new", "New"), ("changed", "Changed"), ("same", "Left alone"), ("refused", "Refused"))
_ALSO = (("releases", "new release"), ("releases_changed", "changed release"), ("artists", "new artist"),
         ("songs", "new song"))  # fmt: skip


@dataclass(frozen=True)
class Figure:
    """One of the four numbers at the top."""

    label: str
    count: int


@dataclass(frozen=True)
class Section:
    """The lines of one kind, and how many more there are than are shown."""

    items: list[dict[str, Any]]
    more: int


@dataclass(frozen=True)
class Outcome:
    """A plan, or what came of it."""

    figures: list[Figure]
    also: str
    new: Section
    changed: Section
    refused: Section
    warnings: Section

    @property
    def changes_anything(self) -> bool:
        """Whether there is something to confirm."""
        return bool(self.new.items or self.changed.items or self.also)


def outcome(delivery: Delivery) -> Outcome | None:
    """The report of a delivery that ran, else its plan; None while it is being read."""
    data: Mapping[str, Any] = (
        delivery.plan.get("result", {}) if delivery.state == Delivery.State.DONE else delivery.plan
    )
    if "counts" not in data:
        return None
    counts = data["counts"]
    also = [f"{n:,} {noun}{'s' if n != 1 else ''}" for key, noun in _ALSO if (n := counts.get(key, 0))]
    return Outcome(
        [Figure(label, counts.get(key, 0)) for key, label in _FIGURES],
        ", ".join(also),
        *(_section(data, key) for key in ("new", "changed", "refused", "warning")),
    )


def _section(data: Mapping[str, Any], key: str) -> Section:
    items = data["items"].get(key, [])
    return Section(items, max(data["counts"].get(key, 0) - min(len(items), SHOWN[key]), 0))
