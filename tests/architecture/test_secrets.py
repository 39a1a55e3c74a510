"""Nothing of the machines that we build on is in the project: no hosts, no paths, no keys."""

import re

from tests.architecture.tree import name_of, tracked

# Each is written so that it does not match itself.
FORBIDDEN = [
    r"pyp[i]\.org|pythonhoste[d]\.|registry\.npmj[s]|deb\.debia[n]\.|unpk[g]\.com|jsdeliv[r]|cdnj[s]\b",
    r"fonts\.google[a]pis|fonts\.gstati[c]",
    r"/wor[k]/|/roo[t]/|/tm[p]/w/",
    r"-----BEGIN [A-Z ]*PRIVATE KE[Y]-----\n",
    r"\bAKI[A][0-9A-Z]{16}\b|\bgh[p]_[0-9A-Za-z]{36}\b",
]
BINARY = {".woff2", ".png", ".jpg", ".ico", ".webp", ".gif"}


def test_tracked_files_name_no_registry_no_machine_and_no_key() -> None:
    pattern = re.compile("|".join(FORBIDDEN))
    found = {
        f"{name_of(path)}: {match.group()}"
        for path in tracked()
        if path.suffix not in BINARY
        for match in pattern.finditer(path.read_text(errors="replace"))
    }
    assert found == set()


def test_no_lock_file_that_names_registries_is_tracked() -> None:
    assert [name_of(path) for path in tracked("uv.lock", "package-lock.json", "poetry.lock")] == []
