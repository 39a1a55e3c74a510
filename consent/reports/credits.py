"""The credit line of what was made: as the licence words it, with the names as the catalogue has them today."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from artists.catalog.models import Asset
from consent.licences.models import Version
from consent.reports.models import Output, Part

PLAIN = "{title} by {artist}"


@dataclass(frozen=True)
class Named:
    """How an asset is called, and whose public page it leads to (the artist's slug; empty where nobody has one).

    A recording has an `isrc` and a song an `iswc`, as the catalogue has them; empty where it has none.
    """

    title: str
    artist: str
    kind: str
    slug: str = ""
    isrc: str = ""
    iswc: str = ""


@dataclass(frozen=True)
class Source:
    """Something that an output was made from. `licence` is empty where nothing allowed it."""

    asset_id: UUID
    use: str
    named: Named
    credit: str
    licence: str
    signed_at: datetime | None = None


def render(template: str, named: Named, partner: str) -> str:
    """The line: only these three names are put in, whatever else stands in braces."""
    line = template or PLAIN
    for name, value in (("title", named.title), ("artist", named.artist), ("partner", partner)):
        line = line.replace("{" + name + "}", value)
    return line


def sources_of(outputs: Iterable[Output], names: Mapping[UUID, Named] | None = None) -> dict[UUID, list[Source]]:
    """What each of these was made from. A fixed number of queries; `names` says those that the catalogue has not.

    Load `partner` with the outputs.
    """
    some = {output.pk: output for output in outputs}
    parts = list(Part.objects.filter(output__in=some).order_by("pk"))
    known = {**named({part.asset_id for part in parts}), **(names or {})}
    versions = Version.objects.select_related("licence").in_bulk({part.version_id for part in parts if part.version_id})
    found: dict[UUID, list[Source]] = {pk: [] for pk in some}
    for part in parts:
        called = known.get(part.asset_id, Named("An asset", "somebody", ""))
        version = versions.get(part.version_id or 0)
        template = version.terms.get("credit_line", "") if version else ""
        line = render(template, called, some[part.output_id].partner.name)
        licence = version.licence.reference if version else ""
        found[part.output_id].append(Source(part.asset_id, part.use, called, line, licence))
    return found


def named(assets: Iterable[UUID]) -> dict[UUID, Named]:
    """How the catalogue calls these. A song is by whoever recorded it first. Two queries."""
    found: dict[UUID, Named] = {}
    songs = []
    for asset in Asset.objects.filter(pk__in=set(assets)).select_related("artist"):
        if asset.artist is None:
            songs.append(asset)
        else:
            found[asset.pk] = Named(str(asset), asset.artist.name, asset.kind, asset.artist.slug, isrc=asset.isrc)
    recorded = {
        song: (name, slug)
        for song, name, slug in Asset.objects.filter(compositions__in=[song.pk for song in songs])
        .order_by("-created_at", "-pk")
        .values_list("compositions", "artist__name", "artist__slug")
    }
    for song in songs:
        name, slug = recorded.get(song.pk, ("its writers", ""))
        found[song.pk] = Named(str(song), name, song.kind, slug, iswc=song.iswc)
    return found


def whole(sources: Iterable[Source]) -> str:
    """The credit of everything it was made from, each line once."""
    return "; ".join(dict.fromkeys(one.credit for one in sources))
