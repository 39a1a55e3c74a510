"""What a signed licence means for checks: one row for each team, use and part of the catalogue, with its dates."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from consent.licences.models import Cover, Exclusion, Licence, Version
from consent.licences.states import State
from consent.licences.terms import Scope, Terms
from consent.uses import USES, Need

_BATCH = 2000


def begins(terms: Terms, now: datetime) -> datetime:
    """The first moment: midnight UTC of the first day, or now where that has passed."""
    return max(_midnight(terms.starts_on), now)


def finishes(terms: Terms) -> datetime:
    """The first moment after the last day, midnight UTC."""
    return _midnight(terms.ends_on + timedelta(days=1))


def put_in_force(
    licence: Licence, version: Version, yeses: Mapping[int, datetime], *, now: datetime, by_request: bool = False
) -> int:
    """Let this version count from its first day: each team's yes, with when it was given. The one before stops now.

    `by_request` where each yes was to a request for these very assets, whatever the licence once came from.

    Returns how many rows a check may find. The caller holds the licence's lock.
    """
    terms = version.agreed
    licence.covers.filter(ends_at__gt=now).update(ends_at=now, live=False)
    licence.exclusions.all().delete()
    listed = terms.catalogue
    Exclusion.objects.bulk_create(
        [Exclusion(licence=licence, asset_id=one) for one in listed.without_assets]
        + [Exclusion(licence=licence, artist_id=one) for one in listed.without_artists],
        batch_size=_BATCH,
    )
    rows = [
        Cover(
            licence=licence, version=version, partner_id=licence.partner_id, team_id=team, use=use,
            asset_id=asset, artist_id=artist, territories=list(terms.territories),
            model=terms.model.label if terms.model and use == "train" else "",
            signed_at=signed_at, starts_at=begins(terms, now), ends_at=finishes(terms),
            live=licence.state == State.SIGNED, by_request=by_request, for_experience=terms.offer is not None,
        )
        for team, signed_at in yeses.items()
        for use in terms.uses
        for asset, artist in _parts(terms, use)
    ]  # fmt: skip
    Cover.objects.bulk_create(rows, batch_size=_BATCH)
    return len(rows)


def set_live(licence: Licence, *, live: bool, now: datetime) -> None:
    """Count the licence in checks, or not, from now on."""
    licence.covers.filter(ends_at__gt=now, version=licence.in_force).update(live=live)


def set_end(licence: Licence, *, ends_at: datetime, now: datetime) -> None:
    """Let it end at this moment instead."""
    licence.covers.filter(ends_at__gt=now, version=licence.in_force).update(ends_at=ends_at)


def _parts(terms: Terms, use: str) -> list[tuple[UUID | None, UUID | None]]:
    listed = terms.catalogue
    if listed.scope is Scope.ASSETS:
        return [(asset, None) for asset in listed.assets]
    if listed.scope is Scope.ARTISTS:
        return [(None, artist) for artist in listed.artists]
    # A voice is licensed by name alone: “all that we hold” never means one.
    return [] if USES[use].needs & {Need.VOICE, Need.LIKENESS} else [(None, None)]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)
