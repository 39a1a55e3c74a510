"""Greeting: a sentence the artist approved, with a fan's name in it, spoken by a synthetic voice that the artist chose.

It never was the artist's own voice, and says so: after the words come two soft notes and, in the same voice,
“AI voice”. That is part of the file, so it travels with it. Nothing but the voice is heard: for a track under it there
would have to be a yes to that track.
"""

import re
from functools import cache
from pathlib import Path

import numpy as np
import soundfile
import soxr

from consent.licences.voices import VOICES, Blend, read
from consent.making.names import plain
from portal.studio.neural import speech
from portal.studio.neural.speech import Samples, Speaker
from portal.studio.tools import Made, Order, Say, Unmakeable

TITLE = "Greeting: a synthetic voice says it with your name"
NOTICE = "two soft notes and the words “AI voice” at the end"

_RATE = 44_100
_NOTICE_SOUNDS = "ˌAˈI vˈYs."
_LONGEST_TEXT = 600
_LOUDNESS = 0.1  # root mean square of what is speech, that is −20 dB of full scale
_PEAK = 0.84  # −1.5 dB
_FASTEST = 1.15
_PAUSE = 0.45
# A letter that eSpeak NG's English does not know is spelt out, number and all, so such letters lose their accents.
_KNOWN = re.compile(r"[\x00-\xff’“”—…-]")


def missing() -> str:
    """What this machine lacks, in a sentence; empty where it can speak."""
    return speech.missing()


def make(order: Order, say: Say) -> list[Made]:
    """Speak it: one file, WAV, 44.1 kHz, mono. Raises Unmakeable for a voice that is not here or too many words."""
    blend = _voice(str(order.inputs.get("voice", "")))
    name = str(order.inputs.get("name", ""))
    sentence = str(order.inputs.get("sentence", ""))
    words = " ".join(sentence.replace("{name}", name).split())
    if not words or len(words) > _LONGEST_TEXT:
        raise Unmakeable("These words are too many to be said at once.")
    say(5, "Waking the voice")
    british = blend.parts[0][0].british
    sounds = speech.phonemes([sayable(words)], british=british)[0]
    if not any(sound.isalpha() for sound in sounds):
        raise Unmakeable("There is nothing to say in these words.")
    speaker, style = _speaker(), speech.style(blend)
    say(25, f"Saying “{name}”" if name else "Saying it")
    spoken = _spoken(speaker, sounds, style, order.longest)
    say(85, "Adding that it is an AI voice")
    whole = np.concatenate([spoken, _silence(_PAUSE), _notice(blend), _silence(0.2)])
    path = _write(order.folder / "greeting.wav", whole)
    say(100, "Done")
    facts = {
        "voice": blend.label, "voice_code": blend.code, "name": name, "words": words, "notice": NOTICE, "ai": True,
        "seconds": round(len(whole) / speech.RATE, 1), **_round_the_name(sentence, name),
    }  # fmt: skip
    return [Made("mix", path, "audio/wav", facts)]


def sayable(words: str) -> str:
    """The words as the voice is given them: accents that English readers know are kept, others fall off."""
    return "".join(one if _KNOWN.fullmatch(one) and one not in "ëË" else plain(one) for one in words)


@cache
def _notice(blend: Blend) -> Samples:
    """The two notes and “AI voice”, a little softer than what was said."""
    said = _speaker().say(_NOTICE_SOUNDS, speech.style(blend))
    return np.concatenate([_notes(), *said]) * np.float32(0.6)


def _round_the_name(sentence: str, name: str) -> dict[str, str]:
    """What stands before the name and after it, for a card that writes the name large."""
    before, _, after = sentence.partition("{name}")
    if not name:
        return {"before": "", "after": before.strip()}
    return {"before": before.strip(), "after": after.replace("{name}", name).strip().lstrip(".,;:!").strip()}


@cache
def _speaker() -> Speaker:
    return Speaker()


def _voice(text: str) -> Blend:
    """The voice of the offer; where the terms name none, the first."""
    try:
        return read(text or next(iter(VOICES)))
    except ValueError as problem:
        raise Unmakeable("The voice that was chosen for this is not one the studio has.") from problem


def _spoken(speaker: Speaker, sounds: str, style: speech.Style, longest: int | None) -> Samples:
    """The words alone, evenly loud; a little faster where they would be too long otherwise."""
    room = None if longest is None else longest - 2.5  # the notice takes its part
    for speed in (1.0, _FASTEST):
        said = [_trimmed(part) for part in speaker.say(sounds, style, speed=speed)]
        gap = _silence(0.25)
        whole = np.concatenate([piece for part in said for piece in (part, gap)][:-1])
        if room is None or len(whole) <= room * speech.RATE:
            return _evened(whole)
    raise Unmakeable(f"These words take longer than the {longest} seconds this may last.")


def _trimmed(sound: Samples) -> Samples:
    """Without the silence before and after, and with soft edges."""
    loud = np.flatnonzero(np.abs(sound) > 0.01 * max(float(np.abs(sound).max(initial=0)), 1e-6))
    edge = int(0.03 * speech.RATE)
    sound = sound[max(loud[0] - edge, 0) : loud[-1] + 2 * edge].copy() if len(loud) else sound.copy()
    ramp = np.linspace(0, 1, min(edge, len(sound) // 2), dtype=np.float32)
    sound[: len(ramp)] *= ramp
    sound[len(sound) - len(ramp) :] *= ramp[::-1]
    return sound


def _evened(sound: Samples) -> Samples:
    """As loud as any other greeting: measured where something is said, and never clipped."""
    frames = sound[: len(sound) // 240 * 240].reshape(-1, 240)
    power = np.sqrt((frames**2).mean(axis=1)) if len(frames) else np.zeros(1, np.float32)
    heard = power[power > 0.1 * power.max(initial=0)]
    gain = _LOUDNESS / max(float(np.sqrt((heard**2).mean())) if len(heard) else 0.0, 1e-6)
    return sound * np.float32(min(gain, _PEAK / max(float(np.abs(sound).max(initial=0)), 1e-6)))


def _notes() -> Samples:
    """Two soft notes a fourth apart, the second higher: sines that swell and fade."""
    each = int(0.22 * speech.RATE)
    time = np.arange(each) / speech.RATE
    swell = np.sin(np.pi * np.arange(each) / each) ** 2 * 0.12
    return np.concatenate(
        [*(np.sin(2 * np.pi * pitch * time) * swell for pitch in (587.33, 783.99)), _silence(0.12)]
    ).astype(np.float32)


def _silence(seconds: float) -> Samples:
    return np.zeros(int(seconds * speech.RATE), np.float32)


def _write(path: Path, sound: Samples) -> Path:
    soundfile.write(
        path, np.clip(soxr.resample(sound, speech.RATE, _RATE, quality="HQ"), -1, 1), _RATE, subtype="PCM_16"
    )
    return path
