"""The mood mix: what is heard is right, no order is better, and transitions neither clip nor fall silent."""

import json
from dataclasses import replace
from itertools import pairwise, permutations
from pathlib import Path

import numpy as np
import pytest
import soundfile
from django.utils.text import slugify
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.ops import seeding
from portal.ops.demo_music.songs import MINOR, SONGS
from portal.studio.mixing import blending, hearing, moods, words
from portal.studio.mixing.traits import Traits, apart, folded, key_apart, tempo_apart
from portal.studio.tools import Order, Track, Unmakeable, mood_mix
from tests.support import playing
from tests.support.playing import Note

RATE = 44_100
MUSIC = Path(seeding.__file__).with_name("music")
NAMES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")


def test_tempo_is_heard_within_two_per_cent_and_folded_into_seventy_to_a_hundred_and_forty(tmp_path):
    for tempo, counted in ((66, 132), (84, 84), (104, 104), (132, 132), (148, 74)):
        path = playing.save(tmp_path / f"{tempo}.wav", playing.band(10, tempo=tempo))
        traits = hearing.heard(path, kept=tmp_path)
        assert abs(traits.tempo / counted - 1) < 0.005, tempo  # asked are 0.02; measured is 0.001
        assert traits.has_tempo


def test_the_demonstrations_songs_are_heard_as_they_were_written(tmp_path):
    keys = {}
    for title, song in SONGS.items():
        sound, rate = soundfile.read(MUSIC / f"{slugify(title)}.opus")
        path = tmp_path / "song.wav"
        soundfile.write(path, sound, rate)
        traits = hearing.heard(path, kept=tmp_path)
        assert abs(traits.tempo / folded(song.tempo) - 1) < 0.005, title
        assert traits.has_tempo, title
        written = f"{NAMES[song.key % 12]} {'minor' if song.scale is MINOR else 'major'}"
        keys[title] = traits.key == written
        assert keys[title] or not traits.has_key, title  # what is wrong is not said
    assert sum(keys.values()) >= len(keys) - 1


def test_no_beat_is_made_up_where_there_is_none(tmp_path):
    random = np.random.default_rng(1)
    struck = np.cumsum(random.uniform(0.25, 1.3, 20))
    for sound in (
        random.standard_normal((10 * RATE, 2)) * 0.1,
        playing.piano([Note(at, at + 0.6, int(random.integers(48, 72))) for at in struck], float(struck[-1]) + 1),
    ):
        assert not hearing.heard(playing.save(tmp_path / "free.wav", sound), kept=tmp_path).has_tempo


def test_a_key_is_heard_from_its_chords(tmp_path):
    heard = {}
    for tonic, minor in ((0, False), (6, False), (9, True), (1, True)):
        third = 3 if minor else 4
        chords = ((0, third), (5, third), (7, 4), (0, third))
        notes = [
            Note(bar * 1.5, bar * 1.5 + 1.4, 48 + (tonic + root) % 12 + step)
            for bar, (root, middle) in enumerate(chords)
            for step in (0, middle, 7, 12)
        ]
        path = playing.save(tmp_path / "chords.wav", playing.piano(notes, 6))
        heard[f"{NAMES[tonic]} {'minor' if minor else 'major'}"] = hearing.heard(path, kept=tmp_path).key
    assert {key: key for key in heard} == heard


def test_what_was_heard_is_kept_and_not_heard_again(tmp_path):
    path = playing.save(tmp_path / "a.wav", playing.band(6, tempo=100))
    traits = hearing.heard(path, kept=tmp_path / "kept")
    [kept] = (tmp_path / "kept").iterdir()
    kept.write_text(json.dumps(json.loads(kept.read_text()) | {"tempo": 99.5}))
    assert hearing.heard(path, kept=tmp_path / "kept") == replace(traits, tempo=99.5)
    kept.write_text("not a word of JSON")
    assert hearing.heard(path, kept=tmp_path / "kept") == traits


@st.composite
def some_traits(draw):
    share = st.floats(0, 1)
    seconds = draw(st.floats(3, 400))
    tempo = draw(st.just(0.0) | st.floats(70, 139.9))
    beats = tuple(round(at * 60 / (tempo or 100), 3) for at in range(int(seconds * (tempo or 100) / 60)))
    return Traits(
        tempo, draw(share), "C major", draw(st.integers(1, 12)), draw(st.booleans()), draw(share), draw(share),
        draw(share), draw(share), draw(st.floats(-40, -5)), seconds, beats,
    )  # fmt: skip


@given(st.lists(some_traits(), min_size=1, max_size=6), st.sampled_from([-1.0, 0.0, 0.5]))
@settings(max_examples=60)
def test_no_order_asks_less_of_a_listener(tracks, rise):
    order = moods.in_order(tracks, rise)
    assert sorted(order) == list(range(len(tracks)))
    least = moods.cost(tracks, order, rise)
    assert least <= moods.cost(tracks, range(len(tracks)), rise) + 1e-9
    if len(tracks) <= 5:
        assert least <= min(moods.cost(tracks, other, rise) for other in permutations(range(len(tracks)))) + 1e-9
    for one, other in pairwise(tracks):
        assert apart(one, other) == pytest.approx(apart(other, one))
        assert 0 <= tempo_apart(one, other) <= 0.5
        assert 0 <= key_apart(one, other) <= 7


@given(st.floats(1, 1000), st.integers(-2, 2))
def test_half_and_double_are_the_same_beat(tempo, octaves):
    assert 70 <= folded(tempo) < 140.0001
    turned = folded(tempo * 2.0**octaves) / folded(tempo)
    assert min(abs(turned - same) for same in (0.5, 1, 2)) < 1e-6


@given(st.lists(some_traits(), min_size=1, max_size=12), st.lists(st.text(max_size=12) | st.just("rainy"), max_size=3))
@settings(max_examples=60)
def test_a_mood_chooses_among_what_there_is_and_every_pick_has_its_reason(tracks, wanted):
    mood = moods.mood_of(wanted)
    assert (mood is not None) or "rainy" not in wanted
    fit = moods.fitting(tracks, mood)
    assert 1 <= len(fit) <= moods.MOST
    assert len(set(fit)) == len(fit)
    picks = [tracks[place] for place in fit]
    assert words.title(picks, wanted)
    for number, pick in enumerate(picks):
        said = words.reason(pick, picks[number - 1] if number else None, "Slow Ferry", picks)
        assert said.endswith(".")
        assert ("BPM" in said) == pick.has_tempo
        assert ("C major" in said) <= any(one.has_key for one in picks)


@given(st.lists(some_traits(), min_size=1, max_size=8), st.integers(20, 360))
@settings(max_examples=60)
def test_a_plan_keeps_to_its_length_and_leaves_no_gap(tracks, longest):
    class Of(str):
        """A path's place, for a file that is never opened."""

    parts = [blending.Part(Of("x"), one, 0.0, min(one.seconds, longest / len(tracks) + 3)) for one in tracks]
    plan = [replace(parts[0], lasts=parts[0].seconds)]
    for part in parts[1:]:
        plan.append(blending._joined(plan[-1], part))
        plan[-2:] = blending._aligned(*plan[-2:])
    for before, after in pairwise(plan):
        assert after.at == pytest.approx(before.at + before.lasts - after.fade)
        assert 0 < after.fade <= before.lasts / 2 + 1e-6
        assert abs(after.speed - 1) <= blending.MOST_FASTER + 1e-9
        assert after.lasts >= after.fade


def test_a_mix_is_blended_on_the_beat_without_clipping_or_silence(tmp_path):
    songs = ((92, (60, 65, 67, 60), 0.3), (96, (57, 53, 60, 55), 1.0), (125, (62, 67, 69, 62), 0.2))
    tracks = []
    for number, (tempo, chords, level) in enumerate(songs):
        sound = playing.band(26, tempo=tempo, chords=chords, seed=number)
        path = playing.save(tmp_path / f"{number}.wav", level * sound / np.abs(sound).max())
        tracks.append(Track(f"asset {number}", f"Song {tempo}", "Ayla", path))
    tracks.append(Track("too short", "Blip", "Ayla", playing.save(tmp_path / "blip.wav", playing.band(0.5))))
    (tmp_path / "broken.wav").write_bytes(b"RIFF....WAVE")
    tracks.append(Track("broken", "Broken", "Ayla", tmp_path / "broken.wav"))
    told = []
    made, playlist = mood_mix.make(
        Order({"moods": ["rainy"]}, tracks, tmp_path, 60), lambda percent, _: told.append(percent)
    )
    assert told == sorted(told)
    assert (made.role, playlist.role, playlist.content_type) == ("mix", "playlist", "application/json")
    assert set(made.used) == {"asset 0", "asset 1", "asset 2"}
    picks = made.facts["picks"]
    assert json.loads(playlist.path.read_text()) == made.facts
    assert {pick["tempo"] for pick in picks} == {92, 96, 125}
    assert made.facts["title"].startswith("Rainy, ")
    assert picks[0]["at"] == 0
    assert any("on the beat" in pick["way"] for pick in picks)  # 92 and 96 are 4 % apart
    assert any("do not meet" in pick["way"] for pick in picks)

    mix, rate = soundfile.read(made.path)
    assert rate == RATE
    assert len(mix) / RATE <= 60.01
    assert abs(len(mix) / RATE - made.facts["seconds"]) < 1
    assert np.abs(mix).max() < 0.99
    seconds = [np.sqrt((mix[at : at + RATE // 2] ** 2).mean()) for at in range(0, len(mix) - 4 * RATE, RATE // 2)]
    assert min(seconds) > 0.02  # no silence, at the joints least of all
    assert max(seconds) / np.median(seconds) < 2.5  # the loud song is not louder than the quiet ones


def test_a_crossfade_keeps_the_power():
    random = np.random.default_rng(4)
    one, other = (random.standard_normal((RATE, 2)).astype(np.float32) for _ in range(2))
    faded = blending.crossfaded(one, other)
    power = [(faded[at : at + 4410] ** 2).mean() for at in range(0, RATE, 4410)]
    assert 0.9 < min(power) < max(power) < 1.1
    assert blending.crossfaded(one[:0], other[:0]).shape == (0, 2)


def test_nothing_to_hear_is_refused_in_a_sentence(tmp_path):
    silence = playing.save(tmp_path / "silence.wav", np.zeros((4 * RATE, 2), np.float32))
    with pytest.raises(Unmakeable, match="no track"):
        mood_mix.make(Order({"moods": ["calm"]}, [], tmp_path, None), lambda *_: None)
    track = Track("a", "Silence", "Ayla", silence)
    made, _ = mood_mix.make(Order({"moods": ["calm"]}, [track], tmp_path, None), lambda *_: None)
    assert made.facts["slowest"] is None  # no beat is made up
    assert "no steady beat" in made.facts["picks"][0]["reason"].lower()
