"""Which acts there are: every type of entry is registered in code, so that a new one needs no migration."""

from dataclasses import dataclass


@dataclass(frozen=True)
class EntryType:
    """A kind of act. `label` is what the history's filter says; `area` groups it there."""

    name: str
    label: str
    area: str


AREAS = ("choices", "requests", "licences", "experiences", "money", "partners", "catalogue", "team", "machines")
_registry: dict[str, EntryType] = {}


def register(name: str, label: str, *, area: str) -> str:
    """Register an entry type under its dotted name and return the name."""
    if name in _registry:
        raise ValueError(f"The entry type {name} is registered twice.")
    if area not in AREAS:
        raise ValueError(f"{area} is not an area of the history.")
    _registry[name] = EntryType(name, label, area)
    return name


def registered() -> dict[str, EntryType]:
    """All entry types by name."""
    return dict(_registry)


def of_area(area: str) -> list[str]:
    """The names of an area's types, in order."""
    return sorted(one.name for one in _registry.values() if one.area == area)
