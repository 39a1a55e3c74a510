"""A label of 100,000 tracks, to see how pages and checks behave at that size."""

from collections.abc import Callable


def sow_large_label(tracks: int, *, say: Callable[[str], object]) -> None:
    """Not yet."""
