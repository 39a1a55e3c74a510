"""One use: why it earned this amount, from the check to the line; and one work's part of a sum."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.utils import timezone

from consent.earnings import reading_use
from consent.earnings.closing_calendar import closes_on
from consent.earnings.reading_use import Made, Step
from consent.uses import USES
from portal.site.earnings import words
from portal.site.earnings.page import place
from portal.site.earnings.stands import stands
from portal.site.earnings.views import money_view
from portal.site.htmx import render_page
from portal.site.scoping import TeamRequest


@money_view
def one_use(request: TeamRequest, pk: UUID) -> HttpResponse:
    """A use, its sentence and its chain."""
    made = _made(request, pk)
    where = stands(request.actor)
    context = {
        "made": made,
        "use": USES.get(made.line.use),
        "place": place(made.line.territory),
        "steps": [(at, step, words.why(made, step, at)) for at, step in enumerate(made.steps, 1)],
        "late": any(turn.month > made.line.began_at.date() for step in made.steps for turn in step.turns),
        "closed": bool(made.months) and made.months[-1] < where.opens,
        "states": list(
            dict.fromkeys(
                where.of_part(step.charge, turn.month) for step in made.steps for turn in step.turns if turn.ours
            )
        ),
        "closes": closes_on(made.months[-1]) if made.months else None,
        "period": made.line.ended_at > made.line.began_at,
    }
    return render_page(request, "site/earnings/use.html", context)


@money_view
def one_sum(request: TeamRequest, pool: int, asset: UUID) -> HttpResponse:
    """A work's part of a sum that no single use earned."""
    found = reading_use.from_pool(request.actor, pool, asset) if pool < 2**63 else None
    if found is None:
        raise Http404("No such sum of this team's.")
    context = {
        "found": found,
        "use": USES.get(found.pool.use),
        "steps": [(at, step, words.of_sum(step, found.works, at)) for at, step in enumerate(found.steps, 1)],
    }
    return render_page(request, "site/earnings/sum.html", context)


@money_view
def receipt(request: TeamRequest, pk: UUID) -> HttpResponse:
    """All of a use in one file: permit, licence and its hash, report, charge, shares. Amounts are text."""
    made = _made(request, pk)
    response = JsonResponse(_receipt(request, made), json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = f'attachment; filename="use-{pk}.json"'
    return response


def _made(request: TeamRequest, pk: UUID) -> Made:
    made = reading_use.use(request.actor, pk)
    if made is None:
        raise Http404("No such use of what this team holds.")
    return made


def _receipt(request: TeamRequest, made: Made) -> dict[str, Any]:
    line, permit = made.line, made.permit
    return {
        "format": "soundcheck use receipt 1",
        "made_for": request.team.name,
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "permit": permit
        and {
            "id": str(permit.pk), "issued_at": permit.issued_at.isoformat(), "use": permit.use,
            "territory": permit.territory, "quantity": permit.quantity,
        },
        "report": {
            "id": str(line.pk), "partner": made.partner, "reference": line.reference, "asset": str(line.asset_id),
            "title": made.named.title, "use": line.use, "territory": line.territory,
            "from": line.began_at.isoformat(), "to": line.ended_at.isoformat(), "quantity": _text(line.quantity),
            "minutes": _text(line.minutes), "revenue": _text(line.revenue), "currency": line.currency,
            "received_at": line.received_at.isoformat(),
            "reverses": str(line.reverses_id) if line.reverses_id else None,
            "reversed_by": str(made.reversal.pk) if made.reversal else None,
        },
        "charges": [_charge(step) for step in made.steps],
    }  # fmt: skip


def _charge(step: Step) -> dict[str, Any]:
    charge = step.charge
    version, rate = charge.version, charge.rate
    return {
        "licence": version and version.licence.reference,
        "version": version and version.number,
        "licence_sha256": version and version.sha256,
        "rate": rate and {"use": rate.use, "basis": rate.basis},
        "units": _text(charge.units), "price": _text(charge.price), "amount": _text(charge.amount),
        "currency": charge.currency, "side": charge.side, "work": str(charge.work_id), "waits_for_split": step.waits,
        "divided": [
            {
                "turn": turn.number, "takes_back": turn.takes_back, "month": f"{turn.month:%Y-%m}",
                "split": turn.split.number if turn.split else None,
                "shares": [
                    {"team": share.team, "basis_points": share.basis_points, "amount": _text(share.amount)}
                    for share in turn.shares
                ],
            }
            for turn in step.turns
        ],
    }  # fmt: skip


def _text(amount: Decimal) -> str:
    return f"{amount:f}"
