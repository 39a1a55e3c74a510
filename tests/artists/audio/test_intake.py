"""Uploads: who may, what comes of them, and which sound plays when several come."""

from pathlib import Path
from typing import Any

import pytest
import soundfile
from django.core.files.base import ContentFile

from artists.access import Conflict, Denied, Invalid
from artists.audio import addresses, decoding, intake, keeping
from artists.audio.models import Sound
from artists.audio.selectors import sound_of_track, sounds_of
from artists.journal import outbox
from artists.journal.models import Entry, Message
from artists.notices.models import Notice
from tests.cast import Cast, acting, hold, track
from tests.support.sounding import encoded, melody, sound, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def saltglass(cast: Cast) -> Any:
    made = track("Saltglass", cast.ayla_marsh, performer=cast.artist, master=cast.label, publishing=(cast.publisher,))
    outbox.drain()
    return made


def test_an_upload_is_checked_then_plays_and_its_team_hears_of_it(cast: Cast, saltglass: Any) -> None:
    dana, ayla = acting(cast.dana, cast.label), acting(cast.ayla, cast.artist)
    added = intake.add(saltglass, upload(encoded("FLAC"), "C:\\music\\Saltglass final.flac"), actor=dana, credit="Ed")
    assert sound_of_track(dana, saltglass).checking == added
    assert sounds_of([saltglass.pk]) == {}
    outbox.drain()
    page = sound_of_track(ayla, saltglass)
    assert page.plays is not None
    assert (page.checking, page.refused, page.may_change) == (None, None, True)
    assert (page.plays.file_name, page.plays.credit) == ("Saltglass final.flac", "Ed")
    assert float(page.plays.seconds or 0) == 5
    assert sounds_of([saltglass.pk]) == {saltglass.pk: page.plays}
    with decoding.fetched(page.plays.heard) as path:
        assert soundfile.info(path).format == "MP3", "browsers get what our own encoder wrote"
    written = Entry.objects.filter(type__startswith="sound.").order_by("pk")
    assert [entry.type for entry in written] == ["sound.added", "sound.ready"]
    assert set(written[0].concerns) == {cast.artist.pk, cast.label.pk}, "the publisher holds nothing in the recording"
    assert Notice.objects.filter(team=cast.label, place="sound", kind="sound.checked").exists()


def test_a_newer_sound_replaces_the_one_before_and_a_bad_one_does_not(cast: Cast, saltglass: Any) -> None:
    ayla = acting(cast.ayla, cast.artist)
    first = intake.add(saltglass, upload(encoded()), actor=ayla)
    outbox.drain()
    intake.add(saltglass, upload(encoded()[:200_000], "cut.wav"), actor=ayla)
    outbox.drain()
    page = sound_of_track(ayla, saltglass)
    assert page.plays == first
    assert page.refused is not None
    assert "ends too early" in page.refused.problem
    with pytest.raises(keeping.Gone):
        keeping.path_of(page.refused.name)
    skipped = intake.add(saltglass, upload(encoded("MP3"), "a.mp3"), actor=ayla)
    last = intake.add(saltglass, upload(encoded("OGG"), "b.ogg"), actor=ayla)
    outbox.drain()
    assert sound_of_track(ayla, saltglass).plays == last
    assert Sound.objects.get(pk=skipped.pk).state == "checking", "what was replaced while it waited is never opened"
    first.refresh_from_db()
    assert first.replaced_at
    assert keeping.path_of(first.name), "whoever works on it may end"
    Message.objects.filter(topic="sound.clear", done_at=None).update(due_at=first.added_at)
    outbox.drain()
    with pytest.raises(keeping.Gone):
        keeping.path_of(first.name)
    intake.remove(last, actor=ayla)
    intake.remove(last, actor=ayla)
    assert sound_of_track(ayla, saltglass).plays is None
    assert Entry.objects.filter(type="sound.removed").count() == 1


def test_a_check_that_runs_twice_or_late_changes_nothing(cast: Cast, saltglass: Any) -> None:
    ayla = acting(cast.ayla, cast.artist)
    added = intake.add(saltglass, upload(encoded()), actor=ayla)
    intake.check(added.pk)
    intake.check(added.pk)
    assert Entry.objects.filter(type="sound.ready").count() == 1
    late = intake.add(saltglass, upload(encoded()), actor=ayla)
    intake.remove(late, actor=ayla)
    intake.check(late.pk)
    assert sound_of_track(ayla, saltglass).plays == added


def test_who_holds_no_right_in_the_recording_changes_nothing(cast: Cast, saltglass: Any) -> None:
    here = sound(saltglass)
    for who, team in ((cast.theo, cast.publisher), (cast.rin, cast.partner)):
        with pytest.raises(Denied):
            intake.add(saltglass, upload(encoded()), actor=acting(who, team))
        with pytest.raises(Denied):
            intake.remove(here, actor=acting(who, team))
    assert not sound_of_track(acting(cast.theo, cast.publisher), saltglass).may_change
    song = saltglass.compositions.get()
    hold(song, cast.artist, "publishing", 5000)
    with pytest.raises(Invalid, match="Only a track"):
        intake.add(song, upload(encoded()), actor=acting(cast.ayla, cast.artist))


def test_what_can_be_told_at_once_is_refused_before_it_is_kept(
    cast: Cast, saltglass: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    ayla = acting(cast.ayla, cast.artist)
    for content, said in ((b"", "empty"), (b"<html>" * 50, "web page"), (bytes(500), "not sound")):
        with pytest.raises(Invalid, match=said):
            intake.add(saltglass, upload(content), actor=ayla)
    large = ContentFile(encoded(), name="large.wav")
    large.size = decoding.MOST_BYTES + 1
    with pytest.raises(Invalid, match="200 MB"):
        intake.add(saltglass, large, actor=ayla)
    assert not Sound.objects.exists()
    monkeypatch.setattr(intake, "MOST_WAITING", 1)
    intake.add(saltglass, upload(encoded()), actor=ayla)
    another = track("Second", cast.ayla_marsh, performer=cast.artist)
    with pytest.raises(Conflict, match="still being checked"):
        intake.add(another, upload(encoded()), actor=ayla)


def test_what_a_tool_made_is_kept_as_mp3_finished_by_the_caller_and_can_be_let_go(tmp_path: Path) -> None:
    made = tmp_path / "made.flac"
    made.write_bytes(encoded("FLAC", melody(6.0)))

    def signed(path: Path) -> tuple[Path, str]:
        target = path.with_name("signed.mp3")
        target.write_bytes(path.read_bytes() + b"signature")
        return target, "urn:c2pa:1"

    kept = intake.keep(made, ai_generated=True, file_name="Slow Ferry.mp3", finish=signed)
    assert (kept.state, kept.asset, kept.content_type, float(kept.seconds or 0)) == ("ready", None, "audio/mpeg", 6)
    assert kept.credentials == "urn:c2pa:1"
    assert keeping.part(kept.name, kept.size - 9, 100) == b"signature"
    with pytest.raises(decoding.Unplayable, match="longer"):
        intake.keep(made, longest=5)
    wav = decoding.decode_to_wav(kept, tmp_path / "again.wav")
    assert soundfile.info(wav).samplerate == 44_100
    intake.forget([kept.pk])
    outbox.drain()
    with pytest.raises(keeping.Gone):
        keeping.part(kept.name, 0, 10)


def test_an_address_is_for_one_sound_one_purpose_and_a_while(settings: Any) -> None:
    one, other = sound(), sound()
    path = addresses.listen(one)
    assert path == addresses.listen(one), "the same for a while, or no browser could keep what it has"
    token = path.removeprefix("/listen/").removesuffix("/")
    found = addresses.read(token)
    assert found is not None
    assert (found.sound, found.purpose) == (one.pk, addresses.Purpose.LISTEN)
    assert addresses.read(token, now=found.ends_at) is None
    assert addresses.listen(other) != path != addresses.save(one)
    for changed in (token[:-1] + ("A" if token[-1] != "A" else "B"), "A" + token[1:], "", "a.b", "\x00", "9" * 30):
        assert addresses.read(changed) is None or changed == token
    old = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-key-" * 6, [old]
    assert addresses.read(token) == found, "a key that was rotated still opens"
    settings.SECRET_KEY_FALLBACKS = []
    assert addresses.read(token) is None
