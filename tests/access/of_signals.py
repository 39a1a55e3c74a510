"""The rows of the matrix for what machines read, and for the public page of a track."""

from tests.access.people import World
from tests.access.rows import public


def of_track(world: World) -> dict[str, object]:
    """Her own track, which has no ISRC."""
    return {"key": world.own.pk}


def of_artist(world: World) -> dict[str, object]:
    """Her public address."""
    return {"slug": world.cast.ayla_marsh.slug}


SIGNALS = (
    public("fans:track", of_track),
    public("wellknown:robots"),
    public("wellknown:rsl"),
    public("wellknown:tdmrep"),
    public("wellknown:rsl_media", outcome=404),
    public("wellknown:artist_rsl", of_artist),
    public("wellknown:artist_policy", of_artist, outcome=404, notes="where nothing is offered"),
    public("wellknown:artist_rsl_media", of_artist, outcome=404),
    public("wellknown:track_rsl", of_track),
    public("wellknown:track_cawg", of_track),
    public("wellknown:track_tdmai", of_track),
    public("wellknown:signals"),
    public("wellknown:artist_signals", of_artist),
    public("wellknown:track_signals", of_track),
)
