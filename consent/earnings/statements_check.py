"""Is this file a statement of ours, unchanged? Answered for whoever has it, who need not be signed in.

A file as we handed it out is known by its hash. A CSV that was saved again by another program is read: its rows must
give the hash that was signed, and the signature must be one we keep. A token alone is held against what we keep.
Nothing is said but what stands in the file itself.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from artists.access import Invalid
from consent.earnings import statements_signed
from consent.earnings.models_statements import File, Statement
from consent.earnings.statements_lines import SEALED

LARGEST = 50 * 1024 * 1024
_SIGNED = "signed"


@dataclass(frozen=True)
class Verdict:
    """What a file is: `good` of a statement, `changed`, or, without either, nothing we can tell of."""

    good: bool
    changed: bool = False
    statement: Statement | None = None


NOTHING = Verdict(good=False)


def check_token(token: str) -> Verdict:
    """A signature, as it stands in the CSV, the JSON or the PDF."""
    try:
        return Verdict(good=True, statement=statements_signed.read("".join(token.split()))[0])
    except Invalid as refusal:
        ours = refusal.code in ("token_not_ours", "statement_unknown") or token.strip().startswith("eyJ")
        return Verdict(good=False, changed=ours and refusal.code != "token_of_another_kind")


def check_file(content: bytes) -> Verdict:
    """A PDF, CSV or DSR-shaped file."""
    known = File.objects.filter(pk=sha256(content).hexdigest()).select_related("statement__team").first()
    if known:
        return Verdict(good=True, statement=known.statement)
    if content.startswith(b"%PDF-") or content.startswith(b"HEAD\tdsrf/soundcheck/"):
        ours = b"Soundcheck" in content or b"dsrf/soundcheck/" in content
        return Verdict(good=False, changed=ours)
    try:
        return _of_rows(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error):
        return NOTHING


def _of_rows(rows: Iterator[list[str]]) -> Verdict:
    header = next(rows, [])
    if tuple(header[: len(SEALED)]) != SEALED or "note" not in header:
        return NOTHING
    used_on, note = SEALED.index("used_on"), header.index("note")
    groups, group, of, token = sha256(), sha256(), "", ""
    for cells in rows:
        if len(cells) != len(header):
            return Verdict(good=False, changed=True)
        if cells[0] == _SIGNED:
            token = cells[note]
            continue
        now = cells[used_on] if cells[0] == "earning" else "rest"
        if of and of != now:
            groups.update(group.digest())
            group = sha256()
        of = now
        group.update(sha256("|".join(cells[: len(SEALED)]).encode()).digest())
    groups.update(group.digest())
    said = check_token(token).statement
    if said is None or said.lines_sha256 != groups.hexdigest():
        return Verdict(good=False, changed=True)
    return Verdict(good=True, statement=said)
