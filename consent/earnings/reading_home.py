"""A month so far, for a home page: what each use came to, and by which count, rate and split, where that is one."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Max, Min, Q, Sum

from artists.access import Actor, Permission
from consent.earnings.models import MonthTotal
from consent.earnings.money import MICRO
from consent.licences.models import Rate
from consent.licences.terms import Basis


@dataclass(frozen=True)
class Recipe:
    """count × price × basis points come to what a use earned, but for what was cut to six decimals."""

    count: Decimal
    price: Decimal
    basis_points: int


def recipes(actor: Actor, currency: str, month: date) -> dict[str, Recipe]:
    """By use, those for which one price for each and one share say it all. Two queries over the month's totals, which
    are as many as the team's assets: for a team with few."""
    if not actor.has(Permission.SEE_MONEY):
        return {}
    found = MonthTotal.objects.filter(team_id=actor.team_id, month=month, currency=currency, kind="")
    rows = list(
        found.values("use")
        .annotate(
            versions=Count("version", distinct=True), version=Min("version"), least=Min("basis_points"),
            most=Max("basis_points"), count=Sum("quantity"), sum=Sum("amount"), rows=Sum("lines"),
        )
        .order_by()
    )  # fmt: skip
    alone = {row["version"]: row for row in rows if row["versions"] == 1 and row["least"] == row["most"]}
    wanted = Rate.objects.filter(Q(use__in=[row["use"] for row in rows]) | Q(use=""), version_id__in=alone)
    prices = {(one.version_id, one.use): one for one in wanted.filter(basis=Basis.PER_OUTPUT)}
    made: dict[str, Recipe] = {}
    for row in alone.values():
        rate = prices.get((row["version"], row["use"])) or prices.get((row["version"], ""))
        if rate is None or rate.amount is None:
            continue
        recipe = Recipe(row["count"], rate.amount, row["least"])
        worth = recipe.count * recipe.price * recipe.basis_points / 10_000
        if abs(worth - row["sum"]) <= MICRO * row["rows"]:
            made[row["use"]] = recipe
    return made
