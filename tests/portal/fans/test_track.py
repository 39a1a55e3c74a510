"""The public page of one track: what may be done with it, in words, and the way there from its artist."""

from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from artists.catalog.models import Artist, Asset, Credit
from consent.choices.answers import Answer, Limits
from consent.choices.pauses import pause_all
from tests.cast import Cast, acting, track
from tests.consent.decisions.scenes import answer, own_track
from tests.portal.fans.test_views import words


def page(client: Client, asset: Asset) -> str:
    return words(client, reverse("fans:track", args=[asset.isrc or asset.pk]))


def test_a_track_says_yes_ask_and_no(client: Client, cast: Cast) -> None:
    asset = own_track(cast)
    answer(cast, asset, "discover", Answer.ON)
    answer(cast, asset, "cover", Answer.ON, Limits(territories=("DE",)))
    answer(cast, asset, "remix", Answer.ASK)
    content = page(client, asset)
    assert (
        "Yes to recommending. Yes, within limits, to AI covers. Ask first for fan remixes. No to analysing" in content
    )
    assert "Within limits" in content
    assert "or other languages." in content


def test_nothing_answered_is_nothing_allowed(client: Client, cast: Cast) -> None:
    assert "No AI use is allowed." in page(client, own_track(cast))


def test_a_pause_says_so_and_an_end_that_has_come_is_a_no(client: Client, cast: Cast) -> None:
    asset = own_track(cast)
    answer(cast, asset, "discover", Answer.ON)
    pause_all(actor=acting(cast.ayla, cast.artist))
    content = page(client, asset)
    assert "Paused for now." in content
    assert "Yes to recommending" not in content


def test_everybody_credited_is_named_and_titles_are_text(client: Client, cast: Cast) -> None:
    asset = track("<i>Tide</i> & Co", cast.ayla_marsh, performer=cast.artist)
    guest = Artist.objects.create(name="Sol Strange", slug="sol", team=cast.other_artist, created_at=timezone.now())
    Credit.objects.create(recording=asset, artist=guest, role="featured", position=2)
    content = client.get(reverse("fans:track", args=[asset.pk])).content.decode()
    assert "with Sol Strange" in content
    assert "<i>Tide" not in content
    assert "&lt;i&gt;Tide&lt;/i&gt; &amp; Co" in content


def test_the_artists_page_lists_its_tracks_with_their_answers(client: Client, cast: Cast) -> None:
    asset = own_track(cast)
    Asset.objects.filter(pk=asset.pk).update(isrc="QZS7T2600012", plays=9)
    answer(cast, asset, "discover", Answer.ON)
    answer(cast, asset, "remix", Answer.ASK)
    track("Silent", cast.ayla_marsh, performer=cast.artist)
    address = reverse("fans:artist", args=["ayla-marsh"])
    assert reverse("fans:track", args=["QZS7T2600012"]) in client.get(address).content.decode()
    content = words(client, address)
    assert "On: Discover · Ask: Remix" in content
    assert "Nothing is allowed" in content
    assert content.index("Saltglass") < content.index("Silent")


def test_a_long_list_of_tracks_is_paged(client: Client, cast: Cast) -> None:
    now = timezone.now()
    Asset.objects.bulk_create(
        Asset(kind="recording", title=f"Take {n:02}", artist=cast.ayla_marsh, created_at=now) for n in range(30)
    )
    address = reverse("fans:artist", args=["ayla-marsh"])
    assert "1–24 of 30 tracks" in words(client, address)
    assert "25–30 of 30 tracks" in words(client, f"{address}?page=2")
    assert "25–30 of 30 tracks" in words(client, f"{address}?page=99")


def test_a_page_of_a_track_costs_the_same_whatever_is_around_it(
    client: Client, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    asset = own_track(cast)
    for _ in range(2):
        with django_assert_num_queries(8):
            client.get(reverse("fans:track", args=[asset.pk]))
        for place in range(9):
            guest = Artist.objects.create(name=f"G{place}", slug=f"g{_}{place}", created_at=timezone.now())
            Credit.objects.create(recording=asset, artist=guest, role="featured", position=2)
            own_track(cast)


def test_a_yes_until_a_day_ends_on_it(client: Client, cast: Cast) -> None:
    asset = own_track(cast)
    answer(cast, asset, "discover", Answer.ON, Limits(until=timezone.now() + timedelta(seconds=30)))
    assert "Yes, within limits, to recommending" in page(client, asset)
