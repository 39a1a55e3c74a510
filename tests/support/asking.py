"""Requests to try things on: partners ask the cast's artist for uses of her own tracks."""

from decimal import Decimal
from typing import Any

from artists.catalog.models import Asset
from artists.teams.models import Team
from consent.choices.actions import Consent, choose_for_tracks
from consent.choices.answers import Answer
from consent.choices.state import State
from consent.licences.terms import Basis, Rate
from consent.requests.actions import Ask, ask_for_use
from consent.requests.models import Request, Rule
from consent.requests.votes import vote
from consent.uses import text_of
from tests.cast import Cast, acting, track
from tests.support.licences import MODEL, terms


def asking_tracks(cast: Cast, count: int, uses: tuple[str, ...] = ("discover", "analyse")) -> list[Asset]:
    """Tracks that are the artist's alone, which she wants to be asked for."""
    tracks = [
        track(f"Song {n}", cast.ayla_marsh, performer=cast.artist, publishing=(cast.artist,)) for n in range(count)
    ]
    for use in uses:
        consent = Consent(text_of(use).sha256, reviewed=True)
        pks = [one.pk for one in tracks]
        choose_for_tracks(pks, use, State(Answer.ASK), actor=acting(cast.ayla, cast.artist), consent=consent)
    return tracks


def ask(partner: Team, asset: Asset, *uses: str, pays: str = "0.05", **changed: Any) -> Request:
    """The partner asks for a use of one track."""
    asked = terms(
        uses or ("analyse",), assets=[asset], rates=(Rate(Basis.PER_OUTPUT, Decimal(pays)),),
        **({"model": MODEL} if "train" in uses else {}) | changed,
    )  # fmt: skip
    owner = partner.memberships.get(role="owner").person
    return ask_for_use(Ask(f"Play-along for {asset.title}", "For a game.", asked), actor=acting(owner, partner))


def answered(cast: Cast, request: Request, *, yes: bool) -> None:
    """The artist answers by hand."""
    vote(request, yes=yes, seen_sha256=request.version.sha256, actor=acting(cast.ayla, cast.artist))


def rule(cast: Cast, answer: str = "no", **values: Any) -> Rule:
    """A rule of the artist's team, without the form."""
    given: dict[str, Any] = {"position": Rule.objects.count() + 1, "made_at": cast.artist.created_at} | values
    return Rule.objects.create(team=cast.artist, answer=answer, made_by=cast.ayla, **given)
