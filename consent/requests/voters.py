"""Whose yes a request needs, as the catalogue stands now."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.utils import timezone

from artists.access import Invalid
from artists.catalog.models import Asset
from artists.teams.models import Mandate
from consent.choices import standing
from consent.choices.answers import Answer, Asked, Limits, outside
from consent.choices.models import Pause, Standing
from consent.licences import steps
from consent.requests.models import Request, RequestedAsset, Vote, Voter
from consent.uses import USES


def teams_asked(request: Request) -> set[int]:
    """Every team that must say yes: the holders of what is asked for, or the sides of the licence.

    The partner is among them where the round on the table is somebody else's.
    """
    if request.kind == Request.Kind.LICENCE:
        teams = set(request.licence.parties.values_list("team_id", flat=True))
    else:
        assets = list(RequestedAsset.objects.filter(request_id=request.pk).values_list("asset_id", flat=True))
        teams = set().union(*standing.holders(assets, request.uses).values())
    if request.version.proposed_for_id != request.partner_id:
        teams.add(request.partner_id)
    return teams


def sides(request: Request) -> set[int]:
    """The partner, who asked, and every team whose yes is needed now: who held something once is none any more."""
    return {request.partner_id, request.opened_for_id, *teams_asked(request)}


def invite(request: Request) -> set[int]:
    """See to it that everybody asked is a voter, and nobody who holds nothing any more; return the new ones.

    What was voted stays; a vote counts only while its team is asked.
    """
    asked = teams_asked(request)
    known = set(request.voters.values_list("team_id", flat=True))
    Voter.objects.bulk_create([Voter(request=request, team_id=team) for team in asked - known], ignore_conflicts=True)
    request.voters.exclude(team_id__in=asked | {request.partner_id, request.opened_for_id}).delete()
    holders = asked - {request.partner_id}
    if request.of_assets:
        steps.set_parties(request.licence, sorted(holders))
    return asked - known


def votes_counted(request: Request) -> dict[int, Vote | None]:
    """For each team asked its vote on the round on the table, or None: not cast, not confirmed, mandate taken back."""
    cast = {vote.team_id: vote for vote in Vote.objects.filter(request=request, version_id=request.version_id)}
    mandates = {vote.mandate_id for vote in cast.values() if vote.mandate_id}
    in_force = set(Mandate.objects.in_force().filter(pk__in=mandates).values_list("pk", flat=True))
    return {team: _counted(cast.get(team), in_force) for team in teams_asked(request)}


def _counted(vote: Vote | None, mandates: set[int]) -> Vote | None:
    if vote is None or vote.needs_second or (vote.mandate_id and vote.mandate_id not in mandates):
        return None
    return vote


def require_askable(assets: Iterable[UUID], uses: Iterable[str], partner_id: int) -> None:
    """Raise `Invalid` unless every asset can be asked for every use: known, of a fitting kind, and not shut.

    It says which asset is the trouble, never whose choice.
    """
    wanted = list(dict.fromkeys(assets))
    found = Asset.objects.in_bulk(wanted)
    if missing := [one for one in wanted if one not in found]:
        raise Invalid("unknown_asset", f"We know no asset {missing[0]}.", field="assets")
    codes = list(uses)
    open_to = askable(wanted, codes, partner_id)
    shut = []
    for pk in wanted:
        for use in codes:
            if found[pk].kind not in USES[use].subjects:
                raise Invalid("use_not_for_asset", f"“{USES[use].label}” is not asked of “{found[pk]}”.", field="uses")
            if (pk, use) not in open_to:
                shut.append(f"“{found[pk]}” for {USES[use].label.lower()}")
    if shut:
        more = f", and {len(shut) - 5} more" if len(shut) > 5 else ""
        raise Invalid(
            "shut",
            f"This is closed, so it cannot be asked for: {', '.join(shut[:5])}{more}. Leave it out.",
            field="assets",
        )


def askable(assets: Collection[UUID], uses: Collection[str], partner_id: int) -> set[tuple[UUID, str]]:
    """Which of these assets this partner can ask for which of these uses, now. Two queries."""
    rows = Standing.objects.filter(asset_id__in=assets, use__in=uses)
    paused = set(Pause.objects.filter(resumed_at__isnull=True).values_list("team_id", flat=True))
    return {(row.asset_id, row.use) for row in rows if _askable(row, paused, partner_id)}


def _askable(row: Standing, paused: set[int], partner_id: int) -> bool:
    if row.answer < Answer.ASK or paused & set(row.teams):
        return False
    asked = Asked(partner_id, None, timezone.now())
    # Where and until when are for the check to weigh; a partner who is not named need not ask at all.
    return not any(outside(Limits(partners=tuple(one["partners"])), asked) for one in row.limits if one["partners"])
