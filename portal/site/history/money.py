"""What acts on splits, earnings and months say."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from artists.journal.selectors import Press
from consent.earnings import entries as earnings
from consent.splits import entries as splits
from portal.site.history.names import Names
from portal.site.history.parts import Sentence

Presenter = Callable[[Press, Names], Sentence]


def _said(verb: str, subject: str) -> Presenter:
    """A sentence of the same words for every entry of a kind, with the reason where one was given."""

    def present(press: Press, names: Names) -> Sentence:
        reason = press.head.data.get("reason", "")
        return Sentence(verb, subject=subject, notes=(reason,) if reason else ())

    return present


def _month(press: Press, names: Names) -> Sentence:
    return Sentence("closed the month", subject=str(press.head.data.get("month", "")))


PRESENTERS: Mapping[str, Presenter] = MappingProxyType(
    {
        splits.PROPOSED: _said("proposed", "a split"),
        splits.ANSWERED: _said("answered", "a proposed split"),
        splits.AGREED: _said("agreed on", "a split"),
        splits.REFUSED: _said("refused", "a split"),
        splits.WITHDRAWN: _said("took back", "a proposed split"),
        splits.DISPUTED: _said("disputed", "a part of a split"),
        splits.DISPUTE_ENDED: _said("ended", "a dispute over a split"),
        earnings.CORRECTED: _said("divided anew", "what was earned"),
        earnings.POOLED: _said("divided", "a sum over works"),
        earnings.CLOSED: _month,
        earnings.STATED: _month,
    }
)
