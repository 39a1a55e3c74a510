"""The files of a version: lines of text, gzip, in a storage that no address leads to."""

import gzip
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO

from django.core.files import File
from django.core.files.storage import Storage, storages

_LEVEL = 5  # of gzip: half the time of the usual 6, for a file a twentieth larger
_TOGETHER = 1000


@dataclass(frozen=True)
class Packed:
    """What went into a file: the hash and the size (bytes) of its text, and how many lines of each kind."""

    sha256: str
    size: int
    assets: int
    licences: int
    sets: int


def storage() -> Storage:
    """Where the files are; every server and every worker must see the same."""
    return storages["snapshots"]


def pack(lines: Iterable[bytes], to: IO[bytes]) -> Packed:
    """Write the lines, compressed. The same lines always give the same bytes."""
    digest, size, assets, licences, every = hashlib.sha256(), 0, 0, 0, 0
    with gzip.GzipFile(fileobj=to, mode="wb", compresslevel=_LEVEL, mtime=0, filename="") as packed:
        for some in _together(lines):
            block = b"".join(some)
            packed.write(block)
            digest.update(block)
            size += len(block)
            every += len(some)
            assets += sum(line.startswith(b"asset\t") for line in some)
            licences += sum(line.startswith(b"licence\t") for line in some)
    return Packed(digest.hexdigest(), size, assets, licences, every - assets - licences)


def unpack(packed: IO[bytes]) -> Iterator[bytes]:
    """The lines of such a file, one by one, each with its end."""
    packed.seek(0)
    with gzip.GzipFile(fileobj=packed, mode="rb") as opened:
        yield from opened


def keep(name: str, content: IO[bytes]) -> tuple[str, int]:
    """Put a file into the storage; its name there, and its size in bytes."""
    size = content.seek(0, 2)
    content.seek(0)
    return storage().save(name, File(content, name=name)), size


def _together(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    """Larger pieces: hashing and packing line by line takes three times as long."""
    some: list[bytes] = []
    for line in lines:
        some.append(line)
        if len(some) == _TOGETHER:
            yield some
            some = []
    if some:
        yield some
