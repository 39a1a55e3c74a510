"""The voice page put together."""

from dataclasses import dataclass

from artists.access import Actor
from artists.catalog.models import Artist, Asset, AssetKind
from consent.choices import selectors
from consent.choices.selection import Filter, totals
from consent.choices.selectors import Cell
from consent.uses import LIKENESS_USES, VOICE_USES, Use, UseText, text_of
from portal.site.participation import words

KINDS = ((AssetKind.VOICE, VOICE_USES), (AssetKind.LIKENESS, LIKENESS_USES))


@dataclass(frozen=True)
class Card:
    """One use of a voice or a likeness."""

    use: Use
    cell: Cell
    text: UseText
    answer: str
    prefix: str
    limits: list[str]
    blocked: str


@dataclass(frozen=True)
class Portrait:
    """An artist's voice, or likeness: not on file (`asset` None), or with a card for each use."""

    artist: Artist
    kind: str
    asset: Asset | None
    cards: list[Card]


def portraits(actor: Actor) -> list[Portrait]:
    """The voice and the likeness of each artist the team speaks for."""
    artists = list(Artist.objects.filter(team_id=actor.team_id).order_by("name"))
    found = Asset.objects.visible_to(actor).filter(artist__in=artists, kind__in=[kind for kind, _ in KINDS])
    assets = {(asset.artist_id, asset.kind): asset for asset in found}
    codes = [use.code for _, uses in KINDS for use in uses]
    rows = {row.asset_id: row for row in selectors.rows(actor, [asset.pk for asset in assets.values()], codes)}
    made = []
    for artist in artists:
        for kind, uses in KINDS:
            asset = assets.get((artist.pk, kind))
            row = rows.get(asset.pk) if asset else None
            cards = [_card(actor, row.cell(use.code), kind) for use in uses] if row else []
            made.append(Portrait(artist, kind, asset, cards))
    return made


def _card(actor: Actor, cell: Cell, kind: str) -> Card:
    code = cell.use.code
    return Card(
        use=cell.use,
        cell=cell,
        text=text_of(code),
        answer=cell.state.effective.word,
        prefix=f"{code}.{cell.version}.",
        limits=words.limits_lines(cell.state),
        blocked=selectors.why_not_answer(actor, code, kind=kind, opens=not cell.state.effective),
    )


def translations(actor: Actor) -> tuple[int, int]:
    """How many of the team's tracks may be translated now, and how many there are."""
    found = totals(actor, Filter(uses=("translate",)))
    return found.on["translate"] + found.ask["translate"], found.everything
