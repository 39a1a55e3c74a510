"""Whose yes something made rests on: who signed what allowed it, as what, and when. Never how they voted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from artists.catalog.models import Holding
from artists.teams.models import Team
from consent.licences.models import Signature, Version
from consent.licences.offer import Offer
from consent.reports.models import Output, Part

_RIGHTS: Mapping[str, str] = {
    "self": "whose voice or likeness it is",
    "performer": "performs it",
    "master": "owns the recording",
    "publishing": "looks after the song",
}
_ORDER = tuple(_RIGHTS)


@dataclass(frozen=True)
class Yes:
    """A team that said yes. `as_what` says what it is to the music; `slug` leads to an artist's public page."""

    team: str
    kind: str
    slug: str
    as_what: str
    since: datetime


@dataclass(frozen=True)
class Rests:
    """What an output rests on: the signed versions behind its parts, whose yes they are, and what they offer fans."""

    versions: tuple[Version, ...]
    yeses: tuple[Yes, ...]
    offer: Offer | None

    @property
    def licences(self) -> str:
        """The versions, by number."""
        return ", ".join(f"{one.licence.reference} version {one.number}" for one in self.versions)


def rests_on(output: Output) -> Rests:
    """All of it, in five queries at most."""
    parts = list(Part.objects.filter(output=output).order_by("pk"))
    numbers = {part.version_id for part in parts if part.version_id}
    versions = tuple(Version.objects.filter(pk__in=numbers).select_related("licence").order_by("pk"))
    offers = [offer for one in versions if (offer := one.agreed.offer) is not None]
    yeses = _yeses(numbers, {part.asset_id for part in parts}, output.partner_id)
    return Rests(versions, yeses, offers[0] if offers else None)


def _yeses(versions: Iterable[int], assets: Iterable[UUID], partner: int) -> tuple[Yes, ...]:
    signed = Signature.objects.filter(version__in=versions).exclude(team=partner).select_related("team")
    rows = list(signed.order_by("signed_at"))
    rights = _rights([row.team_id for row in rows], assets)
    slugs = _slugs([row.team for row in rows])
    said: dict[int, Yes] = {}
    for row in rows:
        own = sorted(rights.get(row.team_id, ()), key=_ORDER.index)
        words = " and ".join(_RIGHTS[right] for right in own)
        kind = row.team.team_kind.value
        yes = Yes(row.team.name, kind, slugs.get(row.team_id, ""), words, row.signed_at)
        said.setdefault(row.team_id, yes)
    return tuple(sorted(said.values(), key=lambda one: (one.kind != "artist", one.team)))


def _rights(teams: Iterable[int], assets: Iterable[UUID]) -> dict[int, set[str]]:
    """What each of these teams holds in these assets, or in their songs."""
    some = list(assets)
    about = Q(asset__in=some) | Q(asset__embodied_by__recording__in=some)
    found: dict[int, set[str]] = {}
    rows = Holding.objects.filter(about, team__in=list(teams)).values_list("team_id", "right").distinct()
    for team, right in rows:
        if right in _RIGHTS:
            found.setdefault(team, set()).add(right)
    return found


def _slugs(teams: Iterable[Team]) -> dict[int, str]:
    artists = Team.objects.filter(pk__in=[team.pk for team in teams], artists__merged_into=None)
    return {team: slug for team, slug in artists.order_by("-artists__pk").values_list("pk", "artists__slug") if slug}
