"""A statement as its page and its PDF show it: the same texts, so that both say the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from artists.access import TeamKind
from artists.teams.models import Team
from consent.earnings import closing_calendar, ledger
from consent.earnings.models_statements import Remark, Statement
from consent.earnings.statements import HeldRow, Row, Shown
from consent.earnings.states import Kind
from consent.splits.states import Side
from consent.uses import USES, Use
from portal.site.statements.amounts import bare, coins, micros, quantity

_KINDS = {
    Kind.FLAT: "Lump sum", Kind.ADVANCE: "Advance", Kind.MINIMUM: "Up to the minimum", Kind.CHECKS: "Checks",
    Kind.SETTLEMENT: "Settlement",
}  # fmt: skip
_SIDES = {Side.RECORDING: "the recording", Side.SONG: "the song", Side.WHOLE: "recording and song", Side.SELF: ""}


@dataclass(frozen=True)
class Line:
    """A line of what was earned."""

    title: str
    small: str
    use: Use | None
    what: str
    quantity: str
    amount: str


@dataclass(frozen=True)
class Step:
    """A step from the lines to the payment. `sign` stands before it; `carried` marks what moves between months."""

    sign: str
    words: str
    small: str
    amount: str
    carried: bool = False
    total: bool = False


@dataclass(frozen=True)
class Note:
    """What was held, corrected or recouped: in words, and what it comes to."""

    words: str
    small: str
    amount: str


@dataclass(frozen=True)
class Page:
    """All that stands on the sheet."""

    title: str
    reference: str
    head: str
    for_team: str
    operator: str
    due_label: str
    due: str
    currency: str
    lines: Sequence[Line]
    sum_words: str
    sum_quantity: str
    sum_amount: str
    steps: Sequence[Step]
    notes: Sequence[Note]
    remainder: str


def page_of(shown: Shown) -> Page:
    """The sheet of a statement or a draft."""
    said = shown.said
    word = "line" if said.lines == 1 else "lines"
    return Page(
        title=f"{said.month_id:%B %Y}",
        reference="" if shown.draft else said.reference,
        head=_head(shown),
        for_team=shown.team,
        operator=Team.objects.filter(kind=TeamKind.OPERATOR).order_by("pk").values_list("name", flat=True).first()
        or "",
        due_label="If it closed today" if shown.draft else "Payable",
        due=coins(said.payable, said.currency),
        currency=said.currency,
        lines=[_line(row) for row in shown.rows],
        sum_words=f"Sum of {said.lines:,} {word}",
        sum_quantity=quantity(said.quantity),
        sum_amount=bare(said.earned),
        steps=_steps(shown),
        notes=_notes(shown),
        remainder=micros(said.carried_out, said.currency),
    )


def month_of(text: str) -> date:
    """The first day of a month of an address."""
    return date.fromisoformat(f"{text}-01")


def _head(shown: Shown) -> str:
    said = shown.said
    if shown.draft:
        return f"Draft: the month closes on {closing_calendar.closes_on(said.month_id):%-d %B %Y}"
    return f"Number {said.number} of this team, closed on {said.closed_at:%-d %B %Y, %H:%M} UTC"


def _line(row: Row) -> Line:
    use = USES.get(row.use)
    kind = _KINDS.get(Kind(row.kind)) if row.kind else None
    licence = f"Licence {row.licence} v{row.version}" if row.licence else "Outside any licence"
    what = kind or (use.short if use else row.use)
    return Line(row.partner, licence, use, what, quantity(row.quantity) if not row.kind else "", bare(row.amount))


def _steps(shown: Shown) -> list[Step]:
    said, money = shown.said, shown.said.currency
    steps = [Step("", "Sum of the lines, six places", "Each is units × price × share", micros(said.earned, money))]
    if said.released or shown.released:
        steps.append(Step("+", "Released", "Held before, until a dispute ended", micros(said.released, money)))
    if said.held or shown.held:
        steps.append(Step("−", "Held", "Disputed: it waits until that ends", micros(said.held, money)))
    if said.recouped or shown.recouped:
        steps.append(Step("−", "Recouped", "Set against advances you have had", micros(said.recouped, money)))
    if said.carried_in:
        small = f"From statement {shown.carried_from}"
        steps.append(Step("+", "Carried in", small, micros(said.carried_in, money), carried=True))
    opens = f"Opens the statement after this; {ledger.month_after(said.month_id):%B} at the earliest"
    small = "Rounded down, once, here" if said.due > 0 else "Nobody is asked to pay back: it is carried on"
    label = "Would be paid" if shown.draft else "Payable"
    return [
        *steps,
        Step("=", "Due", "", micros(said.due, money)),
        Step("", f"{label}, in whole coins", small, coins(said.payable, money), total=True),
        Step("→", "Carried out", opens, micros(said.carried_out, money), carried=True),
    ]  # fmt: skip


def _notes(shown: Shown) -> list[Note]:
    money = shown.said.currency
    notes = [_hold("Held", one, money) for one in shown.held]
    notes += [_hold("Released", one, money) for one in shown.released]
    for paid in shown.recouped:
        small = (
            f"Advanced {micros(paid.advanced, money)}, recouped before {micros(paid.before, money)}, this month counts "
            f"{micros(paid.counted, money)}; {micros(paid.left, money)} to go"
        )
        notes.append(
            Note(f"Recouped under licence {paid.licence} of {paid.partner}", small, micros(paid.amount, money))
        )
    notes += [_remark(one, money) for one in shown.remarks]
    return notes or [Note("Nothing was held, corrected or recouped", "", micros(shown.said.held, money))]


def _hold(verb: str, one: HeldRow, money: str) -> Note:
    side = f", {_SIDES[Side(one.side)]}" if _SIDES[Side(one.side)] else ""
    small = f"{one.raised_for} disputes a part; earned in {one.held_in:%B %Y}"
    return Note(f"{verb}: {one.work}{side}", small, micros(one.amount, money))


def _remark(one: Remark, money: str) -> Note:
    lines = f"{one.lines:,} line{'' if one.lines == 1 else 's'}"
    words = {
        Remark.What.LATE: f"Late reports: {lines}",
        Remark.What.REVERSED: f"Reversals of earlier reports: {lines}",
        Remark.What.ANEW: f"Divided anew by a later split: {lines}",
    }[Remark.What(one.what)]
    return Note(words, f"Of uses in {one.used_in:%B %Y}; in the sum above", micros(one.amount, money))


def fingerprint(said: Statement) -> str:
    """The hash in groups that a person can compare."""
    return " ".join(said.lines_sha256[at : at + 4] for at in range(0, 64, 4))
