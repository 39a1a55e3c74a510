"""Each signal for a person: what it is, what its words mean here, and the very bytes a machine reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from consent.uses import USES, outward
from consent.uses.outward import ALLOW, ASK, DENY
from portal.outward import Said

_LINES = 60  # of a document, before the page only links to the rest


@dataclass(frozen=True)
class Meaning:
    """A word a machine reads, and what it comes to: `allow`, `ask` or `deny`, with a sentence."""

    word: str
    answer: str
    sentence: str


@dataclass(frozen=True)
class Card:
    """One signal. `bytes` is what a machine reads, cut after some lines; `rest` counts the lines left out."""

    code: str
    title: str
    standard: str
    sentence: str
    meanings: tuple[Meaning, ...]
    places: tuple[tuple[str, str], ...]
    bytes: str
    rest: int = 0
    note: str = ""


_AIPREF: Mapping[str, str] = MappingProxyType(
    {"train-ai": "Train a model that makes new things", "search": "Find, recommend or sequence it"}
)
_RSL: Mapping[str, str] = MappingProxyType(
    {
        "ai-train": "Train a model, of any kind",
        "ai-input": "Give it to a model as an example",
        "ai-index": "Keep it in an AI system's index",
        "search": "Put it in a search index",
    }
)
_TDMAI: Mapping[str, str] = MappingProxyType(
    {
        "TDM": "Mine it for text and data",
        "AiTraining": "Train a model that analyses",
        "genAiTraining": "Train a model that makes new things",
    }
)


def header_card(said: Said) -> Card:
    """AIPREF: the header field."""
    read = outward.aipref(said.answers)
    meanings = [Meaning(f"{key}={read[key]}", ALLOW if read[key] == "y" else DENY, _AIPREF[key]) for key in read]
    return Card(
        "aipref", "The header field", outward.AIPREF,
        "Sent with every page and document here. It knows yes and no, and nothing between: what takes a licence is a "
        "no, and the licence then counts for more.",
        tuple(meanings), (("robots.txt", "/robots.txt"),), f"Content-Usage: {said.content_usage}",
    )  # fmt: skip


def tdm_card(said: Said, document: bytes) -> Card:
    """TDMRep: the reservation, and the policy where one is offered; `document` is that policy, or the site's file."""
    offered = bool(said.policy)
    mined = Meaning(f"tdm-reservation: {said.reservation}", DENY if said.reservation else ALLOW, "Mine it")
    meanings = [mined, *([Meaning("tdm-policy", ASK, "Mine it after its holders said yes to you")] if offered else [])]
    head = "\n".join(f"{name}: {value}" for name, value in said.fields.items() if name.startswith("tdm-"))
    body, rest = _cut(document)
    places = (("tdmrep.json", "/.well-known/tdmrep.json"), *((("The offer", said.policy),) if offered else ()))
    return Card(
        "tdmrep", "Text and data mining", outward.TDMREP,
        "The European opt-out from mining. It stands in the header, in the page and in a file at the root of the site.",
        tuple(meanings), places, f"{head}\n\n{body}", rest,
        "" if offered else "There is no offer: nobody has opened anything that could be mined.",
    )  # fmt: skip


def rsl_card(said: Said, document: bytes) -> Card:
    """RSL: permitted, by licence, prohibited."""
    terms = outward.rsl(said.answers)
    answer = dict.fromkeys(terms.permitted, ALLOW) | dict.fromkeys(terms.licensed, ASK)
    body, rest = _cut(document)
    return Card(
        "rsl", "Licence terms", outward.RSL,
        "The terms a crawler reads before it takes anything. Nothing is ever free here by being left out: what can be "
        "had, can be had from a licence server alone.",
        tuple(Meaning(token, answer.get(token, DENY), _RSL[token]) for token in outward.RSL_TOKENS),
        (("rsl.xml", said.licence),), body, rest,
    )  # fmt: skip


def cawg_card(said: Said, document: bytes, address: str, prefix: str) -> Card:
    """CAWG: entries for a file."""
    entries = outward.cawg(said.answers, prefix=prefix, info="-")
    keys = {outward.words_for(use).cawg or f"{prefix}.{use}": use for use in USES}
    body, rest = _cut(document)
    return Card(
        "cawg", "Inside the file", outward.CAWG,
        "What is written into a sound file of this track when it is signed, so that it travels with the sound.",
        tuple(Meaning(key, said.answers.get(keys[key], DENY), USES[keys[key]].label) for key in entries),
        (("cawg.json", address),), body, rest,
    )  # fmt: skip


def tdmai_card(said: Said, document: bytes, address: str) -> Card:
    """TDM·AI: three words."""
    read = outward.tdmai(said.answers)
    meanings = [Meaning(key, ALLOW if value == "usagePermission" else DENY, _TDMAI[key]) for key, value in read.items()]
    return Card(
        "tdmai", "By the sound itself", outward.TDMAI,
        "A declaration that is found by the sound, after a file has lost everything written in it.",
        tuple(meanings), (("tdmai.json", address),), document.decode(), 0,
        "It is not bound yet: that takes the ISCC of the sound (ISO 24138), which whoever has the recording works out.",
    )  # fmt: skip


def _cut(document: bytes) -> tuple[str, int]:
    lines = document.decode().splitlines()
    return "\n".join(lines[:_LINES]), max(len(lines) - _LINES, 0)
