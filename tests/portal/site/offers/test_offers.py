"""A partner builds an experience on the site, sends it, counters and stops it; and reads why it stands still."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from artists.journal import outbox
from artists.teams.models import Team
from consent.choices.answers import Answer
from consent.choices.pauses import pause_all
from consent.experiences.models import Experience
from consent.requests.models import Request
from tests.cast import Cast, acting
from tests.consent.decisions.scenes import answer, own_track
from tests.support.offering import said
from tests.support.signing_in import signed_in


def filled(tracks: str, **changed: Any) -> dict[str, Any]:
    """The builder as somebody fills it in."""
    today = timezone.now().date()
    return {
        "offer-tool": "remix_lab", "offer-title": "Saltglass, your weather", "offer-promise": "Slow it down.",
        "offer-what_ai_does": "", "offer-vocals": "None", "offer-instrumentation": "None",
        "offer-post_production": "None", "offer-presets": ["slowed", "wide"], "offer-unwanted": "grim\n grim ",
        "offer-outputs_a_day": "50", "offer-price": "1.5",
        "terms-tracks": tracks, "terms-where": "some", "terms-countries": "DE, Japan",
        "terms-starts_on": today.isoformat(), "terms-ends_on": (today + timedelta(days=90)).isoformat(),
        "terms-currency": "EUR", "terms-credit_line": "{title} by {artist}", "terms-notice_days": "30",
        "terms-reporting": "monthly", "terms-reporting_days": "10", "terms-at_end": "keep",
        "terms-rates-TOTAL_FORMS": "1", "terms-rates-INITIAL_FORMS": "0", "terms-rates-0-use": "",
        "terms-rates-0-amount": "0.06", "terms-rates-0-basis": "per_output", "do": "keep",
    } | changed  # fmt: skip


def url(name: str, team: Team, *more: object) -> str:
    return reverse(f"site:{name}", args=[team.slug, *more])


def text(response: HttpResponse) -> str:
    return response.content.decode()


def test_from_the_builder_to_fans_and_to_a_pause(cast: Cast) -> None:
    asset = own_track(cast)
    answer(cast, asset, "remix", Answer.ASK)
    rin, ayla = signed_in(cast.rin), signed_in(cast.ayla)
    found = rin.post(url("offer_new", cast.partner), filled("", do="search", q="Ayla"))
    assert "Ayla Marsh" in text(found)
    added = filled("", do="add", show="ayla-marsh", add=[str(asset.pk)])
    assert str(asset.pk) in text(rin.post(url("offer_new", cast.partner), added))
    wrong = rin.post(url("offer_new", cast.partner), filled(str(asset.pk), **{"offer-presets": []}))
    assert wrong.status_code == 422
    assert "Choose at least one preset" in text(wrong)
    kept = rin.post(url("offer_new", cast.partner), filled(str(asset.pk)))
    one = Experience.objects.get()
    assert kept["Location"] == url("offer", cast.partner, one.pk)
    assert one.draft
    assert (one.draft["offer"]["unwanted"], one.draft["offer"]["price"], one.territories) == (
        ["grim"], "1.5", ["DE", "JP"],
    )  # fmt: skip
    changed = rin.post(
        url("offer_change", cast.partner, one.pk), filled(str(asset.pk), **{"offer-outputs_a_day": "40"})
    )
    assert changed.status_code == 302
    assert "Slow it down." in text(rin.get(url("offer_look", cast.partner, one.pk)))
    rin.post(url("offer_send", cast.partner, one.pk), {"purpose": "For rainy days.", "days": "14"})
    request = Request.objects.get(kind="experience")
    asked = text(ayla.get(url("request", cast.artist, request.pk)))
    shown = ("For rainy days.", "Slow it down.", "40 for all fans together", "Slowed, with reverb, Wide", "1.50 EUR")
    for words in shown:
        assert words in asked, words
    # Her counter changes a limit alone, and keeps what fans do.
    counter = url("request_counter", cast.artist, request.pk)
    assert "At most a day, of all fans" in text(ayla.get(counter))
    less = filled(str(asset.pk), **{"offer-outputs_a_day": "10", "terms-keep": [str(asset.pk)]})
    less |= {"seen": request.version.sha256}
    assert ayla.post(counter, less).status_code == 302
    assert "40 for all fans together" in text(ayla.get(url("request", cast.artist, request.pk)))
    said(request, [cast.artist, cast.partner])
    assert list(Experience.objects.values_list("state", "outputs_a_day")) == [("live", 10)]
    assert "chip-good" in text(rin.get(url("offers", cast.partner)))
    _it_pauses_with_her(cast, one, rin)


def _it_pauses_with_her(cast: Cast, one: Experience, rin: Client) -> None:
    pause_all(actor=acting(cast.ayla, cast.artist))
    outbox.drain()
    stopped = text(rin.get(url("offer", cast.partner, one.pk)))
    assert "A choice under it says yes no longer" in stopped
    assert "A holder of this has paused all AI uses for now." in stopped
    refused = rin.post(url("offer_resume", cast.partner, one.pk), follow=True)
    assert "It cannot go on yet." in text(refused)
    ended = rin.post(url("offer_end", cast.partner, one.pk), follow=True)
    assert "Ended" in text(ended)
