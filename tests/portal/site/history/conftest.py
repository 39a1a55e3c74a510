"""A track of the artist's own, and one that three teams hold."""

import pytest

from artists.catalog.models import Asset
from tests.cast import Cast, track


@pytest.fixture
def own(cast: Cast) -> Asset:
    return track("Saltglass", cast.ayla_marsh, performer=cast.artist, publishing=(cast.artist,))


@pytest.fixture
def shared(cast: Cast) -> Asset:
    return track(
        "Ferry Song",
        cast.ayla_marsh,
        performer=cast.artist,
        master=cast.label,
        publishing=(cast.artist, cast.publisher),
    )
