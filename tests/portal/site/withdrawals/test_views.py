"""Withdrawals on pages: a holder sees how far each has come and asks for more; a partner acknowledges."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from artists.catalog.models import Asset
from consent.choices.answers import Answer
from consent.withdrawals.actions import acknowledge
from consent.withdrawals.models import Concern
from consent.withdrawals.states import GRACE
from portal.site.withdrawals.words import left, named, span
from tests.cast import Cast, acting, track
from tests.support.withdrawals import at, concern_of, open_track, partner_of, press

HERS = "/t/ayla-marsh/withdrawals/"
HALCYON = "/t/halcyon-audio/withdrawals/"


@pytest.fixture
def night(cast: Cast) -> Asset:
    """A remix that was taken back from Halcyon and Karaokit."""
    made = open_track(cast)
    partner_of(cast)
    press(cast, [made], Answer.OFF)
    return made


def page(client: Client, who: object, address: str) -> str:
    """What somebody reads there."""
    client.force_login(who)  # type: ignore[arg-type]
    response = client.get(address)
    assert response.status_code == 200, response.status_code
    return " ".join(response.content.decode().split())


def test_the_artist_sees_at_how_many_partners_it_is_live(client: Client, cast: Cast, night: Asset) -> None:
    acknowledge(concern_of(cast.partner), actor=acting(cast.rin, cast.partner))
    for address in (HERS, f"{HERS}{concern_of(cast.partner).withdrawal_id}/", "/t/ayla-marsh/"):
        seen = page(client, cast.ayla, address)
        assert "ive at 1 of 2 partners, 1 s" in seen
        assert "Karaokit" in seen


def test_the_tracks_own_page_leads_to_who_may_use_it_and_who_was_told(
    client: Client, cast: Cast, night: Asset, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(60):
        seen = page(client, cast.ayla, f"/t/ayla-marsh/participation/{night.pk}/")
    assert "Who asked, and who may use it" in seen
    assert f"{HERS}{concern_of(cast.partner).withdrawal_id}/" in seen
    assert "live at 0 of 2 partners" in seen
    assert "Halcyon Audio: " in seen


def test_several_things_are_called_by_one_of_their_names() -> None:
    assert named("Saltglass", 1) == "Saltglass"
    assert named("Saltglass", 204) == "Saltglass and 203 more"
    assert named("", 1) == "one track, song or voice"


def test_who_is_late_is_said(client: Client, cast: Cast, night: Asset) -> None:
    at(concern_of(cast.partner).demands.get().due_at + timedelta(minutes=1))
    assert "2 overdue" in page(client, cast.ayla, f"{HERS}?state=late")


def test_an_empty_list_says_why(client: Client, cast: Cast) -> None:
    assert "Nothing was taken back yet" in page(client, cast.ayla, HERS)
    assert "Nothing waits for you" in page(client, cast.rin, HALCYON)
    assert "Nobody is overdue" in page(client, cast.ayla, "/withdrawals/overdue/")


def test_the_artist_asks_for_more(client: Client, cast: Cast, night: Asset) -> None:
    client.force_login(cast.ayla)
    address = f"{HERS}{concern_of(cast.partner).withdrawal_id}/"
    day = (timezone.now() + timedelta(days=30)).date().isoformat()
    assert client.post(f"{address}more/", {"what": "sunset", "date": day}).status_code == 302
    assert concern_of(cast.partner).demands.filter(what="sunset").exists()
    assert client.post(f"{address}more/", {"what": "sunset", "date": day}).status_code == 409
    assert client.post(f"{address}more/", {"what": "burn it"}).status_code == 422
    assert client.post(f"{address}more/", {"what": "takedown_outputs", "date": "2001-01-01"}).status_code == 422


def test_a_partner_opens_its_row_and_acknowledges(client: Client, cast: Cast, night: Asset) -> None:
    concern = concern_of(cast.partner)
    seen = page(client, cast.rin, f"{HALCYON}{concern.pk}/")
    assert "Saltglass" in seen
    concern.refresh_from_db()
    assert concern.told_by == Concern.ToldBy.PAGE
    done = f"{HALCYON}{concern.pk}/acknowledge/"
    assert client.post(done, {}).status_code == 422
    assert client.post(done, {"what": ["stop_new"], "note": "Caches emptied."}).status_code == 302
    assert client.post(done, {"what": ["stop_new"]}).status_code == 302  # pressed twice
    concern.refresh_from_db()
    assert concern.standing == "acknowledged"
    assert "Caches emptied." in page(client, cast.ayla, f"{HERS}{concern.withdrawal_id}/")


def test_a_partner_reads_nothing_of_the_others(client: Client, cast: Cast, night: Asset) -> None:
    seen = page(client, cast.rin, HALCYON)
    assert "Karaokit" not in seen
    karaokit = Concern.objects.get(partner__slug="karaokit")
    client.force_login(cast.rin)
    assert client.get(f"{HALCYON}{karaokit.pk}/").status_code == 404


def test_another_holder_sees_what_it_holds_alone(client: Client, cast: Cast, night: Asset) -> None:
    assert "Saltglass" not in page(client, cast.dana, "/t/northlight-records/withdrawals/")


def test_of_one_press_another_holder_sees_the_partners_of_what_it_holds_alone(client: Client, cast: Cast) -> None:
    shared = track("Shared", cast.ayla_marsh, performer=cast.artist, publishing=(cast.artist, cast.publisher))
    hers = track("Hers", cast.ayla_marsh, performer=cast.artist, publishing=(cast.artist,))
    press(cast, [shared], Answer.ON, by=cast.theo, of=cast.publisher)
    press(cast, [shared, hers], Answer.ON)
    karaokit = partner_of(cast)  # licensed by the artist alone: it has a yes to lose for hers, and none for the shared
    press(cast, [shared, hers], Answer.OFF)
    assert concern_of(karaokit).withdrawal == concern_of(cast.partner).withdrawal
    address = f"/t/{cast.publisher.slug}/withdrawals/"
    for one in (address, f"{address}{concern_of(cast.partner).withdrawal_id}/"):
        seen = page(client, cast.theo, one)
        assert "Halcyon Audio" in seen
        assert "Karaokit" not in seen
        assert "of 1 partner" in seen
    assert "of 2 partners" in page(client, cast.ayla, HERS)


def test_the_public_list_names_the_partner_and_not_the_artist(client: Client, cast: Cast, night: Asset) -> None:
    due = concern_of(cast.partner).demands.get().due_at
    at(due + timedelta(minutes=1))
    at(due + GRACE + timedelta(minutes=1))
    seen = " ".join(client.get("/withdrawals/overdue/").content.decode().split())
    assert "Halcyon Audio" in seen
    assert "Ayla" not in seen
    assert "Saltglass" not in seen


@pytest.mark.parametrize("address", [HERS, HALCYON])
def test_a_list_takes_as_many_queries_for_ten_as_for_two(
    client: Client, cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries, address: str
) -> None:
    client.force_login(cast.ayla if address == HERS else cast.rin)
    counts = []
    for some in (2, 8):
        for number in range(some):
            press(cast, [open_track(cast, f"T{some}{number}")], Answer.OFF)
        client.get(address)
        with django_assert_max_num_queries(80) as queries:
            assert client.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_spans_are_short() -> None:
    said = [span(timedelta(seconds=s)) for s in (0, 42, 90, 3600, 19200, 531000)]
    assert said == ["1 s", "42 s", "1 min", "1 h", "5 h 20 min", "6 d 3 h"]
    now = timezone.now()
    assert left(now, now + timedelta(days=1), now + timedelta(hours=6)).share == 75
    late = left(now, now + timedelta(hours=1), now + timedelta(hours=3))
    assert (late.over, late.words) == (True, "2 h")
