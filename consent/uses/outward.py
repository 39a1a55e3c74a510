"""The ten uses in the words of the standards that machines outside read: one table, and nothing stored beside it.

Every signal speaks to somebody without any licence, so it is made from what a check answers such a one: `allow`,
`ask` or `deny`, use by use (`Answers`). A use without an answer is `deny`: silence is no in every language. Where a
word outside covers several uses of ours, the least of their answers counts.

The drafts among the standards move; each is pinned here by the version this table was written after.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from consent.uses.vocabulary import USES

AIPREF = "draft-ietf-aipref-vocab-07"
AIPREF_ATTACHED = "draft-ietf-aipref-attach-05"
RSL = "RSL 1.0"
RSL_MEDIA = "RSL-MEDIA Human Consent Standard 1.0 Draft"
CAWG = "CAWG Training and Data Mining 1.1"
TDMREP = "TDMRep, W3C Community Group Final Report"
TDMAI = "TDM·AI declaration 2025-05-04"

ALLOW, ASK, DENY = "allow", "ask", "deny"
Answers = Mapping[str, str]
_OPENNESS = {DENY: 0, ASK: 1, ALLOW: 2}


@dataclass(frozen=True)
class Words:
    """What a use is called outside; empty where a standard has no word for it.

    AIPREF says `train-ai`, RSL 1.0 says `ai-train`. RSL 0.9 and its pages say `train-ai` as well: never write that.
    """

    aipref: str = ""
    rsl: tuple[str, ...] = ()
    rsl_media: str = ""
    cawg: str = ""
    tdmai: str = ""


_GENERATED = Words(rsl_media="media:ai-generate")
_WORDS: Mapping[str, Words] = MappingProxyType(
    {
        "discover": Words("search", ("search", "ai-index"), "", "cawg.data_mining", "TDM"),
        "analyse": Words("", ("ai-train",), "media:ai-train", "cawg.ai_training", "AiTraining"),
        "reference": Words("", ("ai-input",), "", "cawg.ai_inference", "TDM"),
        "train": Words("train-ai", ("ai-train",), "media:ai-train", "cawg.ai_generative_training", "genAiTraining"),
        "cover": _GENERATED,
        "remix": _GENERATED,
        "speak": _GENERATED,
        "sing": _GENERATED,
        "translate": _GENERATED,
        "portray": _GENERATED,
    }
)
AIPREF_KEYS = ("train-ai", "search")
RSL_TOKENS = ("ai-train", "ai-input", "ai-index", "search")
_RSL_USES = {token: tuple(use for use, words in _WORDS.items() if token in words.rsl) for token in RSL_TOKENS}
TDMAI_KEYS = ("TDM", "AiTraining", "genAiTraining")
# Text and data mining, as TDMRep means it: what these four do. The others make something, and mine nothing.
MINING = tuple(code for code in USES if _WORDS[code].cawg)


def words_for(use: str) -> Words:
    """What this use is called outside; KeyError for an unknown one."""
    return _WORDS[use]


def least(answers: Answers, uses: Iterable[str]) -> str:
    """The least of what is answered for these uses; `deny` for none at all."""
    return min((answers.get(use, DENY) for use in uses), key=_OPENNESS.__getitem__, default=DENY)


def aipref(answers: Answers) -> dict[str, str]:
    """The AIPREF preference: `y` where a stranger may go ahead, else `n`. It knows no *ask*; a licence overrules it."""
    return {key: "y" if _meant(answers, "aipref", key) == ALLOW else "n" for key in AIPREF_KEYS}


@dataclass(frozen=True)
class Terms:
    """RSL's usage tokens: `permitted` for everybody, `licensed` by a licence server alone, and `prohibited`."""

    permitted: tuple[str, ...]
    licensed: tuple[str, ...]
    prohibited: tuple[str, ...]


def rsl(answers: Answers) -> Terms:
    """What RSL says, each of `RSL_TOKENS` in one place."""
    return _terms(tuple(least(answers, uses) for uses in _RSL_USES.values()))


@cache
def _terms(said: tuple[str, ...]) -> Terms:
    """Worked out once: the documents of a catalogue ask for each of its tracks, and there are few combinations."""
    by_token = dict(zip(RSL_TOKENS, said, strict=True))
    allowed, asked, denied = (tuple(t for t in RSL_TOKENS if by_token[t] == answer) for answer in (ALLOW, ASK, DENY))
    return Terms(allowed, asked, denied)


def rsl_media(answers: Answers, *, of: Iterable[str]) -> dict[str, str]:
    """RSL-MEDIA's tokens with our answer, for a subject of which these uses can be asked: a track, a voice, a likeness.

    A token that none of the uses stands for is left out.
    """
    asked = set(of)
    tokens = {words.rsl_media: "" for use, words in _WORDS.items() if words.rsl_media and use in asked}
    return {
        token: least(answers, [use for use in USES if use in asked and _WORDS[use].rsl_media == token])
        for token in tokens
    }


_CAWG_WORDS = {ALLOW: "allowed", ASK: "constrained", DENY: "notAllowed"}


def cawg(answers: Answers, *, prefix: str, info: str) -> dict[str, dict[str, str]]:
    """The entries of a `cawg.training-mining` assertion, for all ten uses.

    A use without a word of CAWG's gets a key of ours: `prefix` is our domain backwards (`cawg.` is reserved). `info`
    says where to ask; without it a reader takes `constrained` for `notAllowed`.
    """
    entries = {}
    for use, words in _WORDS.items():
        said = _CAWG_WORDS[answers.get(use, DENY)]
        entries[words.cawg or f"{prefix}.{use}"] = {"use": said} | (
            {"constraint_info": info} if said == "constrained" else {}
        )
    return entries


def reserved(answers: Answers) -> bool:
    """TDMRep's `tdm-reservation`: whether the right to mine is reserved. Only four times *allow* would open it."""
    return least(answers, MINING) != ALLOW


def minable(answers: Answers) -> tuple[str, ...]:
    """The uses for which a TDMRep policy offers a licence: somebody asks, and may be told yes."""
    return tuple(use for use in MINING if answers.get(use, DENY) == ASK)


def tdmai(answers: Answers) -> dict[str, str]:
    """TDM·AI's three words, each by itself: none is inherited from another."""
    return {
        key: "usagePermission" if _meant(answers, "tdmai", key) == ALLOW else "usageReservation" for key in TDMAI_KEYS
    }


def _meant(answers: Answers, standard: str, key: str) -> str:
    """The least of what is answered for all uses that this word of a standard stands for."""
    return least(answers, [use for use, words in _WORDS.items() if getattr(words, standard) == key])
