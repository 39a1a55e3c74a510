"""What a file says of itself: written, read back, and worth nothing once a byte was changed."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import soundfile
from django.utils import timezone

from consent.credentials import authority, signing
from consent.credentials.manifest import Facts, Source, manifest
from consent.credentials.models import Authority
from consent.credentials.signing import State, Unsigned
from tests.support.sounding import encoded

pytestmark = pytest.mark.django_db
FACTS = Facts(
    title="Winter Bus, in a hall",
    tool="Remix lab",
    did="Audio processing, as in a studio.",
    experience="Winter Bus, your weather",
    partner="Soundcheck Studio",
    sources=(Source("Winter Bus", "Ayla Marsh", "QZAM12200001"),),
    contains_ai="None",
    vocals="None",
    instrumentation="None",
    post_production="None",
    answers={"discover": "allow", "analyse": "ask"},
    prefix="test.soundcheck",
    ask="https://soundcheck.test/tracks/1/signals/#licence",
)


def actions(facts: Facts) -> list[dict[str, Any]]:
    return list(manifest(facts)["assertions"][0]["data"]["actions"])


def test_a_signed_file_says_what_it_is_and_plays_as_before(tmp_path: Path) -> None:
    plain = tmp_path / "made.mp3"
    plain.write_bytes(encoded("MP3"))
    signed, label = signing.sign(plain, FACTS)
    said = signing.read(signed)
    assert (said.state, said.label) == (State.OURS, label)
    assert label.startswith("urn:c2pa:")
    assert said.manifest["title"] == "Winter Bus, in a hall"
    assert said.manifest["ingredients"][0]["title"] == "Winter Bus by Ayla Marsh"
    assert said.manifest["ingredients"][0]["instance_id"] == "isrc:QZAM12200001"
    assert said.assertion("training-mining")["entries"]["cawg.ai_generative_training"] == {"use": "notAllowed"}
    assert said.assertion("contains-ai")["elements"][0] == {"element": "Vocals", "ContainsAI": "None"}
    assert "portal-signed" in said.manifest["signature_info"]["issuer"]
    assert soundfile.info(signed).frames == soundfile.info(plain).frames
    assert signing.read(plain).state is State.NONE
    whole = bytearray(signed.read_bytes())
    for place in (len(whole) // 2, len(whole) - 500):
        changed = whole.copy()
        changed[place] ^= 1
        broken = tmp_path / "broken.mp3"
        broken.write_bytes(changed)
        assert signing.read(broken).state is State.BROKEN
    again = tmp_path / "again.mp3"
    samples, rate = soundfile.read(signed)
    soundfile.write(again, samples, rate, format="MP3")
    assert signing.read(again).state is State.NONE, "nothing survives being written anew, and we say so"


def test_another_portals_signature_is_not_ours(tmp_path: Path) -> None:
    plain = tmp_path / "made.mp3"
    plain.write_bytes(encoded("MP3"))
    signed, _ = signing.sign(plain, FACTS)
    Authority.objects.all().delete()
    assert signing.read(signed).state is State.ANOTHERS


def test_what_ai_made_is_said_as_it_was_agreed() -> None:
    assert [one["action"] for one in actions(FACTS)] == ["c2pa.opened", "c2pa.edited"]
    assert not any("digitalSourceType" in one for one in actions(FACTS)), "audio processing is no AI"
    partly = actions(replace(FACTS, contains_ai="Partly"))[-1]
    assert partly["digitalSourceType"].endswith("/compositeWithTrainedAlgorithmicMedia")
    spoken = replace(FACTS, contains_ai="All", sources=(Source("Ayla's voice", "Ayla Marsh", is_sound=False),))
    only = actions(spoken)
    assert [one["action"] for one in only] == ["c2pa.created"]
    assert only[0]["digitalSourceType"].endswith("/trainedAlgorithmicMedia")
    assert manifest(spoken)["ingredients"] == []
    several = replace(FACTS, sources=(*FACTS.sources, Source("Night Ferry", "Ayla Marsh")))
    assert [one["action"] for one in actions(several)] == ["c2pa.opened", "c2pa.placed", "c2pa.edited"]


def test_keys_are_made_once_kept_sealed_and_renewed_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    first = authority.signing()
    assert authority.signing() == first
    assert "PRIVATE KEY" not in Authority.objects.get().sealed
    Authority.objects.update(ends_at=timezone.now() + timedelta(days=300))
    second = authority.signing()
    assert second.root != first.root
    assert authority.roots() == second.root + first.root, "what was signed under the first one counts on"
    monkeypatch.setattr(signing, "find_spec", lambda name: None)
    with pytest.raises(Unsigned, match="lacks c2pa-python"):
        signing.sign(Path("x.mp3"), FACTS)
