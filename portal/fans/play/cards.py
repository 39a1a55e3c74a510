"""An experience as a card: what it is, who approved it, and whether it is open. Grouped by artist."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from artists.catalog.models import Artist
from consent.experiences.holding import Held
from consent.experiences.models import Experience
from consent.experiences.reading import terms_of
from consent.licences.offer import Tool

ICONS: Mapping[str, str] = {
    Tool.REMIX_LAB: "sliders-horizontal", Tool.KARAOKE: "mic-vocal", Tool.PLAY_ALONG: "music", Tool.GREETING: "send",
    Tool.MOOD_MIX: "disc-3", Tool.OTHER: "sparkles",
}  # fmt: skip
CLOSED_FOR_GOOD = frozenset({"ended", "full"})


@dataclass(frozen=True)
class Kind:
    """What a fan gets, as a chip: its code, its name, its icon and the use whose hue it wears."""

    code: str
    label: str
    icon: str
    hue: str


@dataclass(frozen=True)
class Card:
    """An experience in a list. `note` is empty while it is open; then `approved_by` and `approved_at` speak."""

    id: UUID
    slug: str
    title: str
    promise: str
    kind: Kind
    artists: tuple[Artist, ...]
    approved_by: str
    approved_at: datetime | None
    note: str
    over: bool

    @property
    def open(self) -> bool:
        """Whether something can be made of it now."""
        return not self.note


@dataclass(frozen=True)
class Group:
    """An artist, and what fans can do with the music or the voice."""

    artist: Artist | None
    cards: tuple[Card, ...]

    @property
    def count(self) -> int:
        """How much of it is open now."""
        return sum(card.open for card in self.cards)


def kind_of(code: str) -> Kind:
    """The chip of a tool's code."""
    tool = Tool(code)
    return Kind(tool.value, tool.label, ICONS[tool], tool.uses[0] if tool.uses else "portray")


def kinds() -> tuple[Kind, ...]:
    """Every kind there is, in the order of the filter."""
    return tuple(kind_of(tool.value) for tool in Tool if tool is not Tool.OTHER)


def card_of(one: Experience, held: Held) -> Card:
    """The card of a row of `consent.experiences.public.in_public`."""
    offer = terms_of(one).offer
    artists = artists_of(one)
    return Card(
        one.pk, one.slug, one.title, offer.promise if offer else "", kind_of(one.tool), artists,
        artists[0].name if artists else one.partner.name, one.approved_at, "" if held.open else _note(held, one),
        held.because in CLOSED_FOR_GOOD,
    )  # fmt: skip


def artists_of(one: Experience) -> tuple[Artist, ...]:
    """Whose music or voice it is, each once."""
    found = (part.asset.artist for part in one.ingredients.all())
    return tuple(dict.fromkeys(artist for artist in found if artist is not None))


def grouped(cards: Iterable[Card]) -> list[Group]:
    """By the first artist of each, in the order in which artists first come; who has something open comes first."""
    by_artist: dict[UUID | None, list[Card]] = {}
    artists: dict[UUID | None, Artist | None] = {}
    for card in cards:
        artist = card.artists[0] if card.artists else None
        by_artist.setdefault(artist.pk if artist else None, []).append(card)
        artists.setdefault(artist.pk if artist else None, artist)
    found = [Group(artists[key], tuple(_open_first(some))) for key, some in by_artist.items()]
    return sorted(found, key=lambda group: not group.count)


def _open_first(cards: Sequence[Card]) -> list[Card]:
    return sorted(cards, key=lambda card: (not card.open, card.over))


def _note(held: Held, one: Experience) -> str:
    if held.because == "not_yet":
        return f"Opens on {one.starts_at:%-d %B}" if one.starts_at else "Opens soon"
    short = {"ended": "Over", "full": "All of it was made", "full_today": "Enough for today",
             "elsewhere": "Not where you are", "switched_off": "Switched off"}  # fmt: skip
    return short.get(held.because, "Taking a break")
