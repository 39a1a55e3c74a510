"""The thread: who reads what, which files come in, and how they go out."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from artists.access import Invalid
from artists.journal.models import Entry
from consent.requests import thread
from consent.requests.models import Attachment, Post
from consent.requests.thread import Upload, content_type_of
from tests.cast import acting
from tests.portal.site.requests.world import HOLDERS, Asked

EVERYBODY = (*HOLDERS, "partner")
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20
WAV = b"RIFF\x10\x00\x00\x00WAVEfmt " + bytes(range(100))


def says(world: Asked, name: str, audience: str, body: str, *files: Upload) -> Post:
    user, of = world.who(name)
    return thread.post(world.now(), body, audience, files=files, actor=acting(user, of))


@pytest.mark.parametrize(("audience", "readers"), [("everyone", EVERYBODY), ("holders", HOLDERS), ("team", ("label",))])
def test_what_is_said_is_read_by_its_audience_alone(world: Asked, audience: str, readers: tuple[str, ...]) -> None:
    file = says(world, "label", audience, "Seventy-five seconds?", Upload("a.png", PNG)).attachments.get()
    for name in EVERYBODY:
        assert ("Seventy-five seconds?" in world.page(name)) == (name in readers), name
        found = world.client(name).get(world.url(name, "request_file", pk=file.pk))
        assert found.status_code == (200 if name in readers else 404), name
        user, of = world.who(name)
        seen = Entry.objects.visible_to(acting(user, of)).filter(type="request.posted").exists()
        assert seen == (name in readers), name
    assert world.client("other_artist").get(world.url("other_artist", "request_file", pk=file.pk)).status_code == 404


def test_who_acts_by_mandate_reads_nothing_of_the_team_and_writes_nothing(world: Asked) -> None:
    says(world, "artist", "team", "Between us.")
    world.gives_mandate("label")
    browser = world.client("label")
    assert "Between us." not in browser.get(world.url("artist")).content.decode()
    data = {"audience": "everyone", "body": "Hello"}
    assert browser.post(world.url("artist", "request_post"), data).status_code == 403
    assert Post.objects.count() == 1


def test_a_partner_says_nothing_to_the_holders(world: Asked) -> None:
    data = {"audience": "holders", "body": "Psst"}
    assert world.client("partner").post(world.url("partner", "request_post"), data).status_code == 422
    assert not Post.objects.exists()


def test_what_was_typed_is_kept_when_a_file_is_refused(world: Asked) -> None:
    file = SimpleUploadedFile("plan.pdf", b"MZ this is a program")
    data = {"audience": "everyone", "body": "See the plan.", "files": file}
    response = world.client("label").post(world.url("label", "request_post"), data)
    assert response.status_code == 422
    said = response.content.decode()
    assert "See the plan.</textarea>" in said
    assert "is not a file we take" in said
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.pdf", b"%PDF-1.7 x", "application/pdf"),
        ("a.png", PNG, "image/png"),
        ("a.JPG", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("a.txt", "Grüße".encode(), "text/plain"),
        ("a.csv", b"a,b\n1,2\n", "text/csv"),
        ("a.wav", WAV, "audio/wav"),
        ("a.mp3", b"ID3\x04", "audio/mpeg"),
        ("a.html", b"<script>alert(1)</script>", ""),
        ("a.png", b"<svg onload=alert(1)>", ""),
        ("a.svg", b"<svg/>", ""),
        ("a.pdf", PNG, ""),
        ("a.txt", b"\x00\x01", ""),
        ("a.exe", b"MZ", ""),
        ("a", b"plain", ""),
    ],
)
def test_a_file_is_what_its_bytes_and_its_ending_say(name: str, content: bytes, kind: str) -> None:
    assert content_type_of(content, name) == kind


def test_files_come_in_with_a_message(world: Asked) -> None:
    files = [SimpleUploadedFile("a.png", PNG), SimpleUploadedFile("b.txt", b"Terms.")]
    data = {"audience": "everyone", "body": "", "files": files}
    assert world.client("label").post(world.url("label", "request_post"), data).status_code == 302
    assert set(Attachment.objects.values_list("name", flat=True)) == {"a.png", "b.txt"}
    assert "b.txt" in world.page("partner")


def test_a_file_that_is_too_large_or_empty_is_refused(world: Asked) -> None:
    for content in (b"", b"x" * (thread.LARGEST_FILE + 1)):
        with pytest.raises(Invalid):
            says(world, "label", "everyone", "", Upload("a.txt", content))


def test_a_file_goes_out_as_a_download_that_no_page_can_run(world: Asked) -> None:
    says(world, "label", "everyone", "", Upload('../"a\u202ecsv.csv', b"a,b\n"))
    file = Attachment.objects.get()
    response = world.client("artist").get(world.url("artist", "request_file", pk=file.pk))
    assert response.content == b"a,b\n"
    assert response["Content-Disposition"].startswith("attachment")
    assert "/" not in file.name
    assert "\u202e" not in file.name
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("", 200, slice(None)),
        ("bytes=0-3", 206, slice(0, 4)),
        ("bytes=4-", 206, slice(4, None)),
        ("bytes=-5", 206, slice(-5, None)),
        ("bytes=9999-", 416, slice(0, 0)),
        ("bytes=-", 200, slice(None)),
        ("pages=1-2", 200, slice(None)),
    ],
)
def test_a_clip_is_played_in_parts(world: Asked, asked: str, status: int, part: slice) -> None:
    clip = SimpleUploadedFile("sample.wav", WAV)
    assert world.client("partner").post(world.url("partner", "request_clip"), {"clip": clip}).status_code == 302
    file = Attachment.objects.get()
    assert "<audio" in world.page("label")
    headers = {"Range": asked} if asked else {}
    response = world.client("label").get(world.url("label", "request_file", pk=file.pk), headers=headers)
    assert (response.status_code, response.content) == (status, WAV[part])


def test_only_the_partner_adds_a_clip_and_only_while_it_is_open(world: Asked) -> None:
    def send(name: str, content: bytes = WAV, file: str = "a.wav") -> int:
        data = {"clip": SimpleUploadedFile(file, content)}
        return world.client(name).post(world.url(name, "request_clip"), data).status_code

    assert send("label") == 403
    assert send("partner", PNG, "a.png") == 422
    world.runs_out()
    assert send("partner") == 409
    assert not Attachment.objects.exists()


def test_a_file_of_one_request_is_not_found_under_another(world: Asked) -> None:
    file = says(world, "label", "everyone", "", Upload("a.txt", b"x")).attachments.get()
    other = world.another("Tidewater")
    url = reverse("site:request_file", args=[world.cast.label.slug, other.pk, file.pk])
    assert world.client("label").get(url).status_code == 404
