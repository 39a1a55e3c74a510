"""A rule as a sentence, in parts that the template sets in bold or as a chip."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from consent.choices.limits import territories
from consent.licences.terms import Basis, Rate
from consent.licences.wording import rate_in_words
from consent.requests.fit import Condition
from consent.uses import USES, Use
from portal.site.rules.forms import spanned

ANSWERED = {"yes": "answer", "no": "answer", "ask": "always"}
ANSWER = {"yes": "Yes", "no": "No", "ask": "Ask us"}


@dataclass(frozen=True)
class Clause:
    """One thing a rule asks of a request: “pays at least” and “€2.00 for 1,000 checks”."""

    lead: str
    value: str
    joint: str


@dataclass(frozen=True)
class Sentence:
    """“When Karaokit asks for Analyse on any track, pays at least €2.00 and wants 12 months or less, answer Yes”."""

    who: str
    uses: tuple[Use, ...]
    clauses: tuple[Clause, ...]
    verb: str
    answer: str
    word: str


def sentence(condition: Condition, answer: str, partner: str) -> Sentence:
    """The rule in words."""
    said = [one for one in (_pays(condition), _where(condition), _span(condition), _longest(condition)) if one]
    joints = [", " if place < len(said) - 1 else " and " for place in range(len(said))]
    clauses = tuple(Clause(lead, value, joint) for (lead, value), joint in zip(said, joints, strict=True))
    uses = tuple(USES[code] for code in USES if code in condition.uses)
    return Sentence(partner or "anyone", uses, clauses, ANSWERED[answer], answer, ANSWER[answer])


def _pays(asked: Condition) -> tuple[str, str] | None:
    if asked.least is None:
        return None
    basis = Basis(asked.basis)
    share = int(asked.least) if basis is Basis.REVENUE_SHARE else None
    rate = Rate(basis, None if share is not None else asked.least, share)
    return ("pays less than" if asked.below else "pays at least"), rate_in_words(rate, asked.currency or "EUR")


def _where(asked: Condition) -> tuple[str, str] | None:
    if asked.worldwide_only:
        return "wants", "the whole world at once"
    names = sorted(territories().get(code, code) for code in asked.territories)
    return ("stays within", _listed(names)) if names else None


def _span(asked: Condition) -> tuple[str, str] | None:
    span, unit = spanned(asked.most_days)
    if span is None:
        return None
    return "wants", f"{span} {unit.removesuffix('s') if span == 1 else unit} or less"


def _longest(asked: Condition) -> tuple[str, str] | None:
    if asked.longest is None:
        return None
    minutes, seconds = divmod(asked.longest, 60)
    parts = [f"{minutes} min" if minutes else "", f"{seconds} s" if seconds else ""]
    return "makes outputs of", f"{' '.join(filter(None, parts))} or less"


def _listed(names: Sequence[str]) -> str:
    if len(names) > 4:
        return f"{', '.join(names[:3])} and {len(names) - 3} more countries"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def waited(seconds: float) -> str:
    """How long something took, in the largest unit that says it: “2 d”, “5 h”, “under a minute”."""
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{Decimal(seconds / size):.0f} {unit}"
    return "under a minute"
