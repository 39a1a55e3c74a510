"""What a file says of itself: a C2PA manifest made of facts about what was made. Pure.

C2PA 2.2 (actions v2), IPTC's digital source types, CAWG Training and Data Mining 1.1, DDEX's ContainsAI. What is not
known is not said: no watermark, no identity beyond this portal's, no trust that nobody gave.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from consent.uses import outward

VERSION = "1"
_SOURCE_TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/"
_BY_AI = {"All": "trainedAlgorithmicMedia", "Partly": "compositeWithTrainedAlgorithmicMedia"}


@dataclass(frozen=True)
class Source:
    """A track, or a voice, that something was made from."""

    title: str
    artist: str
    isrc: str = ""
    is_sound: bool = True


@dataclass(frozen=True)
class Facts:
    """What is known of something made.

    `contains_ai` and the three after it are in DDEX's words: All, Partly, None. `answers` are what a check answers a
    stranger for each use of the sources, the least of them: the file's training and mining entries are derived from
    them. `prefix` is our domain backwards, for keys that are ours alone; `ask` the page where a licence is asked for.
    """

    title: str
    tool: str
    did: str
    experience: str
    partner: str
    sources: Sequence[Source]
    contains_ai: str
    vocals: str
    instrumentation: str
    post_production: str
    answers: Mapping[str, str]
    prefix: str
    ask: str


def manifest(facts: Facts) -> dict[str, Any]:
    """The manifest's definition, as `c2pa.Builder` takes it, for an MP3."""
    return {
        "claim_generator_info": [{"name": "Soundcheck", "version": VERSION}],
        "title": facts.title,
        "format": "audio/mpeg",
        "ingredients": [_ingredient(place, one) for place, one in enumerate(_heard(facts))],
        "assertions": [
            {"label": "c2pa.actions.v2", "data": {"actions": _actions(facts)}},
            {"label": "cawg.training-mining", "data": {"entries": _mining(facts)}},
            {"label": f"{facts.prefix}.contains-ai", "data": _contains_ai(facts)},
        ],
    }


def _heard(facts: Facts) -> list[Source]:
    return [one for one in facts.sources if one.is_sound]


def _ingredient(place: int, source: Source) -> dict[str, Any]:
    said = {
        "title": f"{source.title} by {source.artist}" if source.artist else source.title,
        "label": f"source-{place}",
        "relationship": "parentOf" if place == 0 else "componentOf",
        "format": "audio/mpeg",
    }
    return said | ({"instance_id": f"isrc:{source.isrc}"} if source.isrc else {})


def _actions(facts: Facts) -> list[dict[str, Any]]:
    """Opened from its first track and edited; or created, where no recording went into it."""
    agent = {"softwareAgent": {"name": f"{facts.partner}, {facts.tool}"}, "description": facts.did or facts.tool}
    kind = _BY_AI.get(facts.contains_ai)
    source = {"digitalSourceType": _SOURCE_TYPE + kind} if kind else {}
    heard = _heard(facts)
    if not heard:
        created = source or {"digitalSourceType": _SOURCE_TYPE + "digitalCreation"}
        return [{"action": "c2pa.created", **created, **agent}]
    opened = [{"action": "c2pa.opened", "parameters": {"ingredientIds": ["source-0"]}}]
    placed = [
        {"action": "c2pa.placed", "parameters": {"ingredientIds": [f"source-{place}"]}}
        for place in range(1, len(heard))
    ]
    return [*opened, *placed, {"action": "c2pa.edited", **source, **agent}]


def _mining(facts: Facts) -> dict[str, dict[str, str]]:
    return outward.cawg(facts.answers, prefix=facts.prefix, info=f"Only with a licence. Ask for one: {facts.ask}")


def _contains_ai(facts: Facts) -> dict[str, Any]:
    """ContainsAI of the whole, of each element, and of each contributor: the artists, and whoever made it."""
    elements = {
        "Vocals": facts.vocals, "Instrumentation": facts.instrumentation, "PostProduction": facts.post_production,
    }  # fmt: skip
    artists = dict.fromkeys(one.artist for one in _heard(facts) if one.artist)
    contributors = [{"name": name, "role": "MainArtist", "ContainsAI": "None"} for name in artists]
    maker = {"name": f"{facts.partner}, {facts.tool}", "role": "Software", "ContainsAI": facts.contains_ai}
    return {
        "vocabulary": "DDEX ERN 4.3.2 ContainsAI",
        "ContainsAI": facts.contains_ai,
        "elements": [{"element": name, "ContainsAI": said} for name, said in elements.items()],
        "contributors": [*contributors, maker],
        "experience": facts.experience,
    }
