"""The name a fan gives to be said: what a name looks like, and which ones nobody's voice says. Pure.

`shaped` is about shape, `allowed` about meaning, `clean` asks both. The lists are files in `words/`, each with its
source; an artist's own words come on top. Words are compared as people disguise them (`fold`): accents, look-alike
letters, figures for letters, repeated letters and signs between them make no difference. A short word is refused only
where it is a whole part of the name, so that nobody is refused for being from Scunthorpe.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from artists.access import Invalid

LONGEST = 24
_MOST_WORDS = 4
_LONG_ENOUGH = 7  # letters, from which on an insult is also found inside a name: six would lose Reginald and Chatterjee
_WORDS = Path(__file__).with_name("words")

WORKS = "A first name or a nickname works."
_UNSAYABLE = f"We can’t say that one. {WORKS}"
_WELL_KNOWN = f"We can’t say that one: names of brands and of public people are left out. {WORKS}"

# What keyboards and phones put for an apostrophe and a hyphen.
_SIGNS = str.maketrans(dict.fromkeys("'`´‘‛ʼʻʹ′＇", "’") | dict.fromkeys("‐‑‒–—−﹣－", "-"))
# Letters that Unicode takes for letters of their own, and what an English reader makes of them.
_PLAIN = str.maketrans(
    {"ß": "ss", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "ŋ": "ng", "ħ": "h"}
    | {"ŧ": "t", "ĸ": "k", "ə": "a", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ɛ": "e", "ɔ": "o", "ƴ": "y"}
)  # fmt: skip
# Figures and signs written for letters, and letters of other alphabets that look like ours.
_LOOK_ALIKE = str.maketrans(
    {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "6": "g", "7": "t", "8": "b", "9": "g", "@": "a", "$": "s"}
    | {"!": "i", "|": "i", "€": "e", "£": "l", "+": "t"}
    | dict(zip("авекмнорстухіјѕԁӏѵ", "abekmhopctyxijsdlv", strict=True))
    | dict(zip("αβγδεικνορτυχω", "abydeiknoptyxw", strict=True))
)  # fmt: skip


def clean(name: str, unwanted: Iterable[str] = ()) -> str:
    """A name as `shaped` gives it, if it may be said; raises Invalid (field `name`) with a kind sentence otherwise."""
    text = shaped(name)
    refusal = allowed(text, unwanted)
    if refusal:
        raise _invalid("name_not_said", refusal)
    return text


def shaped(name: str) -> str:
    """A name as it is shown and said: composed letters, single spaces, hyphens, ’ for every apostrophe, nothing unseen.

    What has its shape keeps it. Raises Invalid (field `name`) with a kind sentence for what is no name of 1 to
    24 letters, or is written in letters that the voices here cannot read.
    """
    if len(name) > 10 * LONGEST:
        raise _invalid("name_too_long", f"That is a long one. Up to {LONGEST} letters fit.")
    text = unicodedata.normalize("NFKC", name.translate(_SIGNS))
    text = "".join(one for one in text if unicodedata.category(one) != "Cf")  # joiners, marks of direction
    text = " ".join(unicodedata.normalize("NFKC", text).translate(_SIGNS).split()).strip("- ")
    text = unicodedata.normalize("NFKC", _INITIAL.sub(r"\1", text))  # an accent may have stood behind the dot
    if not any(one.isalpha() for one in text):
        raise _invalid("name_missing", f"Whose name should it say? {WORKS}")
    if len(text) > LONGEST:
        raise _invalid("name_too_long", f"That is a long one. Up to {LONGEST} letters fit.")
    for one in text:
        if one.isalpha() and not _is_ours(one):
            raise _invalid(
                "name_in_other_letters",
                "This voice reads Latin letters only. Write the name the way it sounds, such as Dmitri or Misaki.",
            )
    if not _SHAPE.fullmatch(text) or text.count(" ") >= _MOST_WORDS or _LONG_RUN.search(text):
        raise _invalid("name_not_a_name", f"Only letters, spaces, hyphens and apostrophes. {WORKS}")
    return text


def allowed(name: str, unwanted: Iterable[str] = ()) -> str | None:
    """None where the name may be said, else a sentence for the fan. `unwanted` are the words of the artist's own list.

    It never says which word it was, nor whose list: that would be a manual for getting round it.
    """
    parts = _parts(name)
    spared = [folded for folded, as_written in parts if as_written not in _fine()]
    if _own(tuple(unwanted)).among(folded for folded, _ in parts) or _insults().among(spared):
        return _UNSAYABLE
    return _WELL_KNOWN if _well_known().among(spared) else None


def plain(text: str) -> str:
    """Its letters without accents or strokes, as an English reader says them: “Łukasz” → “Lukasz”, case kept."""
    apart = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    return "".join(
        one.translate(_PLAIN) if one == one.lower() else one.lower().translate(_PLAIN).capitalize() for one in apart
    )


def fold(text: str) -> str:
    """How a word is compared: lower-case a to z and single spaces, disguises taken off."""
    small = plain(unicodedata.normalize("NFKC", text)).casefold().translate(_LOOK_ALIKE)
    small = plain(small).casefold()
    return " ".join(re.sub(r"[^a-z\s]", "", re.sub(r"[-_./\\,:;*~·•]+", " ", small)).split())


_LATIN = r"[^\W\d_][\u0300-\u036f]?"
_SHAPE = re.compile(rf"’?(?:{_LATIN})+(?:[ ’-]’?(?:{_LATIN})+)*’?")
_LONG_RUN = re.compile(r"(.)\1{3}", re.IGNORECASE)
_INITIAL = re.compile(r"\b([^\W\d_])\.")  # “J.P.”, “Anna K.”


@dataclass(frozen=True)
class _Listed:
    """Words to match whole, and those that are also found inside a longer one."""

    whole: "re.Pattern[str]"
    inside: "re.Pattern[str]"

    def among(self, parts: Iterable[str]) -> bool:
        return any(self.whole.fullmatch(part) or self.inside.search(part) for part in parts)

    @classmethod
    def of(cls, words: Iterable[str], *, long_enough: int) -> "_Listed":
        """A word with a star is found inside others however short it is."""
        folded = {(fold(word).replace(" ", ""), word.endswith("*")) for word in words}
        whole = sorted(_stretched(word) for word, _ in folded if word)
        inside = sorted(_stretched(word) for word, starred in folded if word and (starred or len(word) >= long_enough))
        return cls(_any_of(whole), _any_of(inside))


def _is_ours(letter: str) -> bool:
    """A Latin letter that comes to a to z, so that it can be read, and compared."""
    return bool(re.fullmatch("[a-z]+", plain(letter).casefold()))


def _invalid(code: str, sentence: str) -> Invalid:
    return Invalid(code, sentence, field="name")


def _parts(name: str) -> list[tuple[str, str]]:
    """Every run of whole words of the name, folded and written together, and as it was written in small letters.

    “Mary Sue K” → mary, marysue, marysuek, sue, suek, k: so neither “f u c k” nor a word within a name gets through.
    """
    words = [(fold(word).replace(" ", ""), word.casefold()) for word in re.split(r"[\s_-]+", _composed(name)) if word]
    runs = (words[start:end] for start in range(len(words)) for end in range(start + 1, len(words) + 1))
    return [("".join(folded for folded, _ in run), " ".join(written for _, written in run)) for run in runs]


def _composed(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate(_SIGNS)


@lru_cache(maxsize=1)
def _fine() -> frozenset[str]:
    return frozenset(_composed(word).casefold() for word in _lines("fine.txt"))


@lru_cache(maxsize=1)
def _insults() -> _Listed:
    return _Listed.of([*_lines("insults.txt"), *_lines("insults_own.txt")], long_enough=_LONG_ENOUGH)


@lru_cache(maxsize=1)
def _well_known() -> _Listed:
    return _Listed.of([*_lines("brands.txt"), *_lines("public_people.txt")], long_enough=10 * LONGEST)


@lru_cache(maxsize=256)
def _own(words: tuple[str, ...]) -> _Listed:
    return _Listed.of((word.rstrip("*") for word in words), long_enough=_LONG_ENOUGH)


def _any_of(patterns: list[str]) -> "re.Pattern[str]":
    return re.compile("|".join(patterns) or r"(?!)")


def _stretched(word: str) -> str:
    """The word with its letters drawn out: “fuuuck”. A letter merely doubled makes another word of a short one, as in
    Conn, Cooke and Bonner, so that counts from seven letters on."""
    runs = [(found[0][0], len(found[0])) for found in re.finditer(r"(.)\1*", word)]
    if len(word) >= _LONG_ENOUGH:
        return "".join(f"{letter}{{{times},}}" for letter, times in runs)
    return "".join(f"(?:{letter}{{{times}}}|{letter}{{{max(3, times + 1)},}})" for letter, times in runs)


def _lines(file: str) -> Iterator[str]:
    """The words of a list: one a line, without notes and empty lines."""
    for line in (_WORDS / file).read_text(encoding="utf-8").splitlines():
        word = line.partition("#")[0].strip()
        if word:
            yield word
