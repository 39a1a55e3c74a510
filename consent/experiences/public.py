"""What the public reads of experiences: what it is, who said yes and when, what is AI, and where the money goes."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Case, Prefetch, Q, QuerySet, When

from artists.access import TeamKind
from artists.catalog.models import Artist, Asset
from artists.teams.models import Team
from consent.experiences.models import Experience, Ingredient
from consent.experiences.reading import terms_of
from consent.experiences.states import State
from consent.licences.models import Signature
from consent.licences.offer import PRESETS, Offer
from consent.licences.offer_words import contains_in_words, price_in_words
from consent.licences.terms import Rate, Terms
from consent.licences.wording import limits_in_words, rate_in_words


@dataclass(frozen=True)
class Part:
    """One asset it is made of, with the artist's name (none for a song)."""

    asset: Asset
    artist: Artist | None


@dataclass(frozen=True)
class Approval:
    """A team that said yes to the terms that count, and since when they do. When it voted, and how, stays sealed."""

    team: Team
    artist: bool
    at: datetime


@dataclass(frozen=True)
class ShareOf:
    """A team's part of what one asset earns, in basis points of 10,000."""

    team: str
    basis_points: int

    @property
    def percent(self) -> str:
        """Such as `50` or `33.33`."""
        return f"{self.basis_points / 100:g}"


@dataclass(frozen=True)
class Money:
    """Where the money of one asset goes. `shares` is empty while its holders have not agreed: then it waits."""

    asset: Asset
    shares: tuple[ShareOf, ...]


@dataclass(frozen=True)
class Shown:
    """An experience as its public page shows it. `rates` and `limits` are in words, `currency` is its licence's."""

    experience: Experience
    terms: Terms
    offer: Offer
    parts: tuple[Part, ...]
    approvals: tuple[Approval, ...]
    rates: tuple[str, ...]
    money: tuple[Money, ...]
    limits: tuple[tuple[str, str], ...]
    currency: str
    licence: str

    @property
    def preset_names(self) -> tuple[str, ...]:
        """What fans may do to a track, in words."""
        return tuple(PRESETS.get(code, code) for code in self.offer.presets)

    @property
    def contains(self) -> str:
        """How much of it AI makes, in words."""
        return f"Made by AI: {contains_in_words(self.offer)}."

    @property
    def price(self) -> str:
        """What a fan pays the partner, in words."""
        return price_in_words(self.offer, self.currency)

    @property
    def artists(self) -> tuple[Artist, ...]:
        """Whose music or voice it is, each once."""
        return tuple(dict.fromkeys(part.artist for part in self.parts if part.artist is not None))


_OPEN_FIRST = Case(When(state=State.LIVE, then=0), When(state=State.PAUSED, then=1), default=2)
FindShares = Callable[[Sequence[Asset], Sequence[str]], dict[UUID, tuple[ShareOf, ...]]]
_shares: list[FindShares] = []


def register_shares(find: FindShares) -> None:
    """Say how shares are found: the room of splits, above this one, does. For assets and the uses made of them."""
    _shares[:] = [find]


def in_public(
    search: str = "", tool: str = "", artist: UUID | None = None, *, partner: int | None = None
) -> "QuerySet[Experience]":
    """Those that fans were ever offered, open ones first, then the newest. Found by title, artist, track or partner.

    `tool` is a code of `offer.Tool`. Each comes with its partner, and its assets with their artists: four queries.
    """
    parts = Prefetch("ingredients", Ingredient.objects.select_related("asset__artist").order_by("pk"))
    found = Experience.objects.in_public().select_related(
        "partner", "paused_for", "licence__in_force", "request__version"
    )  # fmt: skip
    found = found.prefetch_related(parts)
    for word in search.replace("\x00", " ").split()[:6]:
        names = Q(title__icontains=word) | Q(partner__name__icontains=word)
        inside = Ingredient.objects.filter(Q(asset__title__icontains=word) | Q(asset__artist__name__icontains=word))
        found = found.filter(names | Q(pk__in=inside.values("experience")))
    if tool:
        found = found.filter(tool=tool)
    if artist is not None:
        of = Q(asset__artist=artist) | Q(asset__artist__merged_into=artist) | Q(asset__credits__artist=artist)
        found = found.filter(pk__in=Ingredient.objects.filter(of).values("experience"))
    if partner is not None:
        found = found.filter(partner=partner)
    return found.order_by(_OPEN_FIRST.asc(), "-approved_at", "pk")


def one(slug: str) -> Shown | None:
    """All of one for its page; None for what was never offered to fans. A dozen queries, however many assets."""
    experience = in_public().filter(slug=slug).first()
    return shown(experience) if experience is not None else None


def shown(experience: Experience) -> Shown | None:
    """The same of a row: also of one that is not offered yet, for those who may see it. None without an offer."""
    terms = terms_of(experience)
    if terms.offer is None:
        return None
    rows = experience.ingredients.select_related("asset__artist").order_by("pk")
    parts = tuple(Part(row.asset, row.asset.artist) for row in rows)
    return Shown(
        experience, terms, terms.offer, parts, _approvals(experience), _rates(terms),
        _money([part.asset for part in parts], terms.uses), tuple(limits_in_words(terms)), terms.currency,
        experience.licence.reference if experience.licence is not None else "",
    )  # fmt: skip


def _approvals(experience: Experience) -> tuple[Approval, ...]:
    licence = experience.licence
    if licence is None or licence.in_force_id is None:
        return ()
    signed = Signature.objects.filter(version=licence.in_force_id).exclude(team=experience.partner_id)
    said = [Approval(row.team, row.team.team_kind is TeamKind.ARTIST, row.signed_at)
            for row in signed.select_related("team")]  # fmt: skip
    return tuple(sorted(said, key=lambda row: (not row.artist, row.team.name)))


def _rates(terms: Terms) -> tuple[str, ...]:
    return tuple(rate_in_words(rate, terms.currency) for rate in _in_order(terms.rates))


def _in_order(rates: Iterable[Rate]) -> list[Rate]:
    return sorted(rates, key=lambda rate: (rate.use, rate.basis))


def _money(assets: Sequence[Asset], uses: Sequence[str]) -> tuple[Money, ...]:
    found = _shares[0](assets, uses) if _shares else {}
    return tuple(Money(asset, found.get(asset.pk, ())) for asset in assets)
