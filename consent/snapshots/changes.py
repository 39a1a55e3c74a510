"""What differs between two versions: lines to take out (`-`) and lines to put in (`+`), sorted as the file is. Pure."""

from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import groupby
from operator import itemgetter

GONE, COME = b"-", b"+"


def differences(older: Iterator[bytes], newer: Iterator[bytes]) -> Iterator[bytes]:
    """The changes from one file to another, read side by side: both are sorted, and no line is there twice."""
    old, new = next(older, None), next(newer, None)
    while old is not None or new is not None:
        if old == new:
            old, new = next(older, None), next(newer, None)
        elif new is None or (old is not None and old < new):
            assert old is not None
            yield GONE + old
            old = next(older, None)
        else:
            yield COME + new
            new = next(newer, None)


def composed(steps: Iterable[Iterator[bytes]]) -> Iterator[bytes]:
    """Several changes, one after the other, as one: a line that came and went again is in none of it."""
    numbered = merge(*(_numbered(number, step) for number, step in enumerate(steps)))
    for line, signs in groupby(numbered, key=itemgetter(0)):
        last = [sign for _, _, sign in signs]
        # A line is there or not, so its signs alternate: an even number of them leaves it as it was.
        if len(last) % 2:
            yield last[-1] + line


def _numbered(number: int, step: Iterator[bytes]) -> Iterator[tuple[bytes, int, bytes]]:
    for change in step:
        yield change[1:], number, change[:1]
