"""A holder's pages of experiences: two taps to stop, narrowing, listening, choosing, keeping out."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from artists.journal.outbox import drain
from artists.notices.models import Notice
from consent.claims.models import Claim
from consent.experiences.models import Experience
from consent.making.models import Ban, File, Making
from consent.requests.models import Request
from tests.cast import PASSWORD, Cast
from tests.support.claiming import a_making, an_output
from tests.support.experiencing import OFFER, live
from tests.support.offering import agreed
from tests.support.reporting import open_track, permit
from tests.support.sounding import sound


@pytest.fixture
def made(cast: Cast) -> Making:
    """A fan's making, with its sound, on an experience of Ayla's, Northlight's and Harbour's."""
    making = a_making(cast, an_output(cast))
    File.objects.create(making=making, role="mix", sound=sound())
    return making


def signed_in(email: str) -> Client:
    client = Client()
    assert client.login(email=email, password=PASSWORD)
    return client


def test_the_artist_stops_it_in_two_taps_and_may_undo(cast: Cast, made: Making) -> None:
    ayla, base = signed_in("ayla@demo.test"), f"/t/{cast.artist.slug}/experiences/"
    there = f"{base}{made.experience_id}/"
    permit(cast.partner, made.asset_id, [], experience=made.experience_id, redeemed_at=timezone.now(), quantity=1)
    listed = ayla.get(base).content.decode()
    assert "Fans made 1 thing this week" in listed
    page = ayla.get(there).content.decode()
    for words in ('data-dialog="#pause"', "Pause it now", "/listen/", "In the rain", "Show it first"):
        assert words in page, words
    done = ayla.post(f"{there}pause/", follow=True)
    assert "is paused. Nothing new is made." in done.content.decode()
    assert (
        f"undo:{there}resume/" in str([one.tags for one in done.context["messages"]]) or "Undo" in done.content.decode()
    )
    experience = Experience.objects.get()
    assert (experience.state, experience.paused_for) == ("paused", cast.artist)
    dana = signed_in("dana@demo.test")
    others = dana.get(f"/t/{cast.label.slug}/experiences/{made.experience_id}/").content.decode()
    assert "Only who paused it can let it go on" in others
    assert dana.post(f"/t/{cast.label.slug}/experiences/{made.experience_id}/resume/").status_code == 403
    ayla.post(f"{there}resume/")
    assert Experience.objects.get().state == "live"
    ayla.post(f"{there}end/")
    assert Experience.objects.get().state == "ended"
    assert (
        "is over" in ayla.post(f"{there}pause/", follow=True).content.decode()
        or Experience.objects.get().state == "ended"
    )


def test_allowing_less_is_a_round_for_everybody(cast: Cast) -> None:
    one = agreed(cast.partner, [cast.artist, cast.label, cast.publisher], [open_track(cast)])
    there = f"/t/{cast.artist.slug}/experiences/{one.pk}/narrow/"
    ayla = signed_in("ayla@demo.test")
    assert ayla.get(there).status_code == 200
    same = {"presets": ["slowed", "sped", "lofi"], "ends_on": ""}
    assert ayla.post(there, same).status_code == 422
    assert ayla.post(there, {"presets": []}).status_code == 422
    rubbish = {"outputs_a_day": "9" * 30, "ends_on": "9999-12-31", "presets": "\x00", "territories": "\x00"}
    assert ayla.post(there, rubbish).status_code == 422
    sent = ayla.post(there, {"presets": ["slowed"], "outputs_a_day": "5", "pause": "on"})
    assert sent.status_code == 302, sent.context["form"].errors
    request = Request.objects.latest("pk")
    assert request.version.agreed.offer
    assert (request.version.agreed.offer.presets, request.version.agreed.offer.outputs_a_day) == (("slowed",), 5)
    assert Experience.objects.get().state == "paused"


def test_choosing_silencing_and_keeping_out(cast: Cast, made: Making) -> None:
    ayla = signed_in("ayla@demo.test")
    there = f"/t/{cast.artist.slug}/experiences/{made.experience_id}/made/{made.pk}/"
    ayla.post(f"{there}feature/", {"chosen": "yes"})
    drain()
    made.refresh_from_db()
    assert made.featured_for == cast.artist
    assert Notice.objects.filter(person=cast.fay, title="Ayla Marsh chose “In the rain”").exists()
    assert "Chosen by Ayla Marsh" in Client().get(f"/made/{made.output_id}/").content.decode()
    address = made.files.get().sound
    assert ayla.post(f"{there}down/", {"words": ""}).status_code == 422
    ayla.post(f"{there}down/", {"words": "Not like this."})
    assert Claim.objects.get().team == cast.artist
    assert address
    page = ayla.get(f"/t/{cast.artist.slug}/experiences/{made.experience_id}/").content.decode()
    assert "Reported, silent" in page
    assert "/listen/" not in page
    assert ayla.post(f"{there}ban/", {"period": "nine", "because": "x"}).status_code == 422
    ayla.post(f"{there}ban/", {"period": "month", "because": "Mocking."})
    ban = Ban.objects.get()
    assert (ban.person, ban.team) == (cast.fay, cast.artist)
    listed = ayla.get(f"/t/{cast.artist.slug}/experiences/bans/").content.decode()
    assert "Mocking." in listed
    assert "Fay" not in listed
    ayla.post(f"/t/{cast.artist.slug}/experiences/bans/{ban.pk}/lift/")
    ban.refresh_from_db()
    assert ban.lifted_at
    words = f"/t/{cast.artist.slug}/experiences/words/"
    for wrong in ("", "\x00", "9" * 70):
        assert ayla.post(words, {"word": wrong}).status_code == 422
    assert "is not said any more" in ayla.post(words, {"word": "Taxes"}, follow=True).content.decode()


def test_the_list_asks_as_much_of_many_as_of_one(cast: Cast) -> None:
    ayla, base = signed_in("ayla@demo.test"), f"/t/{cast.artist.slug}/experiences/"
    counts = []
    for number in range(3):
        live(cast.partner, [cast.artist, cast.label, cast.publisher], [open_track(cast, f"T{number}")], offer=OFFER)
        ayla.get(base)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            ayla.get(base)
        counts.append(len(queries))
    assert counts[0] == counts[-1], counts
