"""Common deals to start a term sheet from. Each is plain terms: nothing about them is fixed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType

from consent.licences.terms import AtEnd, Basis, Catalogue, Model, Rate, Reporting, Scope, Terms


@dataclass(frozen=True)
class Template:
    """A deal that is made often: what it is called, what it is for, and the terms it starts with."""

    key: str
    title: str
    says: str
    icon: str
    uses: tuple[str, ...]

    def terms(self, today: date) -> Terms:
        """Its terms, beginning today, for a year."""
        return _MAKERS[self.key](today)


TEMPLATES: Mapping[str, Template] = MappingProxyType(
    {
        one.key: one
        for one in (
            Template("remix", "Fan remix app", "Fans change tracks and make new ones; you are paid for each output and "
                     "share in the revenue.", "sliders-horizontal", ("remix", "reference")),
            Template("dj", "Recommendation and DJ", "An AI picks and joins tracks; paid by the thousand checks.",
                     "compass", ("discover",)),
            Template("lyrics", "Karaoke and lyrics", "Tracks are analysed for words, chords and mood; paid by the "
                     "minute.", "graduation-cap", ("analyse",)),
            Template("train", "Training of one model", "One model version learns from the tracks, for a lump sum. What "
                     "it learned stays learned.", "cpu", ("train",)),
            Template("greeting", "Voice greeting", "An artist’s voice speaks short greetings to fans, each one paid. "
                     "Name the voice yourself.", "audio-lines", ("speak",)),
        )
    }
)  # fmt: skip


def _base(today: date, uses: tuple[str, ...], *rates: Rate, scope: Scope = Scope.ALL) -> Terms:
    return Terms(
        uses=uses, catalogue=Catalogue(scope), starts_on=today, ends_on=today + timedelta(days=364), currency="EUR",
        rates=rates,
    )  # fmt: skip


def _remix(today: date) -> Terms:
    each, share = Rate(Basis.PER_OUTPUT, Decimal("0.05")), Rate(Basis.REVENUE_SHARE, basis_points=1000)
    terms = _base(today, ("reference", "remix"), each, share)
    return replace(terms, minimum=Decimal(5000), notice_days=60, longest=60, at_end=AtEnd.KEEP)


def _dj(today: date) -> Terms:
    return _base(today, ("discover",), Rate(Basis.PER_1000_CHECKS, Decimal("0.8")))


def _lyrics(today: date) -> Terms:
    return replace(_base(today, ("analyse",), Rate(Basis.PER_MINUTE, Decimal("0.002"))), reporting=Reporting.QUARTERLY)


def _train(today: date) -> Terms:
    terms = _base(today, ("train",), Rate(Basis.FLAT, Decimal(10_000)))
    return replace(terms, model=Model("", ""), notice_days=90, reporting=Reporting.QUARTERLY)


def _greeting(today: date) -> Terms:
    terms = _base(today, ("speak",), Rate(Basis.PER_OUTPUT, Decimal("1.5")), scope=Scope.ASSETS)
    credit = "Spoken by AI in the voice of {artist}, with {partner}"
    return replace(terms, longest=30, credit_line=credit, at_end=AtEnd.SUNSET, sunset_days=30)


_MAKERS = MappingProxyType({"remix": _remix, "dj": _dj, "lyrics": _lyrics, "train": _train, "greeting": _greeting})
