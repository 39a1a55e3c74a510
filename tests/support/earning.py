"""Money worlds: licences with rates, agreed splits, and reports that have been charged."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Model, Sum
from django.utils import timezone

from artists.access import Actor
from artists.catalog.models import Asset
from artists.teams.models import Team
from consent.earnings.models import AssetTotal, Charge, DayTotal, Earning, MonthTotal, PlaceTotal, Unsplit, VersionTotal
from consent.earnings.posting import earn
from consent.earnings.statements_lines import EARNING, JOINS
from consent.licences.models import Licence
from consent.licences.terms import Basis, Rate
from consent.splits.models import Answer, Share, Split
from consent.splits.states import Side, State
from tests.support.licences import in_force, terms
from tests.support.reporting import line, sent


def licence(partner: Team, licensors: Sequence[Team], *rates: Rate, **changed: Any) -> Licence:
    """A signed licence for remixes with these rates (45 thousandths of a euro for each output unless said)."""
    return in_force(partner, licensors, terms(**{"rates": rates} if rates else {}, **changed))


def per_output(amount: str, use: str = "") -> Rate:
    """So much for each output."""
    return Rate(Basis.PER_OUTPUT, Decimal(amount), use=use)


def agreed(
    asset: Asset, shares: Mapping[Team, int], *, since: date | None = None, side: Side = Side.RECORDING
) -> Split:
    """A split everybody agreed on, from a day on; written directly, without the negotiation."""
    now = timezone.now()
    number = Split.objects.filter(asset=asset, side=side).count() + 1
    first = next(iter(shares))
    split = Split.objects.create(
        asset=asset, side=side, number=number, effective_on=since or date(2020, 1, 1), state=State.AGREED,
        proposed_for=first, proposed_at=now, decided_at=now,
    )  # fmt: skip
    before, parts = 0, []
    for team, basis_points in shares.items():
        parts.append(Share(split=split, team=team, before=before, basis_points=basis_points))
        before += basis_points
    Share.objects.bulk_create(parts)
    Answer.objects.bulk_create([Answer(split=split, team=team, agrees=True, answered_at=now) for team in shares])
    return split


def earned(actor: Actor, *lines: Mapping[str, Any], now: datetime | None = None) -> list[Charge]:
    """These lines, reported as one batch and charged: its charges in their order."""
    taken = sent(actor, *lines, now=now)
    assert taken.refused == [], taken.refused
    earn([taken.batch.pk], now=now)
    return list(Charge.objects.filter(line__batch=taken.batch).order_by("pk"))


def used(asset: Asset, under: Licence, reference: str = "l-1", /, **changed: Any) -> dict[str, Any]:
    """A line of a report, for `earned`."""
    return line(asset, under, reference, **changed)


def of(team: Team) -> Decimal:
    """All a team has earned, whatever the currency."""
    return Earning.objects.filter(team=team).aggregate(all=Sum("amount"))["all"] or Decimal(0)


def nothing_is_lost() -> None:
    """Every charge is divided, or waits, exactly once; every total is the sum of its earnings; each line is sealed."""
    charged = Charge.objects.aggregate(all=Sum("amount"))["all"] or Decimal(0)
    divided = Earning.objects.aggregate(all=Sum("amount"))["all"] or Decimal(0)
    waiting = Unsplit.objects.aggregate(all=Sum("charge__amount"))["all"] or Decimal(0)
    assert charged == divided + waiting
    everything: tuple[tuple[type[Model], dict[str, str]], ...] = (
        (DayTotal, {}), (PlaceTotal, {}), (MonthTotal, {}), (VersionTotal, {}), (AssetTotal, {"period": "all"}),
    )  # fmt: skip
    for total, some in everything:
        assert (total.objects.filter(**some).aggregate(all=Sum("amount"))["all"] or Decimal(0)) == divided, total
    with connection.cursor() as cursor:
        cursor.execute(_EACH)
        assert cursor.fetchall() == []
        cursor.execute(_UNSEALED)
        assert cursor.fetchall() == [], "A line's hash is that of what its statement will say."


_TEXT = ", '|', ".join(EARNING)
_UNSEALED = f"""
SELECT e.charge_id, e.turn FROM earnings_earning e {JOINS}
 WHERE e.sealed IS DISTINCT FROM sha256(convert_to(concat({_TEXT}), 'UTF8'))
"""

# Teams whose totals of a month are not the sum of their earnings.
_EACH = """
SELECT team_id, month, currency FROM (
    SELECT e.team_id, e.month, c.currency, sum(e.amount) AS amount
      FROM earnings_earning e JOIN earnings_charge c ON c.id = e.charge_id GROUP BY 1, 2, 3) e
  FULL JOIN (SELECT team_id, month, currency, sum(amount) AS amount FROM earnings_monthtotal GROUP BY 1, 2, 3) t
       USING (team_id, month, currency)
  FULL JOIN (SELECT team_id, month, currency, sum(amount) AS amount FROM earnings_versiontotal GROUP BY 1, 2, 3) v
       USING (team_id, month, currency)
  FULL JOIN (SELECT team_id, to_date(period, 'YYYY-MM') AS month, currency, sum(amount) AS amount
               FROM earnings_assettotal WHERE period ~ '^[0-9]{4}-[0-9]{2}$' GROUP BY 1, 2, 3) a
       USING (team_id, month, currency)
  FULL JOIN (SELECT team_id, date_trunc('month', day)::date AS month, currency, sum(amount) AS amount
               FROM earnings_daytotal GROUP BY 1, 2, 3) d USING (team_id, month, currency)
 WHERE e.amount IS DISTINCT FROM t.amount OR e.amount IS DISTINCT FROM a.amount OR e.amount IS DISTINCT FROM d.amount
    OR e.amount IS DISTINCT FROM v.amount
"""
