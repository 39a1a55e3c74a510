"""Invented data for the component page: enough of everything to see each state."""

from collections import Counter
from dataclasses import dataclass
from types import SimpleNamespace

from consent.uses import TRACK_USES
from portal.site.drawing import MapColumn

_HEIGHTS = (0.62, 0.8, 0.74, 1, 0.77, 0.5, 0.12, 0.3, 0.86, 0.83, 0.7, 0.66, 0.52, 0.2, 0.16, 0.58, 0.9, 0.84, 0.7, 0.4)
_WORDS = ("on", "on", "ask", "on", "off", "on", "ask", "off", "on", "on", "off")


@dataclass(frozen=True)
class Cell:
    """One cell of the sample grid."""

    use: object
    answer: str
    locked: str = ""


def columns() -> list[MapColumn]:
    """Forty tracks, the last three shut."""
    made = []
    for place in range(40):
        answers = {
            use.code: "off" if place > 36 or use.code == "train" else _WORDS[(place * 3 + step * 5) % len(_WORDS)]
            for step, use in enumerate(TRACK_USES)
        }
        made.append(
            MapColumn(_HEIGHTS[(place * 7) % len(_HEIGHTS)], answers, key=f"t{place}", name=f"Track {place + 1}")
        )
    return made


def counts() -> Counter[str]:
    """How many of the sample tracks are on, by use."""
    return Counter(use for column in columns() for use, answer in column.answers.items() if answer == "on")


def rows() -> list[SimpleNamespace]:
    """Five tracks of the sample grid."""
    titles = ("Saltglass", "Ferry Song", "Telephone Weather", "Half a Lighthouse", "Small Hours (demo 7)")
    notes = ("", "", "Waits for Harbour Songs", "You have not answered yet", "")
    answers = (
        "on on on on ask off",
        "on on on ask ask off",
        "on on lock lock off off",
        "on on off ask off off",
        "off " * 6,
    )
    return [
        SimpleNamespace(
            key=f"t{place}",
            title=title,
            detail=f"Saltglass · QZ-K6B-26-0041{place}",
            waits=note if note.startswith("Waits") else "",
            needs=note if note.startswith("You") else "",
            cells=[
                Cell(use, "off", "Harbour Songs said no") if word == "lock" else Cell(use, word)
                for use, word in zip(TRACK_USES, said.split(), strict=True)
            ],
        )
        for place, (title, note, said) in enumerate(zip(titles, notes, answers, strict=True))
    ]


def tabs() -> list[SimpleNamespace]:
    """Tabs with counts, the first of them current."""
    counted = (("All", 41), ("Taking part", 38), ("Waiting for someone", 2), ("Off", 3))
    return [
        SimpleNamespace(label=label, url="#tabs", current=not place, count=count)
        for place, (label, count) in enumerate(counted)
    ]


def toasts() -> list[SimpleNamespace]:
    """One that goes by itself, with an undo, and one that stays."""
    return [
        SimpleNamespace(message="Cover is off for Saltglass.", level_tag="success", extra_tags="undo:/dev/components/"),
        SimpleNamespace(message="Marco changed this a moment ago. Here is what is in force.", level_tag="warning"),
    ]


def frame() -> SimpleNamespace:
    """A shell like the one of a signed-in person with three teams."""
    kinds = (
        ("Ayla Marsh", "Artist", "Owner"),
        ("Northlight Records", "Label", "Manager"),
        ("Halcyon Audio", "AI partner", "Viewer"),
    )
    nav = (
        ("Home", "house", 0), ("AI participation", "sparkles", 0), ("Voice and likeness", "mic", 0),
        ("Requests", "inbox", 3), ("Catalogue", "disc-3", 0), ("Team", "users", 0), ("History", "history", 0),
    )  # fmt: skip
    teams = [
        SimpleNamespace(
            name=name, slug=name.lower().replace(" ", "-"), kind_label=kind, role_label=role, url="#switcher"
        )
        for name, kind, role in kinds
    ]
    return SimpleNamespace(
        team=SimpleNamespace(name="Ayla Marsh", slug="ayla-marsh", team_kind=SimpleNamespace(label="Artist")),
        role_label="Owner",
        teams=teams,
        nav=[
            SimpleNamespace(label=a, url="#nav", icon=b, current=place == 1, count=c)
            for place, (a, b, c) in enumerate(nav)
        ],
    )
