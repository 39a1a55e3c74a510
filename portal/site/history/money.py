"""What acts on splits, earnings and months say."""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

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


def _month(verb: str) -> Presenter:
    """A sentence that names the month, such as “closed October 2026”."""

    def present(press: Press, names: Names) -> Sentence:
        return Sentence(verb, subject=_spoken(press.head.data))

    return present


def _statement(press: Press, names: Names) -> Sentence:
    return Sentence("closed the statement", subject=f"{press.head.subject_id} for {_spoken(press.head.data)}")


def _spoken(data: Mapping[str, Any]) -> str:
    """A month in words."""
    return f"{date.fromisoformat(data['month'] + '-01'):%B %Y}"


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
        earnings.BEGUN: _month("began to close"),
        earnings.CLOSED: _month("closed"),
        earnings.STATED: _statement,
    }
)
