"""The pages of reports: a partner completes and uploads; holders read what touches what they hold, and nothing else."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consent.reports import dues
from consent.reports.models import Batch, Due, Line
from consent.reports.states import State
from tests.cast import Cast, track
from tests.support.reporting import line, open_track, rin, sent, the_licence


def signed_in(user: object) -> Client:
    """A browser of somebody."""
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")  # type: ignore[arg-type]
    return client


@pytest.fixture
def october(cast: Cast) -> Due:
    """A report of last month that is due."""
    licence = the_licence(cast)
    licence.starts_at = datetime(2026, 10, 3, tzinfo=UTC)
    licence.save()
    licence.covers.update(starts_at=licence.starts_at)
    licence.parties.get_or_create(team=cast.artist)
    dues.expect([licence], now=timezone.now())
    return Due.objects.filter(licence=licence).earliest("first")


def test_a_partner_completes_a_period_from_its_page(cast: Cast, october: Due) -> None:
    browser = signed_in(cast.rin)
    page = browser.get("/t/halcyon-audio/reports/").content.decode()
    assert "Nothing was used" in page
    said = {"licence": october.licence.reference, "until": october.last.isoformat()}
    response = browser.post("/t/halcyon-audio/reports/complete/", said, follow=True)
    assert "is reported with nothing used" in response.content.decode()
    october.refresh_from_db()
    assert (october.state, october.filed_by_id) == (State.FILED, cast.rin.pk)
    again = browser.post("/t/halcyon-audio/reports/complete/", said, follow=True)
    assert "It was complete already" in again.content.decode()
    assert browser.post("/t/halcyon-audio/reports/complete/", {"licence": "rubbish"}).status_code == 422


def test_a_file_is_counted_once_and_its_refused_lines_come_back(cast: Cast) -> None:
    asset, licence, browser = open_track(cast), the_licence(cast), signed_in(cast.rin)
    at = timezone.now().isoformat()
    rows = [
        "reference,licence,asset,use,made_at,quantity,revenue,currency",
        f"f-1,{licence.reference},{asset.pk},remix,{at},3,1.5,EUR",
        f"=f-2,{licence.reference},{asset.pk},remix,{at},-3,,",
    ]
    for _ in range(2):
        file = SimpleUploadedFile("r.csv", "\n".join(rows).encode())
        response = browser.post("/t/halcyon-audio/reports/upload/", {"file": file}, follow=True)
        assert response.status_code == 200
    assert Line.objects.get().quantity == 3
    batch = Batch.objects.latest("pk")
    assert (batch.repeated, batch.refused, batch.sent_by_id) == (1, 1, cast.rin.pk)
    sheet = browser.get(f"/t/halcyon-audio/reports/{batch.pk}/refused.csv").content.decode()
    assert "amount_wrong" in sheet
    assert "'=f-2" in sheet


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"nonsense\n1", b"licence\nL-1", b'reference\n"a', b"\x00,\x00"])
def test_a_file_that_is_none_is_refused_with_a_sentence(cast: Cast, content: bytes) -> None:
    file = SimpleUploadedFile("r.csv", content)
    response = signed_in(cast.rin).post("/t/halcyon-audio/reports/upload/", {"file": file}, follow=True)
    assert response.status_code == 200
    assert not Line.objects.exists()


def test_a_holder_reads_its_own_lines_alone(cast: Cast) -> None:
    licence, mine = the_licence(cast), open_track(cast)
    theirs = track("Foreign", cast.ayla_marsh, performer=cast.other_artist)
    sent(rin(cast), line(mine, licence, revenue={"amount": "7.5", "currency": "EUR"}), line(theirs, licence, "l-2"))
    page = signed_in(cast.ayla).get("/t/ayla-marsh/reports/").content.decode()
    assert "Saltglass" in page
    assert "Foreign" not in page
    assert "7.5 EUR" in page
    assert "l-1" not in page
    batch = Batch.objects.get()
    assert signed_in(cast.ayla).get(f"/t/ayla-marsh/reports/{batch.pk}/").status_code == 404
    assert signed_in(cast.rin).get(f"/t/halcyon-audio/reports/{batch.pk}/").status_code == 200
    assert signed_in(cast.olu).get("/t/soundcheck/reports/").status_code == 404


def test_pages_take_as_many_queries_for_one_line_as_for_fifty(cast: Cast, october: Due) -> None:
    licence, asset = the_licence(cast), open_track(cast)
    sent(rin(cast), line(asset, licence), {"reference": "bad-0"})
    counts = []
    pages = ["/t/halcyon-audio/reports/", f"/t/halcyon-audio/reports/{Batch.objects.get().pk}/"]
    browsers = [(signed_in(cast.rin), page) for page in pages] + [(signed_in(cast.ayla), "/t/ayla-marsh/reports/")]
    for browser, page in browsers:
        browser.get(page)
    for round_ in range(2):
        took = []
        for browser, page in browsers:
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert browser.get(page).status_code == 200
            took.append(len(queries))
        counts.append(took)
        if not round_:
            others = [open_track(cast, f"Track {number}") for number in range(3)]
            for number, other in enumerate(others * 8):
                made_at = (timezone.now() - timedelta(minutes=number)).isoformat()
                sent(rin(cast), line(other, licence, f"m-{number}", made_at=made_at), {"reference": f"bad-{number}"})
            pages[1] = pages[1]
    assert counts[0] == counts[1]
