"""Of whom history speaks: one's own people by name, other holders as teams, strangers never."""

from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from artists.access import Proof
from artists.catalog.models import Asset
from artists.teams.actors import actor_for
from artists.teams.models import Mandate, Membership
from consent.choices.actions import choose, choose_for_tracks
from consent.choices.pauses import pause_all
from tests.cast import Cast, acting, hold
from tests.portal.site.history.reading import OFF, ON, download, page, press, read, undo_button


def test_another_holders_act_is_its_teams_never_a_persons(cast: Cast, shared: Asset) -> None:
    batch = press([shared], "remix", ON, cast.dana, cast.label)
    html = page(cast.ayla, cast.artist)
    assert "<b>Northlight Records</b> answered" in html
    assert "Label, another holder" in html
    assert "Dana" not in html
    assert undo_button(batch, cast.artist) not in html
    assert download(cast.ayla, cast.artist)[0]["who"] == "Northlight Records"


def test_a_strangers_acts_never_appear(cast: Cast, own: Asset, shared: Asset) -> None:
    press([own], "remix", ON, cast.ayla, cast.artist)
    press([shared], "discover", ON, cast.dana, cast.label)
    for user, team in ((cast.stranger, cast.other_artist), (cast.rin, cast.partner), (cast.olu, cast.operator)):
        assert 'class="act"' not in page(user, team)
        assert download(user, team) == []
    # The publisher holds the song alone: what is answered on the recording is not its business.
    assert 'class="act"' not in page(cast.theo, cast.publisher)


def test_another_teams_history_and_press_are_not_found(cast: Cast, own: Asset) -> None:
    batch = press([own], "remix", ON, cast.ayla, cast.artist)
    client = Client()
    client.force_login(cast.stranger)
    for name, args in (("history", []), ("history_csv", []), ("history_press", [batch])):
        assert client.get(reverse(f"site:{name}", args=[cast.artist.slug, *args])).status_code == 404
    assert client.get(reverse("site:history_press", args=[cast.other_artist.slug, batch])).status_code == 404


def mandate(cast: Cast, uses: list[str], *, voice: bool = False) -> Mandate:
    now = timezone.now()
    return Mandate.objects.create(
        artist_team=cast.artist, holder_team=cast.label, uses=uses, covers_voice=voice, given_at=now,
        until=now + timedelta(days=30), given_by=cast.ayla,
    )  # fmt: skip


def test_an_act_under_a_mandate_says_for_whom_and_from_when_to_both_sides(cast: Cast, own: Asset) -> None:
    given = mandate(cast, ["remix"])
    dana = actor_for(cast.dana.pk, cast.artist, proof=Proof(fresh_at=timezone.now()))
    assert dana is not None
    choose_for_tracks([own.pk], "remix", ON, actor=dana, consent=read("remix"))
    since = f"under the mandate of {given.given_at.day} {given.given_at:%b %Y}"
    artists, labels = page(cast.ayla, cast.artist), page(cast.dana, cast.label)
    assert "<b>Dana Okoye</b> answered" in artists
    assert f"for Northlight Records {since}" in artists
    assert f"for Ayla Marsh {since}" in labels


def test_under_a_mandate_one_sees_only_the_uses_it_names(cast: Cast, own: Asset) -> None:
    mandate(cast, ["remix"])
    press([own], "remix", ON, cast.ayla, cast.artist)
    press([own], "train", OFF, cast.ayla, cast.artist)
    choose(cast.voice.pk, "speak", ON, actor=acting(cast.ayla, cast.artist), consent=read("speak"))
    pause_all(actor=acting(cast.ayla, cast.artist))
    html = page(cast.dana, cast.artist)
    assert html.count('class="act"') == 1
    assert "Fan remixes" in html


def test_under_a_mandate_the_people_of_the_artists_team_are_not_named(cast: Cast, own: Asset) -> None:
    mandate(cast, ["remix", "cover"])
    press([own], "remix", ON, cast.marco, cast.artist)
    dana = actor_for(cast.dana.pk, cast.artist, proof=Proof(fresh_at=timezone.now()))
    assert dana is not None
    choose_for_tracks([own.pk], "cover", ON, actor=dana, consent=read("cover"))
    html = page(cast.dana, cast.artist)
    assert "<b>Ayla Marsh</b> answered <b>Fan remixes and mash-ups</b>" in html
    assert "<b>Dana Okoye</b> answered <b>AI covers of the song</b>" in html
    assert "Marco" not in html
    assert {row["who"] for row in download(cast.dana, cast.artist)} == {"Ayla Marsh", "Dana Okoye"}


def test_who_has_left_is_a_former_member(cast: Cast, own: Asset) -> None:
    press([own], "remix", ON, cast.marco, cast.artist)
    Membership.objects.filter(team=cast.artist, person=cast.marco).delete()
    html = page(cast.ayla, cast.artist)
    assert "<b>A former member</b> answered" in html
    assert "Marco" not in html


def test_a_new_holder_does_not_see_what_was_before_it(cast: Cast, own: Asset) -> None:
    press([own], "discover", ON, cast.ayla, cast.artist)
    hold(own, cast.label, "master")
    assert 'class="act"' not in page(cast.dana, cast.label)
