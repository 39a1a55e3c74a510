"""What is in a file; and files that were made to do harm, each of which harms one process at most."""

import os
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from artists.audio import decoding, kinds, process
from artists.audio.decoding import Unplayable, decode, probe
from tests.support.sounding import RATE, encoded, melody


def written(folder: Path, content: bytes, name: str = "file") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def problem_of(folder: Path, content: bytes, name: str = "file") -> str:
    with pytest.raises(Unplayable) as refused:
        probe(written(folder, content, name))
    assert len(refused.value.sentence.split()) > 5
    return refused.value.code


def test_five_kinds_of_file_are_read_for_what_they_are_whatever_their_name(tmp_path: Path) -> None:
    for kind, subtype in (("WAV", None), ("FLAC", None), ("AIFF", None), ("OGG", "OPUS"), ("MP3", None)):
        samples, rate = (melody(rate=48_000), 48_000) if subtype == "OPUS" else (melody(), RATE)
        found = probe(written(tmp_path, encoded(kind, samples, rate=rate, subtype=subtype), "cover.jpg"))
        assert found.kind.code == kind
        assert abs(float(found.seconds) - 5) < 0.05
        assert (found.channels, found.sample_rate, len(found.peaks)) == (2, rate, 200)
        assert max(found.peaks) == 100
        assert min(found.peaks) >= 0


def test_what_tools_and_browsers_get_is_one_shape_and_the_same_sound(tmp_path: Path) -> None:
    mono = written(tmp_path, encoded("FLAC", melody(channels=1, rate=48_000), rate=48_000))
    wav, mp3 = tmp_path / "out.wav", tmp_path / "out.mp3"
    decode(mono, wav=wav, mp3=mp3)
    samples, rate = soundfile.read(wav, always_2d=True)
    assert (rate, samples.shape[1], soundfile.info(wav).subtype) == (44_100, 2, "PCM_16")
    assert abs(len(samples) - 5 * 44_100) < 100
    first = np.abs(np.fft.rfft(samples[: RATE // 2, 0]))
    assert abs(np.argmax(first) * 2 - 220) < 3, "the first note is the one that was put in"
    heard, rate = soundfile.read(mp3, always_2d=True)
    assert (rate, heard.shape[1]) == (44_100, 2)
    assert np.sqrt(np.mean(heard**2)) == pytest.approx(np.sqrt(np.mean(samples**2)), rel=0.05)


def test_waves_follow_the_loudness() -> None:
    meter = process.Meter()
    loud = melody(4.0)
    loud[: len(loud) // 2] *= 0.1
    for start in range(0, len(loud), 5000):
        meter(loud[start : start + 5000])
    heights = meter.heights()
    assert np.mean(heights[:100]) * 8 < np.mean(heights[100:])


def claiming_hours(flac: bytes) -> bytes:
    """A FLAC whose header says that it has 2^36 - 1 samples: 433 hours."""
    numbers = int.from_bytes(flac[18:26], "big") >> 36 << 36 | (1 << 36) - 1
    return flac[:18] + numbers.to_bytes(8, "big") + flac[26:]


def test_lies_and_bombs_are_named_for_what_they_are(tmp_path: Path) -> None:
    wav, flac, mp3, ogg = encoded(), encoded("FLAC"), encoded("MP3"), encoded("OGG")
    assert problem_of(tmp_path, b"<html><title>404</title>" * 500, "song.mp3") == "unknown"
    assert problem_of(tmp_path, b"PK\x03\x04" + bytes(10_000), "song.wav") == "unknown"
    assert problem_of(tmp_path, claiming_hours(flac)) == "long"
    assert problem_of(tmp_path, wav[: len(wav) // 2]) == "cut"
    assert problem_of(tmp_path, wav[:4] + struct.pack("<I", 0xFFFFFFF0) + wav[8:]) == "cut"
    assert problem_of(tmp_path, flac[: len(flac) // 2]) == "damaged"
    assert problem_of(tmp_path, ogg[: len(ogg) // 2]) == "cut"
    assert problem_of(tmp_path, mp3[: len(mp3) // 2]) == "cut"
    assert problem_of(tmp_path, encoded("WAV", melody(0.4))) == "short"
    assert problem_of(tmp_path, encoded("WAV", np.zeros((RATE, 3), np.float32))) == "channels"
    assert problem_of(tmp_path, encoded("WAV", melody(rate=4000), rate=4000)) == "rate"
    wrong = melody()
    wrong[1000] = np.nan
    assert problem_of(tmp_path, encoded("WAV", wrong, subtype="FLOAT")) == "numbers"


def test_an_endless_file_is_read_no_further_than_a_track_may_be_long(tmp_path: Path) -> None:
    """Twenty-one minutes of silence are 200 KB as FLAC: what counts is what comes out."""
    silence = encoded("FLAC", np.zeros((21 * 60 * 8000, 1), np.float32), rate=8000)
    assert len(silence) < 1_000_000
    unknown_length = int.from_bytes(silence[18:26], "big") >> 36 << 36
    endless = silence[:18] + unknown_length.to_bytes(8, "big") + silence[26:]
    assert problem_of(tmp_path, endless) in ("long", "damaged", "empty")
    assert problem_of(tmp_path, silence) == "long"


def test_huge_chunks_in_a_wav_make_no_huge_memory(tmp_path: Path) -> None:
    wav = bytearray(encoded())
    wav[40:44] = struct.pack("<I", 0xFFFFFFFF)
    assert probe(written(tmp_path, bytes(wav))).seconds == 5, "as a recorder that was switched off leaves it"
    listed = bytes(wav[:12]) + b"LIST" + struct.pack("<I", 0x7FFFFFFF) + bytes(wav[12:])
    assert problem_of(tmp_path, listed) in ("damaged", "empty", "cut", "unknown")


def test_a_reader_that_breaks_its_limits_is_ended_and_ends_nobody_else(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(decoding, "WALL_SECONDS", 0.05)
    assert problem_of(tmp_path, encoded()) == "slow"
    monkeypatch.undo()
    assert decoding._why(-11) == "crashed"
    assert decoding._why(-24) == "slow"
    here = {name for name in os.environ if "SECRET" in name or "DATABASE" in name}
    assert here
    assert not here & set(decoding._environment("/tmp"))


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["WAV", "FLAC", "OGG", "MP3"]), st.binary(min_size=200, max_size=4000), st.integers(0, 3000))
def test_whatever_is_in_a_file_it_is_read_or_refused(tmp_path: Path, kind: str, noise: bytes, at: int) -> None:
    whole = encoded(kind, melody(1.5))
    content = whole[:at] + noise + whole[at + len(noise) :]
    path = written(tmp_path, content)
    try:
        found = probe(path)
    except Unplayable:
        return  # with a sentence, for every code has one
    assert found.seconds > 0


@given(st.binary(max_size=300))
def test_the_beginning_of_a_file_says_what_it_is_or_nothing(head: bytes) -> None:
    kind = kinds.kind_of(head)
    assert kind is None or kind in kinds.KINDS
    assert isinstance(kinds.instead(head), str)


def test_what_is_no_sound_is_called_by_its_name() -> None:
    said = {
        b"\xef\xbb\xbf  <!DOCTYPE html>": "a web page",
        b"%PDF-1.7": "a PDF",
        b"\x00\x00\x00\x20ftypM4A ": "an MP4 or M4A file",
        b"PK\x03\x04abc": "a ZIP archive",
        b"dear friend": "text",
    }
    assert {head: kinds.instead(head) for head in said} == said
