"""The reader that docs/snapshots.md prints, as a stranger would copy it; and a portal to read from."""

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from consent.decisions import signing
from consent.snapshots import files
from consent.snapshots.freshness import Freshness
from consent.snapshots.manifest import manifest
from consent.snapshots.models import Snapshot
from consent.snapshots.reading import Gone, open_changes, open_file

DOCS = Path(__file__).parents[2] / "docs" / "snapshots.md"


def reader(partner: str, *, test: bool = False) -> Any:
    """A new one, with nothing in it; it refuses test snapshots, unless it is to read those."""
    [code] = re.findall(r"^```python\n(.*?)^```$", DOCS.read_text(), re.MULTILINE | re.DOTALL)
    code = code.replace(' or said["test"]:', ' or not said["test"]:') if test else code
    names: dict[str, Any] = {}
    exec(compile(code, str(DOCS), "exec"), names)
    return names["Snapshot"]("http://testserver", partner)


def keys() -> dict[str, Any]:
    """What /.well-known/jwks.json says."""
    signing.signer()
    return {"keys": signing.public_keys()}


def fetched_from(snapshot: Snapshot) -> Callable[[str], bytes | None]:
    """A stranger's HTTP client, without the HTTP."""

    def fetch(address: str) -> bytes | None:
        asked = re.fullmatch(rf"http://testserver/api/v1/snapshots/{snapshot.pk}(?:/changes-since/(.+))?", address)
        assert asked is not None, address
        try:
            with open_changes(snapshot, UUID(asked[1])) if asked[1] else open_file(snapshot) as opened:
                return opened.read()
        except Gone:
            return None

    return fetch


def refresh(one: Any, snapshot: Snapshot, *, as_of: datetime | None = None) -> Any:
    """Have the reader take this version."""
    fresh = Freshness(as_of or snapshot.right_at, current=True)
    one.refresh(manifest(snapshot, fresh), keys(), fetched_from(snapshot))
    return one


def text_of(snapshot: Snapshot) -> bytes:
    """The file's text."""
    with open_file(snapshot) as opened:
        return b"".join(files.unpack(opened))
