"""A partner asks for a yes on the site: told beforehand what is open, sent after a review, listed by how it stands."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from artists.access import Role, TeamKind
from artists.teams.models import Team
from consent.choices.answers import Answer
from consent.requests.models import Request
from tests.cast import Cast, join, person, team
from tests.consent.decisions.scenes import answer, own_track
from tests.portal.api.asking import says, song
from tests.support.licences import in_force
from tests.support.licences import terms as agreed
from tests.support.signing_in import signed_in


@pytest.fixture
def versao(cast: Cast) -> Team:
    """A partner without any licence."""
    return team(TeamKind.PARTNER, "Versão Labs", "versao-labs", person("vera@demo.test", "Vera Lemos"))


@pytest.fixture
def vera(versao: Team) -> Client:
    return signed_in(versao.memberships.get().person)


def filled(tracks: str, **changed: Any) -> dict[str, Any]:
    """The form as somebody fills it in."""
    today = timezone.now().date()
    return {
        "title": "Remix for the Slipstream radio", "purpose": "Players make their own remix.", "days": "14",
        "terms-uses": ["remix"], "terms-scope": "assets", "terms-tracks": tracks, "terms-where": "world",
        "terms-starts_on": today.isoformat(), "terms-ends_on": (today + timedelta(days=364)).isoformat(),
        "terms-currency": "EUR", "terms-credit_line": "{title} by {artist}", "terms-notice_days": "30",
        "terms-reporting": "monthly", "terms-reporting_days": "10", "terms-at_end": "keep",
        "terms-rates-TOTAL_FORMS": "1", "terms-rates-INITIAL_FORMS": "0", "terms-rates-0-use": "",
        "terms-rates-0-amount": "0.045", "terms-rates-0-basis": "per_output", "do": "review",
    } | changed  # fmt: skip


def new(versao: Team) -> str:
    return reverse("site:request_new", args=[versao.slug])


def text(response: HttpResponse) -> str:
    return response.content.decode()


def test_it_is_reviewed_and_sent_and_waits_for_every_holder(cast: Cast, versao: Team, vera: Client) -> None:
    asset = song(cast)
    review = vera.post(new(versao), filled(str(asset.pk)))
    assert review.status_code == 200
    assert "Send the request" in text(review)
    assert "€0.045 for each output" in text(review)
    assert not Request.objects.exists()

    done = vera.post(new(versao), filled(str(asset.pk), do="send"), follow=True)

    request = Request.objects.get()
    assert request.voters.count() == 3
    assert request.reference in text(done)
    assert request.opened_by == versao.memberships.get().person


def test_before_anything_is_sent_each_track_says_how_it_stands(cast: Cast, versao: Team, vera: Client) -> None:
    open_to_ask, already, shut = song(cast, "Open Road"), own_track(cast), own_track(cast)
    shut.title = "Shut Door"
    shut.save()
    answer(cast, already, "remix", Answer.ON)
    in_force(versao, [cast.artist], agreed(assets=[already]))
    lines = f"{open_to_ask.pk}\n{already.pk}\n{shut.pk}\nQZXXX9900001"

    page = text(vera.post(new(versao), filled(lines, do="look")))

    assert "Remix: open to ask" in page
    assert "Remix: you may already" in page
    assert "Remix: closed" in page
    assert "QZXXX9900001" in page.partition("Not known here")[2]
    assert "2 of 3" in page
    for holder in (cast.label.name, cast.publisher.name):
        assert holder not in page
    refused = vera.post(new(versao), filled(lines.partition("\nQZ")[0], do="send"))
    assert refused.status_code == 422
    assert "Shut Door" in text(refused)
    assert not Request.objects.exists()


def test_tracks_and_voices_are_added_from_an_artist_s_page(cast: Cast, versao: Team, vera: Client) -> None:
    asset = song(cast)
    found = text(vera.post(new(versao), filled("", do="search", q="ayla")))
    assert 'name="show" value="ayla-marsh"' in found
    shown = text(vera.post(new(versao), filled("", q="ayla", show="ayla-marsh")))
    assert f'name="add" value="{asset.pk}"' in shown
    assert f'value="{cast.voice.pk}" disabled' in shown  # a remix is not asked of a voice
    added = text(vera.post(new(versao), filled("", do="add", artist="ayla-marsh", add=[str(asset.pk), "x" * 36])))
    assert f"Night Ferry by Ayla Marsh · {asset.pk}" in added


def test_what_was_typed_survives_a_mistake(cast: Cast, versao: Team, vera: Client) -> None:
    page = vera.post(new(versao), filled("", purpose="Dancing & singing", title=""))
    assert page.status_code == 422
    assert "Dancing &amp; singing" in text(page)
    assert text(page).count("Please check these") == 2


def test_a_viewer_reads_and_does_not_ask(cast: Cast, versao: Team) -> None:
    viewer = person("vic2@demo.test", "Vic Two")
    join(viewer, versao, Role.VIEWER)
    client = signed_in(viewer)
    assert client.get(new(versao)).status_code == 403
    page = client.get(reverse("site:requests_sent", args=[versao.slug]))
    assert page.status_code == 200
    assert new(versao) not in text(page)


def test_the_list_shows_outward_states_alone(cast: Cast, versao: Team, vera: Client) -> None:
    for title in ("One", "Two", "Three"):
        vera.post(new(versao), filled(str(song(cast, title).pk), title=title, do="send"))
    one, two, three = Request.objects.order_by("pk")
    says(cast, one.reference, artist=True, label=False, publisher=True)
    says(cast, two.reference, artist=False, label=False, publisher=False)
    says(cast, three.reference, artist=False)
    sent = reverse("site:requests_sent", args=[versao.slug])

    everything, refused = text(vera.get(sent)), text(vera.get(sent, {"state": "refused"}))

    assert everything.count('<td><span class="cellname">How it stands</span>Not approved') == 2
    assert everything.count('<td><span class="cellname">How it stands</span>Waiting') == 1
    assert "onflict" not in everything
    assert "One" in refused
    assert "Three" not in refused.partition("<tbody>")[2]


def test_the_list_costs_the_same_for_one_as_for_many(
    cast: Cast, versao: Team, vera: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    sent = reverse("site:requests_sent", args=[versao.slug])
    vera.post(new(versao), filled(str(song(cast, "One").pk), do="send"))
    vera.get(sent)
    with django_assert_max_num_queries(40) as one:
        vera.get(sent)
    for number in range(5):
        vera.post(new(versao), filled(str(song(cast, f"More {number}").pk), do="send"))
    vera.get(sent)
    with django_assert_max_num_queries(40) as many:
        vera.get(sent)
    assert len(many) == len(one)
