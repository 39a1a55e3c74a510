"""Snapshots over HTTP: who gets which, when it is too early, and when it is too late."""

import gzip
import hashlib
from datetime import timedelta
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.utils import timezone
from joserfc import jwt
from joserfc.jwk import KeySet

from artists.teams.models import ApiClient
from consent.choices.answers import Answer
from consent.snapshots import tasks
from consent.snapshots.models import Reader, Snapshot
from tests.cast import Cast
from tests.consent.snapshots.scenes import another_partner, answer, built, open_track
from tests.portal.api.conftest import Program, oauth_client, problem_of, token_response
from tests.support.snapshot_reader import keys, reader

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("snapshot_files")]
LATEST = "/api/v1/snapshots/latest"
SOME = "019ab1c2-7d3e-7a10-8f00-5b6c7d8e9f01"


def get(program: Program, path: str, **headers: str) -> HttpResponse:
    """Fetch something with the program's token."""
    return program.http.get(path, headers={"Authorization": f"Bearer {program.token}", **headers})


def body(response: HttpResponse) -> bytes:
    """Of a file that is streamed."""
    assert response.status_code == 200, response.content
    assert response.streaming
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


def test_the_first_request_starts_it_and_the_next_one_gets_it(cast: Cast, program: Program) -> None:
    asset = open_track(cast)
    early = get(program, LATEST)
    assert early.status_code == 202
    assert early.json() == {"building": True}
    assert int(early["Retry-After"]) > 0
    assert tasks.build_snapshots() == 1
    said = get(program, LATEST)
    assert said.status_code == 200
    claims = jwt.decode(said.json()["manifest"], KeySet.import_key_set(keys()), algorithms=["Ed25519"]).claims  # type: ignore[arg-type]
    assert claims["aud"] == "halcyon-audio"
    assert claims["file"]["assets"] == 1
    assert claims["exp"] - claims["iat"] == 3600
    text = gzip.decompress(body(get(program, claims["file"]["href"].removeprefix("http://testserver"))))
    assert hashlib.sha256(text).hexdigest() == claims["file"]["sha256"]
    assert str(asset.pk) in text.decode()


def test_the_documented_reader_follows_over_http(cast: Cast, program: Program) -> None:
    asset = open_track(cast)
    read = reader("halcyon-audio")

    def fetch(address: str) -> bytes | None:
        response = get(program, address.removeprefix("http://testserver"))
        return None if response.status_code == 410 else body(response)

    def may_use_it() -> bool:
        built(cast.partner)
        read.refresh(get(program, LATEST).json()["manifest"], keys(), fetch)
        return read.allows(str(asset.pk), "analyse", timezone.now()) is not None

    assert may_use_it()
    answer(cast, asset, Answer.OFF)
    assert not may_use_it()
    Snapshot.objects.filter(number=2).delete()
    answer(cast, asset, Answer.ON)
    assert may_use_it(), "with the whole file, since the version before is gone"


def test_an_old_one_counts_no_more_and_is_not_handed_out(cast: Cast, program: Program) -> None:
    open_track(cast)
    built(cast.partner)
    Snapshot.objects.update(right_at=timezone.now() - timedelta(hours=25))
    assert get(program, LATEST).status_code == 202


def test_within_a_minute_nothing_is_sent_twice(cast: Cast, program: Program) -> None:
    open_track(cast)
    built(cast.partner)
    first = get(program, LATEST)
    assert get(program, LATEST, **{"If-None-Match": first["ETag"]}).status_code == 304


def test_another_partners_version_is_not_there(cast: Cast, program: Program) -> None:
    open_track(cast)
    other = another_partner(cast)
    theirs, mine = built(other), built(cast.partner)
    assert problem_of(get(program, f"/api/v1/snapshots/{theirs.pk}"))["reason_code"] == "not_found"
    path = f"/api/v1/snapshots/{theirs.pk}/changes-since/{theirs.pk}"
    assert problem_of(get(program, path))["reason_code"] == "not_found"
    since = f"/api/v1/snapshots/{mine.pk}/changes-since"
    of_others = problem_of(get(program, f"{since}/{theirs.pk}"))
    of_nobody = problem_of(get(program, f"{since}/{uuid4()}"))
    assert of_others["status"] == of_nobody["status"] == 410
    assert of_others["detail"] == of_nobody["detail"], "whether it exists is nobody's business"


def test_changes_since_itself_are_none_and_backwards_there_are_none(cast: Cast, program: Program) -> None:
    asset = open_track(cast)
    first = built(cast.partner)
    answer(cast, asset, Answer.OFF)
    second = built(cast.partner)
    none = get(program, f"/api/v1/snapshots/{second.pk}/changes-since/{second.pk}")
    assert gzip.decompress(body(none)) == b""
    backwards = get(program, f"/api/v1/snapshots/{first.pk}/changes-since/{second.pk}")
    assert problem_of(backwards)["reason_code"] == "snapshot_gone"


def test_a_test_snapshot_is_not_there_for_a_live_client(cast: Cast, program: Program) -> None:
    test = built(cast.partner, test=True)
    assert problem_of(get(program, f"/api/v1/snapshots/{test.pk}"))["status"] == 404


@pytest.mark.parametrize("path", ["latest", SOME, f"{SOME}/changes-since/{SOME}"])
def test_it_takes_a_token_with_the_scope(cast: Cast, path: str) -> None:
    oauth_client(cast.partner, "other", "requests")
    token = token_response("other", scope="requests").json()["access_token"]
    assert problem_of(get(Program(token), f"/api/v1/snapshots/{path}"))["reason_code"] == "scope_missing"
    assert problem_of(get(Program("rubbish"), f"/api/v1/snapshots/{path}"))["reason_code"] == "token_invalid"


@pytest.mark.parametrize("path", ["nothing", "1/changes-since/2", f"{SOME}/changes-since/x"])
def test_what_is_no_version_is_not_there(cast: Cast, program: Program, path: str) -> None:
    assert problem_of(get(program, f"/api/v1/snapshots/{path}"))["reason_code"] == "not_found"


def test_asking_every_second_writes_once_an_hour(cast: Cast, program: Program) -> None:
    get(program, LATEST)
    first = Reader.objects.get().asked_at
    get(program, LATEST)
    assert Reader.objects.get().asked_at == first


def test_a_test_client_gets_the_sandboxs_snapshot_and_no_live_one(cast: Cast) -> None:
    open_track(cast)
    live = built(cast.partner)
    oauth_client(cast.partner, "halcyon-test")
    ApiClient.objects.filter(client_id="halcyon-test").update(mode=ApiClient.Mode.TEST)
    tester = Program(token_response("halcyon-test").json()["access_token"])
    assert get(tester, LATEST).status_code == 202
    assert tasks.build_snapshots() == 1
    said = get(tester, LATEST).json()
    claims = jwt.decode(said["manifest"], KeySet.import_key_set(keys()), algorithms=["Ed25519"]).claims  # type: ignore[arg-type]
    assert claims["test"] is True
    text = gzip.decompress(body(get(tester, claims["file"]["href"].removeprefix("http://testserver"))))
    assert b"ZZS0T" in text
    assert b"QZS7T2500012" not in text
    assert problem_of(get(tester, f"/api/v1/snapshots/{live.pk}"))["status"] == 404
