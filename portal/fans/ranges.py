"""Which part of a file was asked for (RFC 9110, sections 13 and 14). Pure."""

import re
from dataclasses import dataclass

PIECE = 1024 * 1024
_ONE = re.compile(r"bytes=[ \t]*(\d{0,18})-(\d{0,18})[ \t]*", re.ASCII | re.IGNORECASE)


class Unsatisfiable(Exception):
    """Nothing of what was asked for is there: 416."""


@dataclass(frozen=True)
class Part:
    """From `start` to `end`, both included."""

    start: int
    end: int

    @property
    def length(self) -> int:
        """How many bytes."""
        return self.end - self.start + 1


def part_of(asked: str, size: int) -> Part | None:
    """The part of a file of `size` bytes that a Range header asks for; None for all of it. Raises `Unsatisfiable`.

    What is not understood is ignored, and so are several ranges at once: the whole file answers both. An open end gets
    a megabyte at most, for players ask for the rest when they come to it; a closed one gets all it names.
    """
    found = _ONE.fullmatch(asked)
    if found is None or not any(found.groups()):
        return None
    first, last = found.groups()
    if not first:
        length = min(int(last), size)
        if not length:
            raise Unsatisfiable
        return Part(size - length, size - 1)
    start = int(first)
    if last and int(last) < start:
        return None
    if start >= size:
        raise Unsatisfiable
    end = int(last) if last else start + PIECE - 1
    return Part(start, min(end, size - 1))


def still_the_same(if_range: str, etag: str) -> bool:
    """Whether a part may be sent: the file is what the reader has begun with. A date is never proof enough."""
    return not if_range or if_range == etag
