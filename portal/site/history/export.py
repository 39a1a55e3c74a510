"""History as CSV: one row for each entry, streamed, in UTC and in the reader's zone."""

import csv
from collections.abc import Iterator, Mapping
from datetime import tzinfo
from typing import Any

from artists.access import Actor
from artists.journal import selectors, types
from artists.journal.models import Entry
from artists.journal.selectors import Filters
from consent.uses import USES
from portal.site.history.names import Names, names_for, who
from portal.site.history.sentences import line

COLUMNS = (
    "entry", "batch", "time_utc", "time_local", "time_zone", "who", "for_team", "mandate_held_by", "area", "type",
    "what", "asset", "asset_kind", "code", "use", "before", "before_limits", "after", "after_limits",
    "notice_version", "notice_sha256", "undoes_entry",
)  # fmt: skip
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


class _Echo:
    def write(self, row: str) -> str:
        return row


def rows(actor: Actor, filters: Filters, *, zone: tzinfo) -> Iterator[str]:
    """The file, a row at a time. `zone` is given: the request is over when the rows are made."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(COLUMNS)
    for chunk in selectors.chunks(actor, filters):
        names = names_for(chunk, actor=actor)
        for entry in chunk:
            yield writer.writerow([safe(cell) for cell in _row(entry, names, zone)])


def safe(cell: object) -> str:
    """The cell as text that no spreadsheet takes for a formula (OWASP: CSV injection)."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(_STARTS_A_FORMULA) else text


def _row(entry: Entry, names: Names, zone: tzinfo) -> list[object]:
    known = types.registered().get(entry.type)
    said, about_asset = line(entry, names), entry.subject_kind == "asset"
    data: Mapping[str, Any] = entry.data
    notice = data.get("notice") or {}
    use = USES.get(data.get("use", ""))
    return [
        entry.pk,
        entry.batch,
        f"{entry.at:%Y-%m-%dT%H:%M:%SZ}",
        entry.at.astimezone(zone).isoformat(timespec="seconds"),
        str(zone),
        who(entry, names).name,
        names.team(entry.team_id) if entry.team_id else "",
        names.team(entry.mandated_team_id) if entry.mandated_team_id else "",
        known.area if known else "",
        entry.type,
        known.label if about_asset and known else said.title,
        said.title if about_asset else "",
        said.kind or (names.asset(entry.subject_id).kind if about_asset else ""),
        names.asset(entry.subject_id).code if about_asset else "",
        use.code if use else "",
        _answer(data.get("from")),
        _limits(data.get("from"), names),
        _answer(data.get("to")),
        _limits(data.get("to"), names),
        notice.get("version", ""),
        notice.get("sha256", ""),
        entry.undoes,
    ]


def _answer(state: object) -> str:
    return (state.get("answer") or "not answered") if isinstance(state, dict) else ""


def _limits(state: object, names: Names) -> str:
    if not isinstance(state, dict):
        return ""
    partners = "|".join(names.team(partner) for partner in state.get("partners", ()))
    territories = "|".join(state.get("territories", ()))
    found = {"partners": partners, "territories": territories, "until": state.get("until")}
    return "; ".join(f"{key}={value}" for key, value in found.items() if value)
