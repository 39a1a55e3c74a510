"""What Halcyon Audio says it made: a month that is complete, one that is late, a use under no licence, outputs."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from consent.choices.models import Standing
from consent.decisions.checks import Question, check
from consent.licences.models import Cover, Licence, Version
from consent.reports import alarm, dues
from consent.reports.intake import Sent, take_in
from consent.reports.models import Batch, Due
from portal.ops.seeding.world import World

_TITLES = ("Slow Ferry, in the rain", "Night drive edit", "A whole minute of static", "The tide, slowed")


def sow_reports(world: World) -> None:
    """Its licences are taken to be older than they are, so that the demonstration has a month that is over."""
    rin, now = world.acting("rin", "Halcyon Audio"), timezone.now()
    allowed = _allowed(rin.team_id)
    if not allowed:
        return
    licences = Licence.objects.filter(pk__in={licence for licence, *_ in allowed})
    begun = now - timedelta(days=75)
    licences.update(starts_at=begun)
    Cover.objects.filter(licence__in=licences).update(starts_at=begun)
    Due.objects.filter(licence__in=licences).delete()  # those of today's signature
    dues.expect(list(licences.select_related("in_force")), now=now)
    before = now.replace(day=1, hour=12, minute=0, second=0, microsecond=0) - timedelta(days=20)
    lines = [_line(number, *one, at=before + timedelta(hours=7 * number)) for number, one in enumerate(allowed[:40])]
    early = datetime(2026, 1, 5, 9, tzinfo=UTC)
    wrong = [
        {"reference": "nobody-knows", "licence": lines[0]["licence"], "isrc": "ZZZ992600001", "use": lines[0]["use"],
         "made_at": before.isoformat(), "quantity": 1},
        lines[0] | {"reference": "below-zero", "quantity": "-4"},
    ]  # fmt: skip
    take_in(Sent([*lines, *wrong, _line(900, *allowed[0], at=early)], (), Batch.Source.FILE), actor=rin)
    take_in(Sent([], [lines[0]["licence"]], Batch.Source.PAGE), actor=rin)
    dues.pass_on(now=now)
    alarm.look(now=now)


def _allowed(partner: int) -> list[tuple[int, UUID, str]]:
    """Licence, asset and use of what a check allows now."""
    open_ones = list(
        Standing.objects.filter(answer__gt=0).order_by("-asset__plays", "use").values_list("asset_id", "use")[:400]
    )
    verdicts = check([Question(use, asset) for asset, use in open_ones], partner_team_id=partner)
    numbers = dict(Version.objects.values_list("pk", "licence_id"))
    return [
        (numbers[verdict.versions[0]], asset, use)
        for (asset, use), verdict in zip(open_ones, verdicts, strict=True)
        if verdict.answer == "allow" and use != "train"
    ]


def _line(number: int, licence: int, asset: UUID, use: str, *, at: datetime) -> dict[str, Any]:
    made: dict[str, Any] = {
        "reference": f"demo-{number}", "licence": Licence(pk=licence).reference, "asset": str(asset), "use": use,
        "made_at": at.isoformat(), "quantity": 3 + number * 7 % 40, "minutes": f"{2 + number % 5}.5",
        "territory": "DE",
    }  # fmt: skip
    if number % 3 == 0:
        made["revenue"] = {"amount": f"{1 + number * 3 % 17}.25", "currency": "EUR"}
    if number < len(_TITLES):
        made["outputs"] = [
            {"id": f"demo-output-{number}", "title": _TITLES[number], "kind": "audio", "contains_ai": "Partly",
             "url": f"https://play.halcyon.example/made/{number}"}
        ]  # fmt: skip
    return made
