"""What somebody hostile, or only careless, might send to the pages of choices."""

import pytest
from django.test import Client
from django.urls import reverse

from artists.catalog.models import Asset
from consent.choices.models import Choice
from portal.site.participation.forms import texts_seen
from tests.cast import Cast, track


@pytest.fixture
def own(cast: Cast) -> Asset:
    return track("Saltglass", cast.ayla_marsh, performer=cast.artist, publishing=(cast.artist,))


@pytest.fixture
def ayla(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.ayla)
    return client


# In UTC this is the year 10000: PostgreSQL keeps it, and neither Python nor a check could read it back.
@pytest.mark.parametrize("until", ["9999-12-31T23:59:59-12:00", "9999-12-31T23:59:59+00:00"])
def test_an_end_that_no_check_could_read_back_is_refused(ayla: Client, own: Asset, until: str) -> None:
    press = {"asset": own.pk, "use": "remix", "answer": "on", "seen": 0, "texts": texts_seen(), "until": until}
    assert ayla.post(reverse("site:answer", args=["ayla-marsh"]), press).status_code == 422
    assert not Choice.objects.exists()


@pytest.mark.parametrize("until", ["9999-12-31", "2999-12-31"])
def test_limits_without_end_say_what_to_do_instead(ayla: Client, own: Asset, until: str) -> None:
    form = {"answer": "on", "until": until, "seen": 0, "texts": texts_seen()}
    response = ayla.post(reverse("site:limits", args=["ayla-marsh", own.pk, "remix"]), form)
    assert response.status_code == 422
    assert not Choice.objects.exists()


@pytest.mark.parametrize("away", ["https://elsewhere.test/", "//elsewhere.test/", "javascript:alert(1)"])
def test_the_way_back_from_a_review_never_leads_away(ayla: Client, own: Asset, away: str) -> None:
    for address in (
        reverse("site:review", args=["ayla-marsh", own.pk, "train"]),
        reverse("site:review_default", args=["ayla-marsh", "train"]),
    ):
        page = ayla.get(address, {"next": away, "seen": "0"}).content.decode()
        assert away not in page
    back = ayla.get(address, {"next": "/t/ayla-marsh/voice/", "seen": "0"}).content.decode()
    assert 'href="/t/ayla-marsh/voice/"' in back
