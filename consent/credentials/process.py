"""The program that writes credentials into a file and reads them: `python -m consent.credentials.process`.

It is told what to do as JSON on its standard input, the private key too, so that no list of processes shows it; it
answers as JSON. The library is native code that the site does not need: here it is in a process of its own.
"""

import json
import sys
from typing import Any

import c2pa


def sign(job: dict[str, Any]) -> dict[str, Any]:
    """Write a copy of `source` with the manifest to `target`."""
    info = c2pa.C2paSignerInfo("es256", job["chain"].encode(), job["key"].encode(), None)
    builder = c2pa.Builder.from_json(json.dumps(job["manifest"]))
    with open(job["source"], "rb") as source, open(job["target"], "w+b") as target:
        builder.sign(c2pa.Signer.from_info(info), job["format"], source, target)
    return read({"source": job["target"], "roots": job["root"]})


def read(job: dict[str, Any]) -> dict[str, Any]:
    """What the file says, and whether it holds: `state` is Trusted (by our root), Valid, Invalid, or empty for none."""
    context = c2pa.Context(c2pa.Settings.from_dict({"trust": {"user_anchors": job["roots"]}}))
    try:
        reader = c2pa.Reader(job["source"], context=context)
    except c2pa.C2paError as error:
        if "ManifestNotFound" in str(error):
            return {"state": ""}
        raise
    found = json.loads(reader.json())
    active = found["manifests"].get(found.get("active_manifest", ""), {})
    return {"state": reader.get_validation_state(), "label": found.get("active_manifest", ""), "manifest": active}


def main() -> None:
    """One job."""
    job = json.load(sys.stdin)
    try:
        said = {"sign": sign, "read": read}[job["do"]](job)
    except c2pa.C2paError as error:
        said = {"error": str(error)[:500]}
    sys.stdout.write(json.dumps(said))


if __name__ == "__main__":
    main()
