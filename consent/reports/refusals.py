"""Why a line, or an output, is not counted: stable codes, and the sentence that says how to mend it. Pure."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

REPEATED = "already_counted"

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "not_a_line": "A line is an object with a reference, a permit or a licence, and what was used.",
        "unknown_field": "There is no such field. Leave it out, or mend its spelling.",
        "reference_wrong": "Give your own reference of the line: 1 to 200 signs that can be seen, the same for good.",
        "reference_reused": "A line with this reference was counted before, and said something else. Reverse that one, "
        "and send the new one under a reference of its own.",
        "permit_or_licence": "Name the permit that it was made under, or the licence: one of them, and not both.",
        "permit_wrong": "Give the permit's id, or the permit itself as we signed it.",
        "unknown_permit": "No permit with this id was given to you in this mode.",
        "not_the_permits": "The permit is for something else than the line says. Leave this field out: it follows from "
        "the permit.",
        "outside_permit_life": "The permit was not good at that time. Report the use under the licence instead.",
        "permit_exhausted": "The permit was for less than all the lines under it come to. Report the rest under the "
        "licence, or reverse a line.",
        "licence_wrong": "Give the licence's number, such as L-0007, or a list of up to 8 of them.",
        "unknown_licence": "There is no signed licence of yours with this number.",
        "other_currency": "The licence pays a share of revenue in its own currency. Report the revenue in that one.",
        "version_changed": "Another version of the licence took over within this period. Send one line until then and "
        "one from then.",
        "asset_needed": "Name the asset by one of asset, isrc and iswc.",
        "asset_wrong": "Give our id of the asset, an ISRC such as QZS7T2500012, or an ISWC such as T-034.524.680-1.",
        "unknown_asset": "We know no asset with this identifier.",
        "unknown_use": "Give one of the uses at /api/v1/uses, such as remix.",
        "use_not_for_asset": "This use is not made of this kind of asset.",
        "territory_wrong": "Give a country in two letters (ISO 3166-1), such as DE or BR.",
        "territory_needed": "The licence is for named countries: say in which one it was used.",
        "model_wrong": "Give the model as the licence calls it, in up to 200 signs.",
        "model_needed": "The licence is for one model version: say which one it was.",
        "time_needed": "Say when: made_at for a moment, or period with from and to. One of them, and not both.",
        "time_wrong": "Give a moment with its zone, such as 2026-10-14T18:00:00Z, or for a period two days, both "
        "within, such as 2026-10-01 and 2026-10-31.",
        "period_too_long": "A period is 92 days at most, and ends after it begins. Split it.",
        "in_future": "This is still to come. Report it when it has happened.",
        "amount_wrong": "Write the amount as text with at most 12 digits before the point and 6 after it, such as "
        '"0.045". It is never below zero: a mistake is corrected by a line that reverses the one before.',
        "amount_impossible": "At the licence's rate this comes to a million million or more. Mend the amount; if it is "
        "right, split it into several lines.",
        "amount_needed": "Give a quantity, minutes or revenue above zero. If nothing was used, complete the period.",
        "revenue_wrong": "Give revenue as an object with amount and currency.",
        "currency_wrong": "Give a currency code of ISO 4217, such as EUR.",
        "reversal_alone": "A reversal takes a whole line back: it has a reference, and says which line in reverses. "
        "Send what is right as a line of its own.",
        "unknown_line": "No line of yours with this id or reference was counted.",
        "reverses_a_reversal": "This line is a reversal itself. Send the use again as a new line.",
        "reversed_already": "This line was reversed before, by another one.",
        "output_wrong": "Give outputs as a list of up to 50: your id of one that is registered, or an object with id, "
        "title, kind and contains_ai.",
        "output_reused": "An output with this id is registered already, and says something else.",
        "unknown_output": "No output with this id is registered. Send it as an object with title, kind and "
        "contains_ai.",
        "title_wrong": "Give a title of 1 to 200 signs on one line, without hidden signs.",
        "url_wrong": "Give the web address where it is published: https, a public host name, at most 2,000 signs, no "
        "user name in it.",
        "kind_wrong": "Say what it is: audio, video, image, text, model or other.",
        "sha256_wrong": "Give the SHA-256 of the file in 64 digits from 0-9 and a-f, or leave it out.",
        "contains_ai_wrong": "Say how much of it AI made, in DDEX's words: All, Partly or None.",
        "parts_wrong": "Say what it was made from: a list of 1 to 100 objects with use, and asset, isrc or iswc.",
    }
)


class Flaw(NamedTuple):
    """What is wrong with a line: the code, and the field as it was sent."""

    code: str
    field: str = ""

    @property
    def sentence(self) -> str:
        """How to mend it."""
        return SENTENCES[self.code]


class Flawed(Exception):
    """Raised while one line is read; never leaves the room."""

    def __init__(self, code: str, field: str = "") -> None:
        super().__init__(code)
        self.flaw = Flaw(code, field)
