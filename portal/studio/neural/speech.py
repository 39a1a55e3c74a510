"""A synthetic voice: Kokoro, 82 million parameters in 8-bit integers, on a CPU. It is nobody's own voice.

Text becomes sounds by eSpeak NG (a program of its own, see `phonemes`), the sounds become the letters of Misaki's
English alphabet, which the model was trained on, and the model speaks them at 24 kHz in the style of a voice
(portal/studio/voices). The same words in the same voice give the same samples.
"""

import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from consent.licences.voices import Blend
from portal.studio.models_in_packages import SPEECH, Damaged

RATE = 24_000
Samples = NDArray[np.float32]
Style = NDArray[np.float32]

_VOICES = Path(__file__).resolve().parent.parent / "voices"
_PHONEMES = Path(__file__).with_name("phonemes.py")
_ROWS, _WIDTH = 510, 256
_AT_ONCE = 300  # sounds spoken in one go; the model takes 510, and speaks best well below
_ASKING = 20  # seconds eSpeak NG may take; it needs hundredths of one
_STYLES: Mapping[str, tuple[str, str]] = {
    "heart": ("af_heart.f16", "6d34e9e7f7a27b160a1575b6ca58ca72f1cc205ce527c2467fc577fde3889a9e"),
    "bella": ("af_bella.f16", "761c7103613180dcc353bdb9fe9ddc06a6086884344a1d111b0eb6d91f062034"),
    "emma": ("bf_emma.f16", "8c5588114f8483d1e0b8a681bd4cce481840465db81605bdbe7b8c7c1cb70a98"),
    "michael": ("am_michael.f16", "3460fc316b0033d8a324fed4927c01a7ab6755ff12fb5e6051532cdb5c5d5e1f"),
    "fenrir": ("am_fenrir.f16", "ab0ca6923d03c964b03cc057aee9924e825ea140d62313cf7d9e93da6b183c6c"),
    "george": ("bm_george.f16", "62ed0e6235246ab16e52bc3ee3dca5b1a5fd9d37c82c2b5317c6fa64053cb167"),
}
# eSpeak NG's sounds in the letters of the model's alphabet, in this order; ^ ties letters that make one sound.
_LETTERS = (
    ("e^ə", "ɛː"), ("e^ɪ", "A"), ("a^ɪ", "I"), ("a^ʊ", "W"), ("ɔ^ɪ", "Y"), ("d^ʒ", "ʤ"), ("t^ʃ", "ʧ"), ("ə^l", "ᵊl"),
    ("ʔn\u0329", "tᵊn"), ("ʔ", "t"), ("n\u0329", "ᵊn"), ("l\u0329", "ᵊl"), ("ɐ", "ə"), ("ɚ", "əɹ"), ("r", "ɹ"),
    ("ɹɹ", "ɹ"), ("x", "k"), ("ç", "k"), ("ɬ", "l"), ("ʲ", ""), ("\u0303", ""), ("e", "A"),
)  # fmt: skip
_AMERICAN = (("o^ʊ", "O"), ("ɜːɹ", "ɜɹ"), ("ɜː", "ɜɹ"), ("ɪə", "iə"), ("ː", ""), ("^", ""), ("o", "ɔ"))
_BRITISH = (("ə^ʊ", "Q"), ("i^ə", "ɪə"), ("iə", "ɪə"), ("^", ""), ("o", "ɔ"))
_BREAKS = re.compile(r"""(\s*[,.;:!?—…“”"()]+\s*)""")
_SENTENCES = re.compile(r"(?<=[.!?…])\s+")


def missing() -> str:
    """What this machine lacks to speak, in a sentence for who runs it; empty where it can."""
    if not find_spec("espeakng_loader"):
        return "eSpeak NG, which tells how words sound, is not installed: run make setup."
    if not all((_VOICES / name).is_file() for name, _ in _STYLES.values()):
        return "The voices are not in portal/studio/voices: get the whole repository."
    return next((sentence for part in SPEECH if (sentence := part.missing())), "")


def phonemes(texts: Sequence[str], *, british: bool) -> list[str]:
    """How each text sounds, in the model's alphabet, commas and stops kept. Raises Damaged where nobody can tell."""
    pieces = [_BREAKS.split(text) for text in texts]
    asked = [piece for split in pieces for piece in split[::2]]
    answers = iter(_ask(asked, "en" if british else "en-us"))
    turns = _LETTERS + (_BRITISH if british else _AMERICAN)
    return ["".join(_lettered(next(answers), turns) + mark for mark in [*split[1::2], ""]).strip() for split in pieces]


class Speaker:
    """The model, ready to speak."""

    def __init__(self, *, threads: int = 2) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
        options.log_severity_level = 3
        whole = b"".join(part.file("part.bin").read_bytes() for part in SPEECH)
        self._session = onnxruntime.InferenceSession(whole, options, providers=["CPUExecutionProvider"])

    def say(self, sounds: str, style: Style, *, speed: float = 1.0) -> Iterator[Samples]:
        """Speak what `phonemes` gave, a few sentences at a time: mono, 24 kHz."""
        for some in _at_once(sounds):
            letters = [_alphabet()[letter] for letter in some if letter in _alphabet()][: _ROWS - 1]
            if letters:
                given = {
                    "tokens": np.array([[0, *letters, 0]], np.int64),
                    "style": style[len(letters) - 1][None],
                    "speed": np.array([speed], np.float32),
                }
                yield np.asarray(self._session.run(None, given)[0], np.float32).ravel()


def style(blend: Blend) -> Style:
    """A voice, or two weighed against each other, as the model takes it. Raises Damaged where a file is not ours."""
    return np.sum(
        [_style(voice.code) * np.float32(share / 100) for voice, share in blend.parts], axis=0, dtype=np.float32
    )


def _style(code: str) -> Style:
    name, digest = _STYLES[code]
    data = (_VOICES / name).read_bytes()
    if hashlib.sha256(data).hexdigest() != digest:
        raise Damaged(f"{name} is not the voice it should be: get it again from the repository.")
    return np.frombuffer(data, "<f2").reshape(_ROWS, _WIDTH).astype(np.float32)


def _ask(texts: Sequence[str], language: str) -> list[str]:
    question = json.dumps({"language": language, "texts": texts})
    try:
        told = subprocess.run(
            [sys.executable, "-I", str(_PHONEMES)],
            input=question, capture_output=True, text=True, timeout=_ASKING, check=True,
        )  # fmt: skip
        return list(json.loads(told.stdout))
    except (OSError, subprocess.SubprocessError, ValueError) as problem:
        raise Damaged("eSpeak NG did not tell how these words sound.") from problem


def _lettered(said: str, turns: tuple[tuple[str, str], ...]) -> str:
    for old, new in turns:
        said = said.replace(old, new)
    return said


def _at_once(sounds: str) -> Iterator[str]:
    """Whole sentences, as many as are spoken in one go; a sentence longer than that is broken between words."""
    waiting = ""
    for sentence in _SENTENCES.split(sounds):
        for part in _broken(sentence):
            if waiting and len(waiting) + len(part) >= _AT_ONCE:
                yield waiting
                waiting = ""
            waiting = f"{waiting} {part}".strip()
    if waiting:
        yield waiting


def _broken(sentence: str) -> Iterator[str]:
    while len(sentence) > _AT_ONCE:
        end = sentence.rfind(" ", 1, _AT_ONCE) if " " in sentence[1:_AT_ONCE] else _AT_ONCE
        yield sentence[:end]
        sentence = sentence[end:].strip()
    yield sentence


@cache
def _alphabet() -> Mapping[str, int]:
    return dict(json.loads((_VOICES / "alphabet.json").read_text(encoding="utf-8")))
