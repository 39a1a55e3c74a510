"""Signing what was made, and reading what a file says: content credentials inside the file itself.

They are *portal-signed*: the certificate is our own, on no list of trusted ones. One changed byte of the sound breaks
them, and whatever writes the file anew (a messenger, an editor, a converter) takes them out: nothing survives that.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from consent.credentials import authority
from consent.credentials.manifest import Facts, manifest

_ROOT = Path(__file__).resolve().parents[2]
_SECONDS = 60
_FORMATS = {".mp3": "audio/mpeg", ".wav": "audio/wav"}
_MOST = 1 << 20


class Unsigned(Exception):
    """It could not be signed; the sentence says why, for logs and operators. The file itself is as it was."""


class State(StrEnum):
    """What a file's credentials are worth."""

    OURS = "ours"
    ANOTHERS = "anothers"
    BROKEN = "broken"
    NONE = "none"

    @property
    def sentence(self) -> str:
        """For people."""
        return {
            "ours": "Signed by this portal, and unchanged since.",
            "anothers": "Whole, but signed by somebody else.",
            "broken": "Changed after it was signed: nothing it says can be relied on.",
            "none": "It carries no content credentials.",
        }[self.value]


@dataclass(frozen=True)
class Said:
    """What a file says of itself. Believe `manifest` only where `state` is `OURS`."""

    state: State
    label: str = ""
    manifest: Mapping[str, Any] = field(default_factory=dict)

    def assertion(self, label: str) -> Mapping[str, Any]:
        """The body of the assertion whose label ends so; empty where there is none."""
        found = (one for one in self.manifest.get("assertions", ()) if one["label"].endswith(label))
        return next((one["data"] for one in found), {})


def missing() -> str:
    """What this machine lacks for signing, in a sentence; empty where it can."""
    return (
        "" if find_spec("c2pa") else "This machine cannot sign files: it lacks c2pa-python (requirements/studio.txt)."
    )


def sign(path: Path, facts: Facts) -> tuple[Path, str]:
    """A signed copy of an MP3 or WAV beside it, and the name of its manifest. Raises `Unsigned`."""
    if lacking := missing():
        raise Unsigned(lacking)
    keys = authority.signing()
    target = path.with_name(f"{path.stem}-signed{path.suffix}")
    said = _run(
        {
            "do": "sign", "source": str(path), "target": str(target), "format": _FORMATS[path.suffix],
            "manifest": manifest(facts), "chain": keys.chain, "key": keys.key, "root": keys.root,
        }
    )  # fmt: skip
    if said.get("state") != "Trusted":
        raise Unsigned(f"What was signed does not hold: {said.get('error') or said.get('state')}")
    return target, said["label"]


def read(path: Path) -> Said:
    """What a file says of itself, and what that is worth. Raises `Unsigned` where this machine cannot read it."""
    if lacking := missing():
        raise Unsigned(lacking)
    said = _run({"do": "read", "source": str(path), "roots": authority.roots()})
    if "error" in said:
        return Said(State.BROKEN)
    state = {"Trusted": State.OURS, "Valid": State.ANOTHERS, "": State.NONE}.get(said["state"] or "", State.BROKEN)
    return Said(state, said.get("label", ""), said.get("manifest", {}))


def _run(job: dict[str, Any]) -> dict[str, Any]:
    command = [sys.executable, "-m", "consent.credentials.process"]
    try:
        done = subprocess.run(
            command, cwd=_ROOT, env={"LANG": "C.UTF-8"}, input=json.dumps(job).encode(), capture_output=True,
            timeout=_SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise Unsigned(f"Signing took longer than {_SECONDS} s.") from None
    if done.returncode:
        raise Unsigned(f"The program that signs ended with status {done.returncode}.")
    found: dict[str, Any] = json.loads(done.stdout[:_MOST])
    return found
