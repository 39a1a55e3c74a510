"""The steps of a negotiation. `consent.requests` takes them inside its own transaction, after its own checks.

Nobody else calls these: a licence is sent, refused and concluded through a request alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from artists.access import Actor, Conflict
from artists.catalog.models import Artist, Asset
from artists.journal.record import Act as Entry
from artists.journal.record import Follows, record
from artists.teams.models import Team
from consent.licences import coverage, entries, wording
from consent.licences.models import Licence, Party, Rate, Signature, Version
from consent.licences.states import TRANSITIONS, Act, State
from consent.licences.terms import Terms
from consent.licences.wording import Names

EXPIRES_SOON = "licence.expires_soon"
_A_MONTH = timedelta(days=30)


@dataclass(frozen=True)
class Yes:
    """One side's yes: who gave it for which team, when, and by which act.

    `written_at` is what the signature says where the moment of the yes itself is nobody else's business.
    """

    team_id: int
    person_id: int | None
    at: datetime
    how: str
    written_at: datetime | None = None


def move(licence: Licence, act: Act) -> None:
    """Go where the table leads, unsaved; `Conflict` where it leads nowhere. The caller holds the licence's lock."""
    to = TRANSITIONS.get((State(licence.state), act))
    if to is None:
        raise Conflict(
            "licence_state", f"This licence is {State(licence.state).value}, so that is not possible any more."
        )
    licence.state = to.value


def names_for(terms: Terms, partner: Team, licensors: Sequence[Team]) -> Names:
    """How the text calls everybody and everything, as it stands now."""
    listed = terms.catalogue
    artists = Artist.objects.filter(pk__in=[*listed.artists, *listed.without_artists])
    assets = Asset.objects.filter(pk__in=[*listed.assets, *listed.without_assets]).select_related("artist")
    return Names(
        partner=partner.name,
        licensors=tuple(sorted(team.name for team in licensors)),
        artists=dict(artists.values_list("pk", "name")),
        assets={asset.pk: _called(asset) for asset in assets},
    )


def names_of(licence: Licence, terms: Terms) -> Names:
    """The same, for a licence that exists."""
    teams = Team.objects.filter(licences_given__licence=licence)
    return names_for(terms, licence.partner, list(teams))


def add_version(licence: Licence, terms: Terms, *, actor: Actor, at: datetime) -> Version:
    """Put new terms on the table: the next version, with its text, hash and rates."""
    text = wording.full_text(terms, names_of(licence, terms))
    version = Version.objects.create(
        licence=licence,
        number=licence.versions.count() + 1,
        terms=terms.as_data(),
        text=text,
        sha256=wording.sha256(text),
        deal_sha256=terms.deal_sha256,
        proposed_for_id=actor.team_id,
        proposed_at=at,
        proposed_by_id=actor.person_id,
    )
    Rate.objects.bulk_create(
        [
            Rate(
                version=version, use=rate.use, basis=rate.basis.value, amount=rate.amount,
                basis_points=rate.basis_points, currency=terms.currency,
            )
            for rate in terms.rates
        ]
    )  # fmt: skip
    return version


def set_parties(licence: Licence, team_ids: Sequence[int]) -> None:
    """Exactly these teams license; who holds nothing any more drops out."""
    licence.parties.exclude(team_id__in=team_ids).delete()
    Party.objects.bulk_create([Party(licence=licence, team_id=team) for team in team_ids], ignore_conflicts=True)


def conclude(
    licence: Licence, version: Version, yeses: Sequence[Yes], *, at: datetime, by_request: bool = False
) -> None:
    """Everybody said yes: write the signatures and let the version count. What was in force before stops now."""
    if wording.sha256(version.text) != version.sha256:
        raise Conflict(
            "text_does_not_match", "Signing is stopped: the text and its hash do not match. Nothing was signed."
        )
    move(licence, Act.SIGN)
    Signature.objects.bulk_create(
        [
            Signature(
                version=version, team_id=yes.team_id, how=yes.how, sha256=version.sha256,
                signed_at=yes.written_at or yes.at, signed_by_id=yes.person_id,
            )
            for yes in yeses
        ]
    )  # fmt: skip
    licence.in_force, licence.draft = version, None
    licence.starts_at = coverage.begins(version.agreed, at)
    licence.ends_at = coverage.finishes(version.agreed)
    licence.notice_at = licence.notice_by = licence.notice_from = None
    licence.save()
    given = {yes.team_id: yes.at for yes in yeses if yes.team_id != licence.partner_id}
    coverage.put_in_force(licence, version, given, now=at, by_request=by_request)
    if licence.state == State.SIGNED:
        # One that ended while it was suspended is signed anew: nobody stops it any more, and anybody may again.
        licence.suspensions.filter(resumed_at__isnull=True).update(resumed_at=at)
    record(
        Entry(
            entries.IN_FORCE, "licence", str(licence.pk),
            data={"version": version.number, "sha256": version.sha256, "teams": sorted(given)},
            concerns=concerned(licence), team_id=licence.partner_id,
        ),
        actor=None, at=at, follows=[_expires_soon(licence, at)],
    )  # fmt: skip


def refuse(licence: Licence) -> None:
    """Nothing came of it. A version in force before stays in force."""
    move(licence, Act.REFUSE)
    licence.save(update_fields=["state"])


def concerned(licence: Licence) -> frozenset[int]:
    """The partner and the teams that license: whom an act on the licence concerns."""
    return frozenset({licence.partner_id, *licence.parties.values_list("team_id", flat=True)})


def _called(asset: Asset) -> str:
    by = f" by {asset.artist}" if asset.artist and asset.kind == "recording" else ""
    return f"{asset}{by}" + (f" ({asset.isrc})" if asset.isrc else "")


def _expires_soon(licence: Licence, at: datetime) -> Follows:
    ends = licence.ends_at or at
    delay = max(ends - at - (ends - at) / 4, ends - at - _A_MONTH)
    return Follows(
        EXPIRES_SOON,
        f"{EXPIRES_SOON}:{licence.in_force_id}",
        {"licence": licence.pk, "version": licence.in_force_id},
        delay,
    )
