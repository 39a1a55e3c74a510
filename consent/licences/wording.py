"""The licence in words: a line for each term, plain clauses with the text that counts, and what changed between two.

Made from the terms alone, so that the same terms always give the same text and the same hash.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from babel.dates import format_date
from babel.numbers import format_currency, format_decimal

from consent.choices.limits import territories
from consent.licences import offer_words
from consent.licences.terms import AtEnd, Basis, PoolRule, Rate, Scope, Terms
from consent.uses import USES, VOCABULARY

TEXT_VERSION = 1


@dataclass(frozen=True)
class Names:
    """How those the terms speak of are called; what is not named is said by its number."""

    partner: str
    licensors: tuple[str, ...]
    artists: Mapping[UUID, str] = field(default_factory=dict)
    assets: Mapping[UUID, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """One term in words. `weight` compares two rounds: more is better for the holders; None where neither is."""

    key: str
    label: str
    value: str
    weight: Decimal | None = None


@dataclass(frozen=True)
class Change:
    """One term that differs between two rounds. `better` is from the holders' side; None where it is neither."""

    key: str
    label: str
    before: str
    after: str
    better: bool | None


@dataclass(frozen=True)
class Clause:
    """One clause: in plain words, and in the text that is signed."""

    number: int
    title: str
    plain: str
    full: str


def money(amount: Decimal, currency: str) -> str:
    """An amount with its currency, with as many decimals as it has and at least two."""
    places = max(2, -int(amount.normalize().as_tuple().exponent))
    return format_currency(amount, currency, f"¤#,##0.{'0' * places}", locale="en_GB", currency_digits=False)


def rate_in_words(rate: Rate, currency: str) -> str:
    """Such as `€0.045 for each output` or `12 % of revenue`."""
    if rate.basis is Basis.REVENUE_SHARE:
        return f"{format_decimal(Decimal(rate.basis_points or 0) / 100, locale='en_GB')} % {rate.basis.label}"
    return f"{money(rate.amount or Decimal(0), currency)} {rate.basis.label}"


def in_words(terms: Terms, names: Names) -> list[Line]:
    """Every term as a line, in the order of a term sheet."""
    lines = [Line(*row) for row in offer_words.lines(terms.offer, terms.currency)] if terms.offer else []
    lines += [
        Line("uses", "Uses", _listed([USES[use].label for use in terms.uses])),
        Line("catalogue", "Catalogue", _catalogue(terms, names)),
        Line("territories", "Where", where(terms.territories), Decimal(-len(terms.territories or territories()))),
        Line("period", "How long", f"{_day(terms.starts_on)} to {_day(terms.ends_on)}", _length(terms)),
    ]
    lines += [_rate_line(rate, terms.currency) for rate in terms.rates]
    least = money(terms.minimum, terms.currency) if terms.minimum is not None else "none"
    lines += [
        Line("minimum", "Minimum a year", least, terms.minimum or Decimal(0)),
        *([Line("pool", "Sums for all works", _pool(terms))] if terms.pools else []),
        Line("credit_line", "Credit line", terms.credit_line),
        Line("notice_days", "Notice to stop", f"{terms.notice_days} days", Decimal(-terms.notice_days)),
        Line("reporting", "Reports", f"{terms.reporting.value}, within {terms.reporting_days} days"),
        Line("at_end", "At the end", _at_end(terms)),
    ]
    if terms.model:
        lines.append(Line("model", "Model", terms.model.label))
    if terms.longest:
        lines.append(Line("longest", "Longest output", f"{terms.longest} s", Decimal(-terms.longest)))
    if terms.most_favoured:
        lines.append(Line("most_favoured", "Most-favoured", "no worse than any other partner", Decimal(-1)))
    if terms.special:
        lines.append(Line("special", "Special terms", terms.special))
    return lines


def changes(before: Sequence[Line], after: Sequence[Line]) -> list[Change]:
    """What differs between two rounds, in the order of the newer one; what fell away comes last."""
    old, new = {line.key: line for line in before}, {line.key: line for line in after}
    found = []
    for key in [*new, *(key for key in old if key not in new)]:
        was, now = old.get(key), new.get(key)
        if was and now and was.value == now.value:
            continue
        label = (now or was or Line(key, key, "")).label
        found.append(Change(key, label, was.value if was else "", now.value if now else "", _better(was, now)))
    return found


def clauses(terms: Terms, names: Names) -> list[Clause]:
    """The clauses, numbered from 1. The plain words help to read; the full text counts."""
    drafted = [
        _what_it_allows(terms, names),
        *(offer_words.clauses(terms.offer, terms.currency) if terms.offer else []),
        _what_stays_shut(names),
        *([_model(terms)] if terms.model else []),
        _what_it_pays(terms),
        _reports(terms),
        _how_to_stop(terms, names),
        _credit(terms, names),
        *([_favoured(names)] if terms.most_favoured else []),
        *([("Special terms", terms.special, terms.special)] if terms.special else []),
    ]
    return [Clause(number, *words) for number, words in enumerate(drafted, start=1)]


def limits_in_words(terms: Terms) -> list[tuple[str, str]]:
    """Label and value of each limit of an offer, as fans read them."""
    found = offer_words.limits(terms.offer, terms.territories) if terms.offer else []
    length = [("Longest", f"{terms.longest} seconds")] if terms.longest else []
    return [*found, *length, ("Until", _day(terms.ends_on))]


def full_text(terms: Terms, names: Names) -> str:
    """The text that is signed: the parties, every clause, and the terms themselves in their canonical form."""
    head = f"LICENCE between {names.partner} (Licensee) and each team that signs this version as a holder (Licensor), "
    head += f"at this writing {_listed(names.licensors)}.\n"
    head += f"Uses as {VOCABULARY} defines them. Text version {TEXT_VERSION}.\n"
    body = "\n".join(f"{clause.number}. {clause.title}. {clause.full}" for clause in clauses(terms, names))
    return f"{head}\n{body}\n\nSchedule: {terms.canonical}\n"


def sha256(text: str) -> str:
    """The hash both sides sign: SHA-256 of the text in UTF-8, as 64 hex digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def where(codes: Sequence[str]) -> str:
    """Countries by name, or the whole world."""
    return _listed([territories().get(code, code) for code in codes]) if codes else "the whole world"


def _listed(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _in_a_sentence(label: str) -> str:
    return label if label[:2].isupper() else label[0].lower() + label[1:]


def _day(day: date) -> str:
    return format_date(day, "d MMM y", locale="en_GB")


def _length(terms: Terms) -> Decimal:
    return Decimal(-(terms.ends_on - terms.starts_on).days)


def _better(was: Line | None, now: Line | None) -> bool | None:
    if was is None or now is None:
        found = was or now
        worth = found.weight if found else None
        return None if worth is None else (now is not None) == (worth > 0)
    if was.weight is None or now.weight is None or was.weight == now.weight:
        return None
    return now.weight > was.weight


def _rate_line(rate: Rate, currency: str) -> Line:
    label = USES[rate.use].short if rate.use else "All uses"
    worth = Decimal(rate.basis_points or 0) if rate.basis is Basis.REVENUE_SHARE else rate.amount
    return Line(f"rate:{rate.use}:{rate.basis}", f"{label}, pays", rate_in_words(rate, currency), worth)


def _called(ids: Sequence[UUID], names: Mapping[UUID, str], most: int = 12) -> str:
    said = sorted(names.get(one, str(one)) for one in ids)
    return _listed(said) if len(said) <= most else f"{', '.join(said[:most])} and {len(said) - most} more"


def _catalogue(terms: Terms, names: Names) -> str:
    listed = terms.catalogue
    said = {
        Scope.ALL: f"everything {_listed(names.licensors)} hold" + ("s" if len(names.licensors) == 1 else ""),
        Scope.ARTISTS: f"recordings of {_called(listed.artists, names.artists)}",
        Scope.ASSETS: _called(listed.assets, names.assets),
    }[listed.scope]
    without = [_called(listed.without_artists, names.artists), _called(listed.without_assets, names.assets)]
    return said + "".join(f", without {words}" for words in without if words)


def _at_end(terms: Terms) -> str:
    return {
        AtEnd.KEEP: "nothing new; what was made stays, and is paid",
        AtEnd.SUNSET: f"nothing new; what was made runs out after {terms.sunset_days} days",
        AtEnd.TAKEDOWN: "nothing new; what was made is taken down",
    }[terms.at_end]


def _what_it_allows(terms: Terms, names: Names) -> tuple[str, str, str]:
    uses = _listed([_in_a_sentence(USES[use].label) for use in terms.uses])
    span = f"from {_day(terms.starts_on)} to {_day(terms.ends_on)}, in {where(terms.territories)}"
    what = _catalogue(terms, names)
    plain = f"{names.partner} may do this: {uses}. It covers {what}, {span}."
    full = (
        f"Licensor grants Licensee a non-exclusive, non-transferable right, {span}, to make these Uses, and no other, "
        f"of the assets named here, as far as Licensor holds a right in them: {_listed(terms.uses)}. The assets are: "
        f"{what}. The identifiers in the Schedule decide."
    )
    if terms.longest:
        plain += f" One output lasts {terms.longest} seconds at most."
        full += f" No output is longer than {terms.longest} seconds."
    return "What it allows", plain, full


def _what_stays_shut(names: Names) -> tuple[str, str, str]:
    return (
        "What stays shut",
        "It opens nothing that an artist or another holder keeps shut. A recording is never a voice.",
        "No right arises in an asset for a Use while the choice of any holder of it, for that Use, is off, paused, or "
        "does not cover the Licensee, the territory or the time; where a choice is ask, each act needs a granted "
        "request. A holder may close a choice at any time, in force at the next check. Nothing herein extends to a "
        "voice or a likeness unless its own Use is named. Any act needs an answer “allow” to a check.",
    )


def _model(terms: Terms) -> tuple[str, str, str]:
    model = terms.model
    if model is None:
        raise ValueError("Terms without a model have no clause about it.")
    weights = f", by the SHA-256 of its weights {model.weights_sha256}" if model.weights_sha256 else ""
    return (
        "One model, one version",
        f"Training covers {model.label}. The next version, or any copy tuned from it, needs a new yes.",
        f"The Use train is limited to the model version “{model.label}”{weights}. Fine-tuning, distillation or merging "
        "creates a new model version, for which a new licence is needed.",
    )


def _what_it_pays(terms: Terms) -> tuple[str, str, str]:
    rates = [
        f"{USES[rate.use].short if rate.use else 'all uses'}: {rate_in_words(rate, terms.currency)}"
        for rate in terms.rates
    ]
    said = "; ".join(rates) if rates else "nothing"
    plain = f"It pays {said}."
    full = f"Licensee pays, in {terms.currency}: {said}."
    if terms.minimum is not None:
        plain += f" Never less than {money(terms.minimum, terms.currency)} a year."
        full += f" All payments of a year come to {money(terms.minimum, terms.currency)} at the least."
    if terms.pools:
        plain += f" Sums that no single use earns divide over the works {_pool(terms)}."
    if any(rate.basis is Basis.ADVANCE for rate in terms.rates):
        plain += " An advance is never paid back: later earnings count against it until it is recouped."
        full += (
            " An advance is due when this version comes into force and is not repayable. What this licence earns a "
            "holder afterwards is set against that holder's part of it until that part is recouped."
        )
    if terms.pool or any(rate.basis is Basis.ADVANCE for rate in terms.rates):
        full += f" Sums that no single Use earns divide over the assets covered {_pool(terms)}."
    full += " Amounts divide among the holders of each asset by its split, not by this licence."
    return "What it pays", plain, full


def _pool(terms: Terms) -> str:
    """How sums divide over works; one rule where the terms or their uses leave only one."""
    said = {
        PoolRule.EQUAL: "equally, the same for every work covered",
        PoolRule.ATTRIBUTION: "by what was reported of each in the period",
    }
    trained = set(terms.uses) & {"train"}
    if terms.pool or not trained or len(terms.uses) == 1:
        return said[terms.rule_for()]
    return f"for training {said[PoolRule.EQUAL]}; for everything else {said[PoolRule.ATTRIBUTION]}"


def _reports(terms: Terms) -> tuple[str, str, str]:
    period = {"weekly": "week", "monthly": "month", "quarterly": "quarter"}[terms.reporting.value]
    return (
        "Reports",
        f"What was made and sold is reported every {period}, within {terms.reporting_days} days. "
        "Mistakes are reversed in the open, never edited.",
        f"Licensee delivers Reports within {terms.reporting_days} days of each {period}'s end. A Report is corrected "
        "by reversal only. Licensor may audit once in twelve months.",
    )


def _how_to_stop(terms: Terms, names: Names) -> tuple[str, str, str]:
    return (
        "How to stop",
        f"Each side can stop with {terms.notice_days} days' notice, or suspend it at once. "
        f"An artist's no works at the next check. After the end: {_at_end(terms)}.",
        f"Either party may end this licence by {terms.notice_days} days' notice given through Soundcheck, and may "
        f"suspend it at any time with effect from the next check. At the end: {_at_end(terms)}. Sums earned before "
        f"remain due. A withdrawal by a holder binds {names.partner} from the next check.",
    )


def _credit(terms: Terms, names: Names) -> tuple[str, str, str]:
    line = terms.credit_line.replace("{partner}", names.partner)
    return (
        "Credit",
        f"Every output carries this line and says that AI was used: “{line}”.",
        f"Each output carries, in the interface and in its metadata, the credit line “{line}”, with the title and the "
        "artists of each asset in place of the braces, and states that AI was used.",
    )


def _favoured(names: Names) -> tuple[str, str, str]:
    return (
        "No worse than others",
        f"If the holders give another partner a lower rate for the same use, {names.partner} gets it too.",
        "Where Licensor grants another licensee a lower rate for the same Use on the same basis and in the same "
        "currency, that rate applies to Licensee from the same day.",
    )
