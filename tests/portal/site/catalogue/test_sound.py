"""The sound of a track on its team's pages: without a script, for everybody who may, and nobody else."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from artists.audio.models import Sound
from artists.journal import outbox
from portal.ops import uploads
from tests.cast import Cast, track
from tests.support.sounding import encoded

pytestmark = pytest.mark.django_db


@pytest.fixture
def saltglass(cast: Cast) -> Any:
    made = track("Saltglass", cast.ayla_marsh, performer=cast.artist, master=cast.label, publishing=(cast.publisher,))
    outbox.drain()
    return made


def send(client: Client, at: str, content: bytes, name: str = "Saltglass.flac", **more: str) -> Any:
    return client.post(at, {"file": SimpleUploadedFile(name, content), **more})


def test_a_sound_is_uploaded_checked_heard_replaced_and_removed(cast: Cast, client: Client, saltglass: Any) -> None:
    client.force_login(cast.dana)
    at = reverse("site:sound", args=[cast.label.slug, saltglass.pk])
    track_page = reverse("site:asset", args=[cast.label.slug, saltglass.pk])
    assert "None here yet" in client.get(track_page).text
    sent = send(client, at, encoded("FLAC"), credit="Recorded by Ed", ai_generated="on")
    assert (sent.status_code, sent["Location"]) == (302, at)
    assert "Being checked" in client.get(at).text
    outbox.drain()
    page = client.get(at).text
    assert "<audio controls" in page
    assert "Recorded by Ed" in page
    assert "AI-generated" in page
    source = page.partition('<audio controls preload="none" src="')[2].partition('"')[0]
    heard = client.get(source)
    assert (heard.status_code, heard["Content-Type"]) == (200, "audio/mpeg")
    assert "<audio controls" in client.get(track_page).text
    assert send(client, at, encoded()[:100_000]).status_code == 302
    outbox.drain()
    page = client.get(at).text
    assert "It ends too early" in page
    assert "<audio controls" in page
    label_page, client_of_theo = page, Client()
    client_of_theo.force_login(cast.theo)
    theirs = client_of_theo.get(reverse("site:sound", args=[cast.publisher.slug, saltglass.pk]))
    assert "Only who holds a right in this recording" in theirs.text
    assert "multipart/form-data" in label_page
    assert "multipart/form-data" not in theirs.text
    removed = client.post(reverse("site:sound_remove", args=[cast.label.slug, saltglass.pk]))
    assert removed.status_code == 302
    assert "No sound yet" in client.get(at).text
    assert client.get(source).status_code == 410


def test_what_is_no_sound_or_too_much_is_told_beside_the_field(
    cast: Cast, client: Client, saltglass: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(cast.ayla)
    at = reverse("site:sound", args=[cast.artist.slug, saltglass.pk])
    for content, said in ((b"<html>hello</html>", "This is a web page"), (b"", "This file is empty")):
        answer = send(client, at, content)
        assert answer.status_code == 422
        assert said in answer.text
    assert "Choose a file" in client.post(at, {"credit": "x"}).text
    assert client.post(at, {"credit": "\x00", "ai_generated": "9" * 30, "file": "\x00"}).status_code in (400, 422)
    monkeypatch.setattr(uploads, "MOST_BYTES", 100_000)
    answer = send(client, at, encoded())
    assert answer.status_code == 422
    assert "larger than 200 MB" in answer.text
    assert not Sound.objects.exists()
