"""Which partners a press concerns: those who lose a yes by it, and those who made something under one before.

A room above this one may know more partners, who have outputs of an asset although no licence is left. It says so with

    register(fn)        # fn(assets, uses) -> (partner's team, asset, use), for what it knows of these

and may name only partners who made something: nobody else hears of a withdrawal.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from consent.withdrawals import replay
from consent.withdrawals.lost import Case
from consent.withdrawals.replay import Question

Knows = Callable[[Collection[UUID], Collection[str]], Iterable[tuple[int, UUID, str]]]

_known: list[Knows] = []


@dataclass(frozen=True)
class Loss:
    """Assets of one use that a partner may use no more, all in the same case: see `models.Item`."""

    use: str
    lost: list[list[str]]
    assets: list[UUID]


def register(knows: Knows) -> Knows:
    """Ask this function too. A room calls it when it starts."""
    _known.append(knows)
    return knows


def losses(subjects: Sequence[UUID], uses: Sequence[str], asked: Question) -> dict[int, list[Loss]]:
    """What each partner loses by the press, by the partner's team."""
    found: dict[int, list[Loss]] = defaultdict(list)
    every: list[tuple[Case, list[UUID]]] = []
    for case, assets in replay.cases(subjects, uses, asked):
        for partner, lost in case.lost().items():
            found[partner].append(Loss(case.use, lost, assets))
        every.append((case, assets))
    if _known and every and asked.partner is None:
        _add_makers(found, every)
    return dict(found)


def _add_makers(found: dict[int, list[Loss]], every: Sequence[tuple[Case, list[UUID]]]) -> None:
    """Partners with outputs and no yes of their own to lose: they are told of what the press shuts to them."""
    cases = {(asset, case.use): case for case, assets in every for asset in assets}
    told = {(partner, asset, loss.use) for partner, some in found.items() for loss in some for asset in loss.assets}
    made: dict[tuple[int, str], set[UUID]] = defaultdict(set)
    assets, uses = {asset for asset, _ in cases}, {use for _, use in cases}
    for knows in _known:
        for partner, asset, use in knows(assets, uses):
            case = cases.get((asset, use))
            if case and (partner, asset, use) not in told and case.shuts(partner):
                made[partner, use].add(asset)
    for (partner, use), some in made.items():
        found[partner].append(Loss(use, [], sorted(some)))
