"""Why this amount: a sentence made of its own numbers, each of which leads to the step of the chain it is from."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import format_currency

from consent.earnings.reading_use import Made, Share, Step
from consent.licences.terms import Basis
from consent.splits.states import Side
from portal.site.earnings.page import place
from portal.site.templatetags.amounts import exactly, plainly

_PEOPLE = {
    Side.RECORDING: "the people behind the recording",
    Side.SONG: "the people behind the song",
    Side.WHOLE: "everybody behind the track",
    Side.SELF: "the artist",
}


@dataclass(frozen=True)
class Word:
    """Some words of a sentence. `number` is exact, and `step` the part of the chain it stands in; both empty in text.

    Whoever takes the numbers of a sentence alone can work the amount out again.
    """

    text: str
    step: str = ""
    number: Decimal | None = None
    last: bool = False


def why(made: Made, step: Step, at: int) -> list[Word]:
    """The sentence of one charge. `at` numbers the charge, for the anchors of its chain."""
    return [*_opening(made), *_priced(step, at), *_divided(step, at)]


def of_sum(step: Step, works: int, at: int) -> list[Word]:
    """The sentence of a work's part of a sum."""
    pool = step.charge.pool
    if pool is None:
        return []
    said = [
        Word("The sum is "), _money(pool.amount, pool.currency, "pool"), Word(" over "),
        Word(f"{works:,} works" if works != 1 else "one work", "pool", Decimal(works)),
        Word(", divided equally. " if pool.rule == "equal" else ", by what was reported of each. "),
        Word("The part of this one is "), _money(step.charge.amount, step.charge.currency, f"rate-{at}"), Word(". "),
    ]  # fmt: skip
    return [*said, *_divided(step, at)]


def _opening(made: Made) -> Iterator[Word]:
    line = made.line
    where = f" in {place(line.territory)}" if line.territory else ""
    if line.reverses_id:
        yield Word(f"{made.partner} took back what it had reported: ")
    else:
        yield Word(f"{made.partner} reported ")
    uses = "use" if abs(line.quantity) == 1 else "uses"
    yield Word(f"{plainly(line.quantity)} {uses}", "report", line.quantity)
    yield Word(f" of {made.named.title}{where}. ")


def _priced(step: Step, at: int) -> Iterator[Word]:
    charge, rate = step.charge, step.charge.rate
    if charge.version:
        yield Word(f"{charge.version.licence.reference}, version {charge.version.number},", f"licence-{at}")
    people = _PEOPLE[Side(charge.side)]
    basis = Basis(rate.basis) if rate else None
    if basis is Basis.REVENUE_SHARE:
        yield Word(f" gives {people} ")
        yield Word(f"{plainly(charge.price * 100)}%", f"rate-{at}", charge.price)
        yield Word(" of the revenue of ")
        yield _money(charge.units, charge.currency, "report")
    else:
        yield Word(f" pays {people} ")
        yield Word(_short(charge.price, charge.currency), f"rate-{at}", charge.price)
        yield Word(" for each of ")
        yield Word(plainly(charge.units) + (" minutes" if basis is Basis.PER_MINUTE else ""), "report", charge.units)
    yield Word(": that makes ")
    yield _money(step.whole, charge.currency, f"rate-{at}")
    if step.among > 1:
        yield Word(f", divided over {step.among} songs: ")
        yield _money(charge.amount, charge.currency, f"rate-{at}")
    yield Word(". ")


def _divided(step: Step, at: int) -> Iterator[Word]:
    if step.waits:
        yield Word("It waits: those who hold it have agreed on no ")
        yield Word("split", f"split-{at}")
        yield Word(" yet.")
        return
    stands = step.stands
    ours = stands.ours if stands and not stands.takes_back else None
    if ours is None:
        yield Word("None of it is yours by the ")
        yield Word("split", f"split-{at}")
        yield Word(".")
        return
    yield from _share(ours, step, at)


def _share(ours: Share, step: Step, at: int) -> Iterator[Word]:
    if ours.basis_points == 10_000:
        yield Word("All of it is ")
        yield Word("yours", f"split-{at}", Decimal(1))
    else:
        yield Word("Your part of the split is ")
        part = Decimal(ours.basis_points).scaleb(-4)
        yield Word(f"{plainly(part * 100)}%", f"split-{at}", part)
    yield Word(", and that makes ")
    yield Word(exactly(ours.amount, step.charge.currency), f"line-{at}", ours.amount, last=True)
    yield Word(".")


def _money(amount: Decimal, currency: str, step: str) -> Word:
    return Word(_short(amount, currency), step, amount)


def _short(amount: Decimal, currency: str) -> str:
    """An amount without zeros that say nothing, but with whole coins: €0.45, €0.0045."""
    return format_currency(amount, currency, "¤#,##0.00####;-¤#,##0.00####", locale="en", currency_digits=False)
