"""The catalogue's tabs."""

from dataclasses import dataclass

from django.urls import reverse

from portal.site.scoping import TeamRequest

LISTS = {"tracks": "Tracks", "releases": "Releases", "songs": "Songs", "artists": "Artists"}


@dataclass(frozen=True)
class Tab:
    """One tab, as `components/tabs.html` wants it."""

    label: str
    url: str
    current: bool
    count: int | None = None


def tabs(request: TeamRequest, show: str) -> list[Tab]:
    """The four lists."""
    base = reverse("site:catalogue", args=[request.team.slug])
    return [
        Tab(label, f"{base}?show={name}" if name != "tracks" else base, name == show) for name, label in LISTS.items()
    ]
