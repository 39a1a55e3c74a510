"""One use, or one sum, and how it became money: report, permit, licence, rate, split, line. All numbers are here.

`posting_statements` and `money` say how one follows from the other; who reads this can work it out again.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from artists.access import Actor, Permission
from artists.catalog.models import Asset
from consent.decisions.models import Permit
from consent.earnings.models import Charge, Earning, Pool, Unsplit
from consent.earnings.money import charged
from consent.licences.models import Signature
from consent.reports.credits import Named, named
from consent.reports.models import Line, Output
from consent.splits.inforce import holders_of
from consent.splits.models import Dispute, Split
from consent.splits.states import Side

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Share:
    """A team's part of a charge: so many of 10,000 basis points, drawn after `before`."""

    team_id: int
    team: str
    basis_points: int
    amount: Decimal
    ours: bool
    before: int


@dataclass(frozen=True)
class Turn:
    """One time a charge was divided, or (an odd number) that division taken back, in the month it is stated in."""

    number: int
    month: date
    split: Split | None
    shares: tuple[Share, ...]

    @property
    def takes_back(self) -> bool:
        """Whether it undoes the turn before."""
        return self.number % 2 == 1

    @property
    def ours(self) -> Share | None:
        """The reader's own part."""
        return next((share for share in self.shares if share.ours), None)


@dataclass(frozen=True)
class Step:
    """A charge: what one rate of one signed version makes of the use for the holders of one side of `work`.

    `among` is over how many works the side divides. `turns` are in their order; none while it waits for a split.
    """

    charge: Charge
    work: Named
    among: int
    signed: tuple[Signature, ...]
    turns: tuple[Turn, ...]
    waits: bool
    disputes: tuple[Dispute, ...]

    @property
    def stands(self) -> Turn | None:
        """The division that counts now."""
        return self.turns[-1] if self.turns else None

    @property
    def ours(self) -> Decimal:
        """What the reader's team has of it, all turns together."""
        return sum((turn.ours.amount for turn in self.turns if turn.ours), NOTHING)

    @property
    def whole(self) -> Decimal:
        """What the rate came to before it was divided over several works."""
        return charged(self.charge.units, self.charge.price)


@dataclass(frozen=True)
class Made:
    """One line of a report with all that follows from it, as one team may see it.

    `reversal` is the line that took it back, `reverses` the one that it takes back. `elsewhere` says that other sides
    of the track are paid for it too, of which the team sees nothing.
    """

    line: Line
    partner: str
    named: Named
    permit: Permit | None
    outputs: tuple[Output, ...]
    steps: tuple[Step, ...]
    reversal: Line | None
    reverses: Line | None
    reversed_ours: Decimal
    elsewhere: bool

    @property
    def currencies(self) -> tuple[str, ...]:
        """Those it is paid in: one, but where two licences say different ones."""
        return tuple(dict.fromkeys(step.charge.currency for step in self.steps))

    @property
    def ours(self) -> Decimal:
        """What the team earned by it, in the first of its currencies."""
        return sum((step.ours for step in self.steps if step.charge.currency in self.currencies[:1]), NOTHING)

    @property
    def sums(self) -> tuple[tuple[str, Decimal], ...]:
        """What the team earned by it in each currency; they are never added up."""
        return tuple(
            (one, sum((step.ours for step in self.steps if step.charge.currency == one), NOTHING))
            for one in self.currencies
        )

    @property
    def stands(self) -> Decimal:
        """What is left of it after what took it back."""
        return self.ours + self.reversed_ours

    @property
    def months(self) -> tuple[date, ...]:
        """The months whose statements name it, for the team."""
        return tuple(sorted({turn.month for step in self.steps for turn in step.turns if turn.ours}))


@dataclass(frozen=True)
class FromPool:
    """A work's part of a sum, and what became of it. `works` is over how many the sum divides."""

    pool: Pool
    works: int
    steps: tuple[Step, ...]


def use(actor: Actor, line_id: UUID) -> Made | None:
    """A use that earned the team something, or of what it holds. None for any other. A fixed number of queries.

    Its steps are those of the sides that the team holds or has a part of: what a label and an artist share of a
    recording, and what they are paid for it, is no business of the song's publisher.
    """
    if not actor.has(Permission.SEE_MONEY) or not actor.team_kind.holds_rights:
        return None
    line = Line.objects.filter(pk=line_id, test=False).select_related("partner", "reverses", "reversal").first()
    if line is None or not _concerns(actor, line):
        return None
    steps = _steps(actor, Charge.objects.filter(line=line))
    reversal = getattr(line, "reversal", None)
    back = Earning.objects.filter(charge__line=reversal, team_id=actor.team_id) if reversal else Earning.objects.none()
    return Made(
        line=line, partner=line.partner.name, named=_called(line),
        permit=Permit.objects.filter(pk=line.permit_id).first() if line.permit_id else None,
        outputs=tuple(Output.objects.filter(partner_id=line.partner_id, test=False, reference__in=line.outputs)),
        steps=steps, reversal=reversal, reverses=line.reverses,
        reversed_ours=sum((one.amount for one in back), NOTHING),
        elsewhere=Charge.objects.filter(line=line).count() > len(steps),
    )  # fmt: skip


def from_pool(actor: Actor, pool_id: int, asset: UUID) -> FromPool | None:
    """A work's part of a sum, if the team has earned by it. A fixed number of queries."""
    if not actor.team_kind.holds_rights:
        return None
    mine = Earning.objects.visible_to(actor).filter(charge__pool_id=pool_id, charge__asset_id=asset)
    if not mine.exists():
        return None
    pool = Pool.objects.select_related("partner", "version__licence", "rate").get(pk=pool_id)
    works = Charge.objects.filter(pool=pool).values("asset_id").distinct().count()
    return FromPool(pool, works, _steps(actor, Charge.objects.filter(pool=pool, asset_id=asset)))


def _concerns(actor: Actor, line: Line) -> bool:
    earned = Earning.objects.filter(charge__line=line, team_id=actor.team_id).exists()
    return earned or Asset.objects.visible_to(actor).filter(pk=line.asset_id).exists()


def _called(line: Line) -> Named:
    return named([line.asset_id]).get(line.asset_id, Named("A track", "", ""))


def _steps(actor: Actor, charges: QuerySet[Charge]) -> tuple[Step, ...]:
    every = list(charges.select_related("rate", "version__licence__experience").order_by("version_id", "rate_id", "pk"))
    found = _theirs(actor, every)
    works = [charge.work_id for charge in found]
    called, signed = named(works), _signatures(charge.version_id for charge in found)
    turns = _turns(actor, found)
    waiting = set(Unsplit.objects.filter(charge__in=found).values_list("charge_id", flat=True))
    disputed = _disputes(found)
    siblings: dict[tuple[int | None, str], int] = defaultdict(int)
    for charge in every:
        siblings[charge.rate_id, charge.side] += 1
    return tuple(
        Step(
            charge, called[charge.work_id], siblings[charge.rate_id, charge.side],
            tuple(signed.get(charge.version_id or 0, ())), tuple(turns.get(charge.pk, ())), charge.pk in waiting,
            tuple(disputed.get((charge.work_id, charge.side), ())),
        )
        for charge in found
    )  # fmt: skip


def _theirs(actor: Actor, charges: Sequence[Charge]) -> list[Charge]:
    """Those of a side that the team holds, or that it has, or had, a part of."""
    parts = set(Earning.objects.filter(charge__in=charges, team_id=actor.team_id).values_list("charge_id", flat=True))
    held = holders_of([(charge.work_id, Side(charge.side)) for charge in charges])
    return [one for one in charges if one.pk in parts or actor.team_id in held[one.work_id, Side(one.side)]]


def _signatures(versions: Iterable[int | None]) -> Mapping[int, list[Signature]]:
    found: dict[int, list[Signature]] = defaultdict(list)
    wanted = {pk for pk in versions if pk}
    for one in Signature.objects.filter(version_id__in=wanted).select_related("team").order_by("signed_at", "pk"):
        found[one.version_id].append(one)
    return found


def _turns(actor: Actor, charges: Sequence[Charge]) -> Mapping[int, list[Turn]]:
    rows = Earning.objects.filter(charge__in=charges).select_related("team", "split").order_by("charge_id", "turn")
    by_turn: dict[tuple[int, int], list[Earning]] = defaultdict(list)
    for row in rows:
        by_turn[row.charge_id, row.turn].append(row)
    found: dict[int, list[Turn]] = defaultdict(list)
    for (charge, number), some in by_turn.items():
        shares, before = [], 0
        for one in sorted(some, key=lambda one: (one.team_id != actor.team_id, -one.basis_points, one.team.name)):
            ours = one.team_id == actor.team_id
            shares.append(Share(one.team_id, one.team.name, one.basis_points, one.amount, ours, before))
            before += one.basis_points
        found[charge].append(Turn(number, some[0].month, some[0].split, tuple(shares)))
    return found


def _disputes(charges: Sequence[Charge]) -> Mapping[tuple[UUID, str], list[Dispute]]:
    found: dict[tuple[UUID, str], list[Dispute]] = defaultdict(list)
    works = {charge.work_id for charge in charges}
    for one in Dispute.objects.filter(asset_id__in=works, ended_at=None).select_related("against", "raised_for"):
        found[one.asset_id, one.side].append(one)
    return found
