"""Where sound lies: writing, reading a part, and removing, in whatever storage `audio` is. No database."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage, storages
from uuid_utils.compat import uuid4

PIECE = 1024 * 1024


class Gone(Exception):
    """The storage has no such file."""


def storage() -> Storage:
    """The storage `audio`."""
    return storages["audio"]


def new_name(folder: str, suffix: str = "") -> str:
    """A name nobody can guess. Rows that keep it must be known to `sweeping.known_by`, or its file is swept."""
    unguessable = uuid4().hex
    return f"{folder}/{unguessable[:2]}/{unguessable}{suffix}"


def put(name: str, path: Path) -> str:
    """Keep a file of this machine's under the name; returns the name it got."""
    with path.open("rb") as file:
        return put_file(name, File(file))


def put_file(name: str, file: "File[Any]") -> str:
    """Keep what somebody sent; returns the name it got."""
    return storage().save(name, file)


def remove(*names: str) -> None:
    """Delete files; one that is not there is nothing."""
    for name in names:
        if name:
            storage().delete(name)


def listed(folder: str) -> list[str]:
    """The names of the files in a folder; none where there is no such folder."""
    try:
        return storage().listdir(folder)[1]
    except FileNotFoundError:
        return []


def written_at(name: str) -> datetime:
    """When it was last written. Raises `Gone`."""
    kept = storage()
    try:
        return kept.get_modified_time(name)
    except FileNotFoundError:
        raise Gone(name) from None
    except Exception:
        if kept.exists(name):
            raise
        raise Gone(name) from None


def path_of(name: str) -> Path | None:
    """Where it lies on this machine's disk; None where the storage is elsewhere. Raises `Gone`."""
    kept = storage()
    if not isinstance(kept, FileSystemStorage):
        return None
    path = Path(kept.path(name))
    if not path.is_file():
        raise Gone(name)
    return path


def part(name: str, start: int, length: int) -> bytes:
    """`length` bytes from `start` on, fewer at the end. An S3 store is asked for just these. Raises `Gone`."""
    kept = storage()
    bucket = getattr(kept, "bucket", None)
    if bucket is None:
        try:
            with kept.open(name) as file:
                file.seek(start)
                found: bytes = file.read(length)
        except FileNotFoundError:
            raise Gone(name) from None
        return found
    # django-storages would fetch the whole file first: https://github.com/jschneier/django-storages (S3File._get_file)
    asked = f"bytes={start}-{start + length - 1}"
    try:
        answer = bucket.Object(name).get(Range=asked)
    except bucket.meta.client.exceptions.ClientError as error:
        if error.response.get("Error", {}).get("Code") in ("NoSuchKey", "404"):
            raise Gone(name) from None
        raise
    body: bytes = answer["Body"].read(length)
    return body


def pieces(name: str) -> Iterator[bytes]:
    """All of it, a megabyte at a time. Raises `Gone`."""
    start, size = 0, storage().size(name)
    while start < size:
        found = part(name, start, PIECE)
        if not found:
            return
        yield found
        start += len(found)
