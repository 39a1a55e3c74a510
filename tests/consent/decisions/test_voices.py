"""Is this voice licensed? Yes for a genuine permit for this voice that stands, and for nothing else there is."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from artists.access import Invalid
from artists.catalog.models import Artist, Asset
from consent.choices.answers import Answer
from consent.choices.models import Standing
from consent.choices.pauses import pause_all
from consent.decisions import permits, signing, stops, voices
from consent.decisions.models import Permit, SigningKey
from consent.decisions.voices import Evidence, Registered, VoiceAnswer, ask, find_artist
from consent.experiences import steering
from consent.licences.models import Cover, Licence, Version
from consent.licences.offer import Offer, Tool
from tests.cast import Cast, acting, personal, work_out
from tests.consent.decisions.scenes import answer, own_track
from tests.consent.decisions.test_permits import permitted
from tests.support.licences import in_force, terms
from tests.support.offering import agreed

pytestmark = pytest.mark.django_db


def sung(cast: Cast, **wish: Any) -> permits.Issued:
    """A permit of Halcyon to sing in Ayla's voice."""
    answer(cast, cast.voice, "sing", Answer.ON)
    return permitted(cast, cast.voice, "sing", **wish)


def said(found: VoiceAnswer) -> tuple[str, str]:
    """The answer and its reason."""
    [reason] = found.reasons
    return found.licensed, reason.code


def test_a_genuine_permit_for_this_voice_is_a_yes(cast: Cast) -> None:
    made = sung(cast)
    found = ask(cast.ayla_marsh, Evidence(made.token))
    assert said(found) == ("yes", "licensed")
    assert (found.use, found.maker, found.territory) == ("sing", "Halcyon Audio", "DE")
    assert found.made_until == made.expires_at
    assert "Ayla Marsh" in found.credit


def test_without_evidence_it_is_never_yes(cast: Cast) -> None:
    assert said(ask(cast.ayla_marsh, Evidence())) == ("no", "voice_closed")
    sung(cast)
    found = ask(cast.ayla_marsh, Evidence())
    assert said(found) == ("unknown", "no_evidence")
    assert (found.maker, found.use, found.credit) == ("", "", "")


def test_nobody_knows_the_artist(cast: Cast) -> None:
    assert said(ask(None, Evidence(sung(cast).token))) == ("unknown", "artist_unknown")


def test_a_permit_says_nothing_of_another_artist(cast: Cast) -> None:
    other = Artist.objects.create(
        name="Sol Strange", slug="sol-strange", team=cast.other_artist, created_at=timezone.now()
    )
    personal("voice", other)
    found = ask(other, Evidence(sung(cast).token))
    assert said(found) == ("no", "for_something_else")
    assert found.maker == "", "whom it is for is not this artist's platform's business"


def test_a_permit_for_a_track_is_none_for_the_voice_on_it(cast: Cast) -> None:
    asset = own_track(cast)
    answer(cast, asset, "remix", Answer.ON)
    found = ask(cast.ayla_marsh, Evidence(permitted(cast, asset, "remix").token))
    assert said(found) == ("no", "not_for_a_voice")


def test_a_translation_is_for_the_voices_on_the_track(cast: Cast) -> None:
    asset = own_track(cast)
    answer(cast, asset, "translate", Answer.ON)
    answer(cast, cast.voice, "translate", Answer.ON)
    work_out(asset.pk)
    in_force(cast.partner, [cast.artist], terms(["translate"], assets=[asset]))
    found = ask(cast.ayla_marsh, Evidence(permitted(cast, asset, "translate").token))
    assert said(found) == ("yes", "licensed")


@pytest.mark.parametrize("rubbish", ["x", "a.b.c", "…", "\0", "eyJhbGciOiJub25lIn0.e30.", "." * 3000])
def test_what_is_no_permit_is_none(cast: Cast, rubbish: str) -> None:
    licensed, code = said(ask(cast.ayla_marsh, Evidence(rubbish)))
    assert licensed == "no"
    assert code in ("permit_unreadable", "permit_not_ours")


def test_a_permit_that_was_changed_is_none(cast: Cast) -> None:
    token = sung(cast).token
    head, body, mark = token.split(".")
    for changed in (f"{head}.{body[:-4]}AAAA.{mark}", f"{head}.{body}.{mark[:-4]}AAAA", token[:-1]):
        assert said(ask(cast.ayla_marsh, Evidence(changed)))[0] == "no"


def test_something_else_we_signed_is_no_permit(cast: Cast) -> None:
    token = signing.sign({"iat": 0, "jti": str(sung(cast).id)}, typ="snapshot+jwt")
    assert said(ask(cast.ayla_marsh, Evidence(token))) == ("no", "permit_unreadable")


def test_a_leaked_key_makes_no_permit(cast: Cast) -> None:
    sung(cast)
    claims = {"iat": 0, "jti": str(uuid4()), "sub": str(cast.voice.pk), "use": "sing", "credit": ""}
    assert said(ask(cast.ayla_marsh, Evidence(signing.sign(claims, typ=permits.TYP)))) == ("no", "permit_not_ours")
    for broken in ({"iat": 0}, {"iat": 0, "jti": "x"}, {"iat": 0, "jti": None}):
        assert said(ask(cast.ayla_marsh, Evidence(signing.sign(broken, typ=permits.TYP))))[1] == "permit_not_ours"
    of_another = {**claims, "jti": str(permitted(cast, cast.voice, "sing").id), "use": "speak"}
    assert said(ask(cast.ayla_marsh, Evidence(signing.sign(of_another, typ=permits.TYP))))[0] == "no"


def test_a_permit_of_the_sandbox_is_none(cast: Cast) -> None:
    row = Permit.objects.get(pk=sung(cast).id)
    row.pk, row.number, row.test = uuid4(), row.number + 1_000, True
    row._state.adding = True
    row.save(force_insert=True)
    claims = {"iat": 0, "jti": str(row.pk), "sub": str(row.asset_id), "use": row.use, "credit": ""}
    token = signing.sign(claims, typ=permits.TYP, test=True)
    assert said(ask(cast.ayla_marsh, Evidence(token))) == ("no", "test_permit")


def test_a_permit_that_ran_out_counts_for_what_was_made_in_time(cast: Cast) -> None:
    made = sung(cast)
    during = timezone.now() + timedelta(minutes=3)
    with time_machine.travel(timezone.now() + timedelta(days=20), tick=False):
        signing.rotate(at_once=True)
        assert said(ask(cast.ayla_marsh, Evidence(made.token))) == ("unknown", "made_when")
        assert said(ask(cast.ayla_marsh, Evidence(made.token, made_at=during))) == ("yes", "licensed")
        late, early = during + timedelta(hours=1), during - timedelta(hours=1)
        assert said(ask(cast.ayla_marsh, Evidence(made.token, made_at=late))) == ("no", "not_made_then")
        assert said(ask(cast.ayla_marsh, Evidence(made.token, made_at=early))) == ("no", "not_made_then")
        with pytest.raises(Invalid, match="before now"):
            ask(cast.ayla_marsh, Evidence(made.token, made_at=timezone.now() + timedelta(days=1)))
    assert SigningKey.objects.count() == 2


def off(cast: Cast) -> None:
    """Her own no."""
    answer(cast, cast.voice, "sing", Answer.OFF)


def paused(cast: Cast) -> None:
    """Everything at once."""
    pause_all(actor=acting(cast.ayla, cast.artist))


def stopped(cast: Cast) -> None:
    """The partner obeyed no withdrawal."""
    stops.stop(cast.partner.pk, "An acknowledgement is overdue.", source="withdrawal:1")


@pytest.mark.parametrize("happens", [off, paused, stopped])
def test_what_was_taken_back_is_a_no_at_once(cast: Cast, happens: Any) -> None:
    made = sung(cast)
    happens(cast)
    found = ask(cast.ayla_marsh, Evidence(made.token))
    assert said(found) == ("no", "taken_back")
    assert found.credit == ""


def test_a_standing_that_is_being_worked_out_is_no_withdrawal(cast: Cast) -> None:
    made = sung(cast)
    Standing.objects.filter(asset=cast.voice, use="sing").delete()
    assert said(ask(cast.ayla_marsh, Evidence(made.token))) == ("unknown", "taken_back")


@pytest.mark.parametrize(
    ("at_end", "expected"),
    [("keep", ("yes", "licensed")), ("takedown", ("unknown", "not_in_force")), ("sunset", ("yes", "licensed"))],
)
def test_when_the_licence_ends_what_was_made_may_stay_if_it_says_so(
    cast: Cast, at_end: str, expected: tuple[str, str]
) -> None:
    answer(cast, cast.voice, "sing", Answer.ON)
    Cover.objects.filter(partner=cast.partner).update(live=False)
    agreed = terms(["sing"], assets=[cast.voice], at_end=at_end, sunset_days=30 if at_end == "sunset" else 0)
    licence = in_force(cast.partner, [cast.artist], agreed)
    made, during = permitted(cast, cast.voice, "sing"), timezone.now()
    with time_machine.travel(timezone.now() + timedelta(days=370), tick=False):
        assert said(ask(cast.ayla_marsh, Evidence(made.token, made_at=during))) == expected
    with time_machine.travel(timezone.now() + timedelta(days=400), tick=False):
        later = said(ask(cast.ayla_marsh, Evidence(made.token, made_at=during)))
        assert later == (expected if at_end != "sunset" else ("unknown", "not_in_force"))
    assert Licence.objects.get(pk=licence.pk).in_force_id in Permit.objects.get(pk=made.id).versions


def test_an_output_says_yes_as_its_parts_do(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    answer(cast, cast.voice, "sing", Answer.ON)
    version = Version.objects.filter(licence__partner=cast.partner).order_by("-pk")[0].pk
    outputs: dict[UUID, Registered] = {}
    monkeypatch.setattr(voices, "_outputs", [outputs.get])

    def asked(*parts: tuple[UUID, str, int | None], gone: bool = False) -> tuple[str, str]:
        output = uuid4()
        outputs[output] = Registered(cast.partner.pk, parts, timezone.now(), gone)
        return said(ask(cast.ayla_marsh, Evidence(output=output)))

    voice = (cast.voice.pk, "sing", version)
    other: Asset = own_track(cast)
    assert asked(voice) == ("yes", "licensed")
    assert asked(voice, (other.pk, "remix", None)) == ("yes", "licensed")
    assert asked(voice, gone=True) == ("no", "output_gone")
    assert asked((cast.voice.pk, "sing", None)) == ("no", "output_not_covered")
    assert asked((other.pk, "remix", version)) == ("no", "not_for_a_voice")
    assert asked((uuid4(), "sing", version)) == ("no", "for_something_else")
    assert said(ask(cast.ayla_marsh, Evidence(output=uuid4()))) == ("no", "output_unknown")
    off(cast)
    assert asked(voice) == ("no", "taken_back")


def test_two_pieces_of_evidence_are_one_too_many(cast: Cast) -> None:
    with pytest.raises(Invalid, match="not both"):
        ask(cast.ayla_marsh, Evidence("a.b.c", output=uuid4()))


def test_artists_are_found_by_what_a_platform_has(cast: Cast) -> None:
    Artist.objects.filter(pk=cast.ayla_marsh.pk).update(isni="0000000121455467")
    alias = Artist.objects.create(name="A. Marsh", slug="a-marsh", created_at=timezone.now())
    Artist.objects.filter(pk=alias.pk).update(merged_into=cast.ayla_marsh)
    for found in (
        find_artist(artist=cast.ayla_marsh.pk),
        find_artist(isni="0000000121455467"),
        find_artist(voice=cast.voice.pk),
        find_artist(artist=alias.pk),
    ):
        assert found == cast.ayla_marsh
    assert find_artist(voice=cast.likeness.pk) is None
    assert find_artist() is None


def test_it_takes_a_handful_of_queries(cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    made = sung(cast)
    with django_assert_max_num_queries(8):
        ask(cast.ayla_marsh, Evidence(made.token))


def test_the_documentation_has_every_reason() -> None:
    page = (Path(__file__).parents[3] / "docs" / "voices.md").read_text()
    assert {code for code in voices.REASONS if f"`{code}`" not in page} == set()


def test_what_was_made_in_an_experience_stands_while_its_licence_lets_it(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(cast, cast.voice, "speak", Answer.ASK)
    Cover.objects.all().delete()  # the cast's licence for everything
    offer = Offer(Tool.GREETING, "A hello", "Hear a name.", sentences=("Hello {name}.",), voice="heart")
    made = agreed(cast.partner, [cast.artist], [cast.voice], offer=offer)
    parts = ((cast.voice.pk, "speak", made.version_id),)
    piece = Registered(cast.partner.pk, parts, timezone.now(), False)
    monkeypatch.setattr(voices, "_outputs", [lambda output: piece])
    ayla = acting(cast.ayla, cast.artist)

    def asked() -> tuple[str, str]:
        return said(ask(cast.ayla_marsh, Evidence(output=uuid4())))

    assert asked() == ("yes", "licensed")
    steering.pause(made, actor=ayla)
    assert asked() == ("yes", "licensed")
    steering.end(made, actor=ayla)
    assert asked() == ("yes", "licensed")
    pause_all(actor=ayla)
    assert asked() == ("no", "taken_back")
