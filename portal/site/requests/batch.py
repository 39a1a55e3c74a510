"""Several requests answered together: only where they ask for the same deal."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.utils import timezone

from artists.access import Actor
from artists.catalog.models import Artist
from consent.licences.steps import names_for
from consent.licences.wording import Line, in_words
from consent.requests import selectors
from consent.requests.models import Request, RequestedAsset, Vote
from consent.requests.selectors import Row
from consent.requests.votes import Many
from consent.uses import USES
from portal.site.requests import words
from portal.site.scoping import TeamRequest


@dataclass(frozen=True)
class Picked:
    """One of the requests: its row, and what this team said to it."""

    row: Row
    state: str
    said: str


@dataclass(frozen=True)
class Batch:
    """The ticked requests. `same` says whether they ask for the same deal; only then can they be answered together."""

    requests: tuple[Request, ...]
    lines: tuple[Picked, ...]
    same: bool
    waiting: int
    deal: str
    uses: tuple[str, ...]
    partner: str
    terms: tuple[Line, ...]
    tracks: int
    artists: int

    @property
    def hue(self) -> str:
        """The first use."""
        return self.uses[0] if self.uses else ""

    @property
    def use_names(self) -> list[str]:
        """The uses in short."""
        return [USES[use].short for use in self.uses]


def batch_of(actor: Actor, picked: Sequence[int]) -> Batch:
    """Those of them that the actor may see. Its queries do not grow with their number."""
    now = timezone.now()
    seen = selectors.inbox(actor, now=now).filter(pk__in=picked).select_related("partner", "version__proposed_for")
    found = list(seen.order_by("deadline_at", "pk"))
    rows = selectors.rows(found, actor, now=now)
    said = _said(found, actor)
    asked = RequestedAsset.objects.filter(request_id__in=[one.pk for one in found]).order_by()
    artists = Artist.objects.filter(assets__in=asked.values("asset_id")).distinct()
    deals = {(one.deal_sha256, one.kind, one.partner_id) for one in found}
    first = found[0] if found else None
    return Batch(
        requests=tuple(found),
        lines=tuple(_picked(row, said) for row in rows),
        same=len(deals) == 1,
        waiting=sum(row.waits and not row.second for row in rows),
        deal=first.deal_sha256 if first else "",
        uses=tuple(first.uses) if first else (),
        partner=first.partner.name if first else "",
        terms=tuple(_terms(first)) if first else (),
        tracks=asked.values("asset_id").distinct().count(),
        artists=artists.count(),
    )


def _picked(row: Row, said: dict[int, str]) -> Picked:
    return Picked(row, words.STATES[row.state], said.get(row.pk, ""))


def _terms(first: Request) -> list[Line]:
    """The deal in words, without what differs from request to request."""
    terms = first.version.agreed
    lines = in_words(terms, names_for(terms, first.partner, []))
    return [line for line in lines if line.key not in ("uses", "catalogue")]


def _said(found: Sequence[Request], actor: Actor) -> dict[int, str]:
    own = Vote.objects.filter(version_id__in=[one.version_id for one in found], team_id=actor.team_id)
    mandates = {one.mandate_id for one in actor.mandates}
    return {
        vote.request_id: ("Yes, waits for a second person" if vote.needs_second else "Yes" if vote.yes else "No")
        for vote in own
        if actor.role is not None or vote.mandate_id in mandates
    }


def say(request: TeamRequest, done: Many, *, yes: bool) -> None:
    """What the batch did, once in all, and each reason why some were left out."""
    number = len(done.done)
    if number:
        what = f"{number} request{'' if number == 1 else 's'}"
        messages.success(request, f"Your {'yes' if yes else 'no'} to {what} is in. Votes stay sealed until all are in.")
    why: dict[str, list[int]] = defaultdict(list)
    for pk, sentence in done.refused:
        why[sentence].append(pk)
    for sentence, some in why.items():
        named = ", ".join(f"R-{pk:04d}" for pk in some[:8]) + (f" and {len(some) - 8} more" if len(some) > 8 else "")
        messages.warning(request, f"{named}: {sentence}")
