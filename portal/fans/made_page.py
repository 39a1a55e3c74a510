"""Everything the page of something made says: one value, from the rooms that know a part of it each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from consent.claims import hiding, selectors
from consent.claims.hiding import Silence
from consent.claims.selectors import Mended
from consent.earnings.reading_made import Brought, brought_by
from consent.experiences.models import Experience
from consent.licences.offer import Tool
from consent.making.fan import Fan
from consent.making.shown import Shown, shown_of
from consent.reports.credits import Named
from consent.reports.models import Output
from consent.reports.public import Made, made_in_public
from consent.reports.yeses import Rests, rests_on
from portal.fans import results

_AI = {"None": "No AI", "Partly": "Some AI", "All": "All AI"}


@dataclass(frozen=True)
class Element:
    """How much of one part of it AI made, in DDEX's word and in ours."""

    name: str
    word: str
    said: str


@dataclass(frozen=True)
class Page:
    """Something made, as this fan may see it. `shown` is None where its partner made it elsewhere.

    `mine` is whether this fan made it. `lost`: it was a visitor's, and is kept no more.
    """

    made: Made
    shown: Shown | None
    rests: Rests
    elements: Sequence[Element]
    brought: Sequence[Brought]
    silence: Silence | None
    mended: Mended | None
    upheld: str
    mine: bool
    lost: bool

    @property
    def gone(self) -> bool:
        """Whether there is nothing to hear any more."""
        return bool(self.made.gone) or self.lost

    @property
    def plays_here(self) -> bool:
        """Whether it can be heard on its page now."""
        return self.shown is not None and not self.gone and self.silence is None

    @property
    def listed(self) -> bool:
        """Whether a search engine may list it."""
        seen = self.shown is None or self.shown.making.public
        return seen and not (self.gone or self.made.test or self.silence)

    @property
    def contains_ai(self) -> str:
        """DDEX's word for the whole, as it was mended last."""
        return self.mended.contains_ai if self.mended and self.mended.contains_ai else self.made.contains_ai

    @property
    def ai(self) -> str:
        """The same in a sentence."""
        return Output.ContainsAI(self.contains_ai).label

    @property
    def credit(self) -> str:
        """The credit, as it was mended last."""
        return self.mended.credit if self.mended and self.mended.credit else self.made.credit

    @property
    def by(self) -> str:
        """Who made it: a fan is never named unless they chose a name."""
        if self.shown is None:
            return self.made.partner
        return self.shown.making.maker_name or "a fan"

    @property
    def wide(self) -> bool:
        """Whether what came of it takes the width of the page."""
        return self.shown is not None and self.shown.tool not in (Tool.REMIX_LAB, Tool.OTHER)

    @property
    def results(self) -> list[str]:
        """The templates that show what came of it, the first there is."""
        tool = self.shown.making.experience.tool if self.shown else ""
        return [f"fans/results/{tool}.html", "fans/results/sound.html"]


def page_of(pk: UUID, fan: Fan, *, names: Mapping[UUID, Named]) -> Page | None:
    """The page; None for what is not registered, and for what is somebody else's own affair. A score of queries."""
    made = made_in_public(pk, names=names)
    if made is None:
        return None
    shown = shown_of(pk)
    if shown is not None and not shown.is_open_to(fan):
        return None
    output = Output.objects.get(pk=pk)
    rests = rests_on(output)
    return Page(
        made, shown, rests, _elements(rests), brought_by(shown.whence.lines) if shown else (),
        hiding.silenced([pk]).get(pk), selectors.mended(pk),
        selectors.upheld_sentence(pk) if made.gone == Output.Gone.CLAIM else "",
        mine=shown is not None and shown.is_of(fan),
        lost=shown is None and not made.url and Experience.objects.filter(partner=output.partner_id).exists(),
    )  # fmt: skip


def context_of(page: Page) -> dict[str, Any]:
    """For the template."""
    heard = results.context(page.shown) if page.shown and page.plays_here else {}
    return {"page": page, "made": page.made, "shown": page.shown, "results": page.results, **heard}


def _elements(rests: Rests) -> tuple[Element, ...]:
    offer = rests.offer
    if offer is None:
        return ()
    said = (
        ("Vocals", offer.vocals),
        ("Instrumentation", offer.instrumentation),
        ("Post-production", offer.post_production),
    )
    return tuple(Element(name, word, _AI.get(word, word)) for name, word in said)
