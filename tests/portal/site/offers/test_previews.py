"""An example goes with what is asked for: its holders hear it before they answer, and nobody changes it afterwards."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.urls import reverse

from artists.audio.models import Sound
from artists.journal import outbox
from consent.choices.answers import Answer
from consent.experiences import asking, previews
from consent.experiences.models import Experience
from consent.requests.models import Request
from tests.cast import Cast, acting
from tests.consent.decisions.scenes import answer, own_track
from tests.support.offering import drafted
from tests.support.signing_in import signed_in
from tests.support.sounding import encoded, melody


def test_holders_hear_what_fans_would_get(cast: Cast) -> None:
    asset = own_track(cast)
    answer(cast, asset, "remix", Answer.ASK)
    one = drafted(cast.partner, [asset])
    address = reverse("site:offer_preview", args=[cast.partner.slug, one.pk])
    rin = signed_in(cast.rin)
    assert "not sound we can read" in said(rin.post(address, {"file": SimpleUploadedFile("a.wav", b"<html>no</html>")}))
    for name in ("first.wav", "second.wav"):
        sent = rin.post(address, {"file": SimpleUploadedFile(name, encoded("WAV", melody(2)))})
        assert sent.status_code == 302
        outbox.drain()
        assert "data-player" in said(rin.get(address))
    assert Sound.objects.filter(asset=None, replaced_at=None).count() == 1
    one = Experience.objects.get()
    asking.submit(one, actor=acting(cast.rin, cast.partner))
    request = reverse("site:request", args=[cast.artist.slug, Request.objects.get(kind="experience").pk])
    assert "Preview of" in said(signed_in(cast.ayla).get(request))
    heard = previews.of(one)
    assert rin.post(address, {"file": SimpleUploadedFile("c.wav", encoded("WAV", melody(2)))}).status_code == 422
    assert previews.of(Experience.objects.get()) == heard


def said(response: HttpResponse) -> str:
    return response.content.decode()
