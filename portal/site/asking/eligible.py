"""Before anything is sent: which of these can be asked for, which are shut, and which need no question at all."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from artists.catalog.models import Asset
from consent.decisions.checks import Question, check
from consent.requests import voters
from consent.uses import USES, Use
from portal.site.terms.listing import asset_name


class Word(StrEnum):
    """How one asset stands to one use, for the partner who looks. Never why, where that would say who."""

    ALREADY = "already"
    OPEN = "open"
    SHUT = "shut"
    MISFIT = "misfit"

    @property
    def label(self) -> str:
        """The words people read."""
        return {
            "already": "You may already",
            "open": "Open to ask",
            "shut": "Closed",
            "misfit": "Not asked of this kind",
        }[self.value]


@dataclass(frozen=True)
class Line:
    """One asset with a word for each use."""

    asset: Asset
    name: str
    words: tuple[tuple[Use, Word], ...]

    @property
    def can_be_asked(self) -> bool:
        """Whether it could be in the request as it stands."""
        return bool(self.words) and all(word in (Word.OPEN, Word.ALREADY) for _, word in self.words)

    @property
    def needs_no_question(self) -> bool:
        """Whether the answer is `allow` for everything already."""
        return bool(self.words) and all(word is Word.ALREADY for _, word in self.words)


@dataclass(frozen=True)
class Looked:
    """What was chosen, as it stands now. `unknown` are lines that name nothing here."""

    lines: tuple[Line, ...]
    unknown: tuple[str, ...]

    @property
    def ready(self) -> int:
        """How many can be asked for."""
        return sum(line.can_be_asked for line in self.lines)


def look(ids: Collection[UUID], unknown: Sequence[str], uses: Sequence[str], *, partner_id: int) -> Looked:
    """How these stand, for this partner, everywhere. Four queries, however many."""
    codes = [code for code in USES if code in uses]
    assets = Asset.objects.filter(pk__in=ids).select_related("artist").order_by("title", "pk")
    found = list(assets)
    pairs = [(asset.pk, code) for asset in found for code in codes]
    verdicts = check([Question(code, asset=pk) for pk, code in pairs], partner_team_id=partner_id)
    allowed = {pair for pair, verdict in zip(pairs, verdicts, strict=True) if verdict.answer == "allow"}
    open_to = voters.askable([asset.pk for asset in found], codes, partner_id)
    lines = [
        Line(asset, asset_name(asset), tuple((USES[code], _word(asset, code, allowed, open_to)) for code in codes))
        for asset in found
    ]
    return Looked(tuple(lines), tuple(unknown))


def counted(looked: Looked) -> Mapping[Word, int]:
    """How many assets have which word for some use."""
    return {word: sum(any(said is word for _, said in line.words) for line in looked.lines) for word in Word}


def _word(asset: Asset, code: str, allowed: set[tuple[UUID, str]], open_to: set[tuple[UUID, str]]) -> Word:
    if asset.kind not in USES[code].subjects:
        return Word.MISFIT
    if (asset.pk, code) in allowed:
        return Word.ALREADY
    return Word.OPEN if (asset.pk, code) in open_to else Word.SHUT
