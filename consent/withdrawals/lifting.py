"""A yes that came back: what a partner may do again it is asked no more.

Whatever may have opened something has it looked at. The check itself says whether it did, so that nobody is told that
they may go on while it still says no.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from uuid_utils.compat import uuid7

from artists.journal.record import Act, record_many
from consent.choices.models import Standing as ChoiceStanding
from consent.decisions import stops
from consent.decisions.checks import Question, check
from consent.withdrawals import entries, filing, states
from consent.withdrawals.lost import ELSEWHERE, EVERYWHERE, NOWHERE_NAMED
from consent.withdrawals.models import Concern, Demand, Item

_ASKED = 5000  # questions at once
_NAMED = 100


def of_assets(assets: Collection[UUID], uses: Collection[str]) -> "QuerySet[Item]":
    """What is taken back of these assets, for these uses."""
    return _open().filter(asset_id__in=assets, use__in=uses)


def of_team(team_id: int) -> "QuerySet[Item]":
    """What is taken back of all that a team's yes is needed for."""
    standing = ChoiceStanding.objects.filter(asset_id=OuterRef("asset_id"), use=OuterRef("use"))
    return _open().filter(Exists(standing.filter(teams__contains=[team_id])))


def of_partner(partner_id: int, uses: Collection[str]) -> "QuerySet[Item]":
    """What is taken back from a partner, for these uses."""
    return _open().filter(concern__partner_id=partner_id, use__in=uses)


def look(items: "QuerySet[Item]", *, now: datetime) -> list[Concern]:
    """Lift what is allowed again of these; return the rows that changed, for their `positions`.

    Where nothing is left of a row it is lifted as a whole: what was asked and not done yet is asked no more, and its
    permits go on. The caller has the transaction.
    """
    shut = ChoiceStanding.objects.filter(asset_id=OuterRef("asset_id"), use=OuterRef("use"), answer__gt=0)
    found = set(items.filter(Exists(shut)).values_list("concern_id", flat=True))
    if not found:
        return []
    concerns = {one.pk: one for one in _locked(Q(pk__in=found))}
    by_partner: dict[int, list[Item]] = defaultdict(list)
    for item in items.filter(Exists(shut), concern_id__in=concerns).order_by("pk"):
        by_partner[concerns[item.concern_id].partner_id].append(item)
    again = [item for partner, some in by_partner.items() for item in _allowed(some, partner, now)]
    return _lift(again, concerns, now)


def lift_drill(concern: Concern, *, now: datetime) -> None:
    """End a drill: the partner is told that it is lifted."""
    locked = _locked(Q(pk=concern.pk, withdrawal__test=True))
    items = list(Item.objects.filter(concern__in=locked, lifted_at__isnull=True))
    filing.positions(_lift(items, {one.pk: one for one in locked}, now))


def _open() -> "QuerySet[Item]":
    return Item.objects.filter(lifted_at__isnull=True, concern__withdrawal__test=False)


def _locked(which: Q) -> list[Concern]:
    rows = Concern.objects.filter(which, lifted_at__isnull=True).select_related("withdrawal").order_by("pk")
    return list(rows.select_for_update(of=("self",)))


def _allowed(items: Sequence[Item], partner: int, now: datetime) -> Iterable[Item]:
    """Those of which the check says yes again to all that was lost; or no longer no, where outputs are all there is."""
    questions: list[tuple[int, bool, Question]] = []
    for place, item in enumerate(items):
        for where, model in item.lost or [[EVERYWHERE, ""]]:
            territory = {EVERYWHERE: None, ELSEWHERE: NOWHERE_NAMED}.get(where, where)
            asked = Question(item.use, item.asset_id, territory=territory, model=model or None)
            questions.append((place, bool(item.lost), asked))
    still = set()
    for start in range(0, len(questions), _ASKED):
        some = questions[start : start + _ASKED]
        verdicts = check([asked for _, _, asked in some], partner_team_id=partner, at=now)
        for (place, licensed, _), verdict in zip(some, verdicts, strict=True):
            if verdict.answer == "deny" or (licensed and verdict.answer != "allow"):
                still.add(place)
    return (item for place, item in enumerate(items) if place not in still)


def _lift(items: Sequence[Item], concerns: dict[UUID, Concern], now: datetime) -> list[Concern]:
    if not items:
        return []
    Item.objects.filter(pk__in=[item.pk for item in items]).update(lifted_at=now)
    of_concern: dict[UUID, list[Item]] = defaultdict(list)
    for item in items:
        of_concern[item.concern_id].append(item)
    left = set(
        Item.objects.filter(concern_id__in=of_concern, lifted_at__isnull=True).values_list("concern_id", flat=True)
    )
    changed = [concerns[pk] for pk in sorted(of_concern)]
    over = [concern for concern in changed if concern.pk not in left]
    holders = {concern.pk: filing.holders_of([concern]) for concern in changed}
    for concern in over:
        _end(concern, now)
    acts = [_act(one, of_concern[one.pk], holders[one.pk], whole=one.pk not in left) for one in changed]
    record_many(acts, actor=None, batch=uuid7(), at=now)
    return changed


def _end(concern: Concern, now: datetime) -> None:
    concern.lifted_at, concern.standing = now, states.Standing.LIFTED
    concern.save(update_fields=["lifted_at", "standing"])
    for demand in Demand.objects.filter(concern=concern, state__in=states.WAITING):
        stops.lift(concern.partner_id, source=filing.source_of(demand))
        demand.state = states.TRANSITIONS[states.State(demand.state), states.Act.LIFT]
        demand.save(update_fields=["state"])


def _act(concern: Concern, items: Sequence[Item], holders: frozenset[int], *, whole: bool) -> Act:
    assets = sorted({str(item.asset_id) for item in items})
    data = {
        "withdrawal": str(concern.pk),
        "all": whole,
        "uses": sorted({item.use for item in items}),
        "count": len(assets),
        "assets": assets[:_NAMED],
        "test": concern.withdrawal.test,
    }
    concerns = frozenset({concern.partner_id}) | holders
    return Act(
        entries.LIFTED, "withdrawal", str(concern.withdrawal_id), data, concerns, team_id=concern.partner_id
    )  # fmt: skip
