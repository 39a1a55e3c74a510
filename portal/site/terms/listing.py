"""Artists and tracks as lines of a text: `Saltglass by Ayla Marsh · QZK6B2600412` says a name and an exact mark.

Only the mark after the last dot counts, or the whole line where there is none; so a line can be copied from a
spreadsheet as a bare ISRC, and a form can be read by a person.
"""

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from django.db.models import Q

from artists.catalog.models import Artist, Asset
from consent.licences.validity import MOST_LISTED

_DOT = "·"


def artist_lines(ids: Collection[UUID]) -> str:
    """These artists by name, one a line. One query."""
    found = Artist.objects.filter(pk__in=ids).order_by("name", "pk").values_list("name", "slug")
    return "\n".join(f"{name} {_DOT} {slug}" for name, slug in found)


def asset_lines(ids: Collection[UUID]) -> str:
    """These tracks, songs, voices and likenesses, one a line. One query."""
    found = Asset.objects.filter(pk__in=ids).select_related("artist").order_by("title", "pk")
    return "\n".join(f"{asset_name(asset)} {_DOT} {asset.isrc or asset.pk}" for asset in found)


def choices(ids: Collection[UUID]) -> list[tuple[str, str]]:
    """The same as choices of a field. One query."""
    found = Asset.objects.filter(pk__in=ids).select_related("artist").order_by("title", "pk")
    return [(str(asset.pk), asset_name(asset)) for asset in found]


def asset_name(asset: Asset) -> str:
    """How a list calls it."""
    by = f" by {asset.artist}" if asset.artist and asset.kind == "recording" else ""
    return f"{asset}{by}"


def read_artists(text: str) -> tuple[tuple[UUID, ...], list[str]]:
    """The artists that these lines name, and the lines that name nobody, or more than one."""
    marks = _marks(text)
    exact = Q(slug__in=[mark.lower() for mark in marks]) | Q(pk__in=_uuids(marks)) | Q(name__in=list(marks))
    by: dict[str, set[UUID]] = {}
    for pk, name, slug in Artist.objects.filter(exact, merged_into=None).values_list("pk", "name", "slug"):
        by.setdefault(slug.casefold(), set()).add(pk)
        by.setdefault(str(pk), set()).add(pk)
        if name.casefold() != slug.casefold():
            by.setdefault(name.casefold(), set()).add(pk)
    return _read(marks, by)


def read_assets(text: str) -> tuple[tuple[UUID, ...], list[str]]:
    """The assets that these lines name by ISRC or by our id, and the lines that name none."""
    marks = _marks(text)
    isrcs = [mark.replace("-", "").upper() for mark in marks if len(mark) <= 20]
    found = Asset.objects.filter(Q(pk__in=_uuids(marks)) | (Q(isrc__in=isrcs) & ~Q(isrc="")))
    by: dict[str, set[UUID]] = {}
    for pk, isrc in found.values_list("pk", "isrc"):
        by.setdefault(str(pk), set()).add(pk)
        if isrc:
            by.setdefault(isrc.casefold(), set()).add(pk)
    return _read({mark if _uuids([mark]) else mark.replace("-", ""): line for mark, line in marks.items()}, by)


def _marks(text: str) -> dict[str, str]:
    """What counts of each line → the line. One more than a licence may list, so that too many is noticed."""
    lines = [line.strip() for line in text.splitlines() if line.strip()][: MOST_LISTED + 1]
    return {line.rpartition(_DOT)[2].strip(): line for line in lines}


def _read(marks: Mapping[str, str], by: Mapping[str, set[UUID]]) -> tuple[tuple[UUID, ...], list[str]]:
    ids: list[UUID] = []
    unknown: list[str] = []
    for mark, line in marks.items():
        found = by.get(mark.casefold(), set())
        if len(found) == 1:
            ids.extend(found)
        else:
            unknown.append(line)
    return tuple(dict.fromkeys(ids)), unknown


def _uuids(marks: Iterable[str]) -> list[UUID]:
    found = []
    for mark in marks:
        try:
            found.append(UUID(mark))
        except ValueError:
            continue
    return found
