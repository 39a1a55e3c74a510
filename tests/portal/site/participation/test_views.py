"""The participation page: what it shows, and what a press does with a script, without one, and when it is refused."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from artists.catalog.models import Asset
from consent.choices.actions import Consent, choose_for_tracks
from consent.choices.answers import Answer
from consent.choices.models import Choice, Default, Pause
from consent.choices.state import State
from consent.decisions.checks import Question, check
from consent.uses import text_of
from portal.site.participation.forms import texts_seen
from tests.cast import Cast, acting, release, song_of, track
from tests.support.licences import MODEL

ON, ASK, OFF = State(Answer.ON), State(Answer.ASK), State(Answer.OFF)
HTMX = {"HX-Request": "true"}


@pytest.fixture
def own(cast: Cast) -> Asset:
    made = track("Saltglass", cast.ayla_marsh, performer=cast.artist, publishing=(cast.artist,))
    release("Low Tide", cast.ayla_marsh, [made])
    return made


@pytest.fixture
def shared(cast: Cast) -> Asset:
    return track(
        "Ferry Song",
        cast.ayla_marsh,
        performer=cast.artist,
        master=cast.label,
        publishing=(cast.artist, cast.publisher),
    )


def count_queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def ayla(cast: Cast) -> Client:
    return signed_in(cast.ayla)


def address(cast: Cast, name: str = "participation", *args: object) -> str:
    return reverse(f"site:{name}", args=[cast.artist.slug, *args])


def press(asset: Asset, use: str, answer: str, *, seen: int = 0, **more: str) -> dict[str, str]:
    return {"asset": str(asset.pk), "press": f"{use}.{seen}.{answer}", "texts": texts_seen(), **more}


def verdict(asset: Asset, use: str, cast: Cast) -> str:
    [found] = check([Question(use, asset=asset.pk, model=MODEL.label)], partner_team_id=cast.partner.pk)
    return found.answer


def test_the_page_shows_each_track_with_its_switches(cast: Cast, own: Asset, shared: Asset, ayla: Client) -> None:
    page = ayla.get(address(cast)).content.decode()
    assert "Saltglass" in page
    assert "Low Tide" in page
    assert 'aria-label="Remix: Saltglass"' in page
    assert page.count('class="answer ') == 2 * 6 + 6
    assert "None of your 2 tracks" in page


def test_a_press_without_a_script_counts_and_comes_back_to_the_row(cast: Cast, own: Asset, ayla: Client) -> None:
    here = address(cast) + "?tab=off"
    response = ayla.post(address(cast, "answer"), press(own, "remix", "on", next=here))
    assert response.status_code == 302
    assert response["Location"] == f"{here}#row-{own.pk}"
    assert verdict(own, "remix", cast) == "allow"
    page = ayla.get(address(cast)).content.decode()
    assert "Remix is on for Saltglass." in page
    assert "/undo/" in page


def test_a_press_with_htmx_brings_back_the_row_the_numbers_and_a_toast(cast: Cast, own: Asset, ayla: Client) -> None:
    on_page = HTMX | {"HX-Current-URL": f"http://testserver{address(cast)}"}
    response = ayla.post(address(cast, "answer"), press(own, "cover", "on", next=address(cast)), headers=on_page)
    body = response.content.decode()
    assert response.status_code == 200
    assert "HX-Request" in response["Vary"]
    assert body.lstrip().startswith(f'<tr id="row-{own.pk}"')
    assert "cover.1." in body
    assert "<b>1 of your 1 track</b>" in body
    assert 'hx-target="#lead"' in body
    assert "data-undo" in body
    assert f'name="next" value="{address(cast)}"' in body


def test_a_press_repaints_the_other_tracks_of_the_song(cast: Cast, own: Asset, ayla: Client) -> None:
    live = track("Saltglass (live)", cast.ayla_marsh, performer=cast.artist)
    live.compositions.set([song_of(own)])
    body = ayla.post(
        address(cast, "answer"), press(own, "cover", "on", next=address(cast)), headers=HTMX
    ).content.decode()
    assert f'hx-target="#row-{live.pk}"' in body
    assert body.count("cover.1.on") == 2


def test_pressing_twice_does_nothing_twice(cast: Cast, own: Asset, ayla: Client) -> None:
    for _ in range(2):
        response = ayla.post(address(cast, "answer"), press(own, "cover", "on"), headers=HTMX)
        assert response.status_code == 200
    assert Choice.objects.get(asset=song_of(own), use="cover").version == 1


def test_a_stale_page_gets_the_fresh_row_and_is_told(cast: Cast, own: Asset, ayla: Client) -> None:
    consent = Consent(text_of("cover").sha256)
    choose_for_tracks([own.pk], "cover", ON, actor=acting(cast.marco, cast.artist), consent=consent)
    with_htmx = ayla.post(address(cast, "answer"), press(own, "cover", "ask", next=address(cast)), headers=HTMX)
    assert with_htmx.status_code == 409
    assert "Somebody changed this since" in with_htmx.content.decode()
    assert "cover.1.ask" in with_htmx.content.decode()
    without = ayla.post(address(cast, "answer"), press(own, "cover", "ask"))
    assert without.status_code == 409
    assert "Somebody changed this since" in without.content.decode()
    assert verdict(own, "cover", cast) == "allow"


def test_a_yes_under_words_that_changed_is_refused(cast: Cast, own: Asset, ayla: Client) -> None:
    response = ayla.post(address(cast, "answer"), press(own, "cover", "on") | {"texts": "old"}, headers=HTMX)
    assert response.status_code == 409
    assert "The words beside this switch have changed" in response.content.decode()
    assert verdict(own, "cover", cast) == "deny"


def test_who_may_only_look_is_told_why(cast: Cast, own: Asset) -> None:
    membership = cast.artist.memberships.get(person=cast.marco)
    membership.role = "viewer"
    membership.save()
    marco = signed_in(cast.marco)
    assert "takes the role owner" in marco.get(address(cast)).content.decode()
    response = marco.post(address(cast, "answer"), press(own, "cover", "on"), headers=HTMX)
    assert response.status_code == 403
    assert "takes the role owner" in response.content.decode()
    assert not Choice.objects.exists()


def test_another_team_sees_nothing_and_changes_nothing(cast: Cast, own: Asset) -> None:
    sol = signed_in(cast.stranger)
    assert sol.get(address(cast)).status_code == 404
    assert sol.post(address(cast, "answer"), press(own, "cover", "on")).status_code == 404
    theirs = reverse("site:answer", args=[cast.other_artist.slug])
    assert sol.post(theirs, press(own, "cover", "on")).status_code == 404
    for name in ("participation_track",):
        assert sol.get(reverse(f"site:{name}", args=[cast.other_artist.slug, own.pk])).status_code == 404
    for name in ("review", "limits"):
        assert sol.get(reverse(f"site:{name}", args=[cast.other_artist.slug, own.pk, "train"])).status_code == 404
    assert not Choice.objects.exists()


def test_a_partner_has_no_such_page(cast: Cast) -> None:
    rin = signed_in(cast.rin)
    assert rin.get(reverse("site:participation", args=[cast.partner.slug])).status_code == 404


def test_waiting_names_the_other_holder_to_holders_alone(cast: Cast, shared: Asset, ayla: Client) -> None:
    ayla.post(address(cast, "answer"), press(shared, "remix", "on"))
    page = ayla.get(address(cast)).content.decode()
    assert "Waiting for Harbour Songs: Remix" in page
    assert "Waiting for Northlight Records: Remix" in page
    detail = ayla.get(address(cast, "participation_track", shared.pk)).content.decode()
    assert "<b>Northlight Records</b> has not answered" in detail


def test_a_holder_of_nothing_needed_is_told_who_decides(cast: Cast, shared: Asset) -> None:
    dana = signed_in(cast.dana)
    page = dana.get(reverse("site:participation", args=[cast.label.slug])).content.decode()
    assert "Ayla Marsh and Harbour Songs decide: your team holds no right that this use needs." in page


def test_a_publisher_answers_for_its_songs(cast: Cast, shared: Asset) -> None:
    theo, name = signed_in(cast.theo), cast.publisher.slug
    page = theo.get(reverse("site:participation", args=[name])).content.decode()
    assert "Song by song" in page
    assert f'id="row-{song_of(shared).pk}"' in page
    response = theo.post(reverse("site:answer", args=[name]), press(song_of(shared), "remix", "ask"), headers=HTMX)
    assert response.status_code == 200
    assert Choice.objects.get(team=cast.publisher).given is Answer.ASK


def test_the_tabs_count_what_takes_part_waits_and_is_off(cast: Cast, own: Asset, shared: Asset, ayla: Client) -> None:
    track("Untitled", cast.ayla_marsh, performer=cast.artist)
    ayla.post(address(cast, "answer"), press(own, "cover", "on"))
    ayla.post(address(cast, "answer"), press(shared, "discover", "on"))
    for tab, title in (("taking", "Saltglass"), ("waiting", "Ferry Song"), ("off", "Untitled")):
        page = ayla.get(address(cast), {"tab": tab}).content.decode()
        assert re.findall(r'aria-label="Select ([^"]+)"', page) == [title]
    found = ayla.get(address(cast), {"q": "low tide"}).content.decode()
    assert re.findall(r'aria-label="Select ([^"]+)"', found) == ["Saltglass"]
    assert "No tracks" in ayla.get(address(cast), {"q": "nothing like it"}).content.decode()


def test_training_is_read_before_it_is_allowed(cast: Cast, own: Asset, ayla: Client) -> None:
    response = ayla.post(address(cast, "answer"), press(own, "train", "on", next=address(cast)))
    assert response.status_code == 302
    review = ayla.get(response["Location"])
    body = review.content.decode()
    assert "A model cannot forget" in body
    assert "Allow training" in body
    assert "No licence is signed" in body
    assert "Halcyon Audio" in body
    assert verdict(own, "train", cast) == "deny"
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', body.split('class="review"')[1]))
    fields.pop("csrfmiddlewaretoken", None)
    again = ayla.post(address(cast, "answer"), fields)
    assert "/review/" in again["Location"]
    done = ayla.post(address(cast, "answer"), {**fields, "agreed": "yes"})
    assert done["Location"].startswith(address(cast))
    assert verdict(own, "train", cast) == "allow"


def test_with_htmx_the_review_is_a_dialog(cast: Cast, own: Asset, ayla: Client) -> None:
    response = ayla.post(address(cast, "answer"), press(own, "train", "on", next=address(cast)), headers=HTMX)
    assert response["HX-Retarget"] == "#dialog"
    assert "<dialog" in response.content.decode()
    assert not Choice.objects.exists()


def test_undo_from_the_toast_and_with_a_batch_in_the_form(cast: Cast, own: Asset, ayla: Client) -> None:
    ayla.post(address(cast, "answer"), press(own, "cover", "on"))
    page = ayla.get(address(cast)).content.decode()
    [undo] = re.findall(r'action="(/t/[^"]+/undo/[^"]+)"', page)
    assert ayla.get(undo).status_code == 405
    assert ayla.post(undo, {"next": address(cast)})["Location"] == address(cast)
    assert verdict(own, "cover", cast) == "deny"
    assert ayla.post(undo).status_code == 409
    assert ayla.post(address(cast, "undo"), {"batch": undo.rstrip("/").rpartition("/")[2]}).status_code == 409
    assert ayla.post(address(cast, "undo"), {"batch": "nonsense"}).status_code == 422


def test_limits_narrow_a_yes_and_a_press_keeps_them(cast: Cast, own: Asset, ayla: Client) -> None:
    limits = address(cast, "limits", own.pk, "cover")
    data = {
        "answer": "on",
        "partners": [str(cast.partner.pk)],
        "territories": ["DE"],
        "until": "2099-12-31",
        "seen": "0",
        "texts": texts_seen(),
    }
    assert ayla.post(limits, data | {"until": "2001-01-01"}).status_code == 422
    assert ayla.post(limits, data).status_code == 302
    choice = Choice.objects.get(asset=song_of(own), use="cover")
    assert (choice.partners, choice.territories) == ([cast.partner.pk], ["DE"])
    ayla.post(address(cast, "answer"), press(own, "cover", "ask", seen=1))
    choice.refresh_from_db()
    assert (choice.given, choice.territories) == (Answer.ASK, ["DE"])
    assert "Only in Germany" in ayla.get(address(cast, "participation_track", own.pk)).content.decode()
    assert "limited" in ayla.get(address(cast)).content.decode()


def test_limits_of_a_yes_that_cannot_be_taken_back_go_through_its_review(cast: Cast, own: Asset, ayla: Client) -> None:
    data = {"answer": "on", "partners": [str(cast.partner.pk)], "territories": ["DE", "BR"], "until": "2099-12-31"}
    response = ayla.post(address(cast, "limits", own.pk, "train"), data | {"seen": "0", "texts": texts_seen()})
    assert "/train/review/" in response["Location"]
    body = ayla.get(response["Location"]).content.decode()
    assert "Halcyon Audio" in body
    assert "Brazil and Germany" in body
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', body.split('class="review"')[1]))
    ayla.post(address(cast, "answer"), {**fields, "agreed": "yes"})
    choice = Choice.objects.get(asset=own, use="train")
    assert (choice.partners, choice.territories) == ([cast.partner.pk], ["BR", "DE"])
    assert choice.until is not None
    assert choice.until.year == 2100


def test_a_default_is_set_and_training_by_default_takes_a_review(cast: Cast, own: Asset, ayla: Client) -> None:
    data = {"press": "remix.0.ask", "texts": texts_seen()}
    assert ayla.post(address(cast, "set_default"), data).status_code == 302
    assert Default.objects.get(use="remix").given is Answer.ASK
    assert not Choice.objects.exists()
    response = ayla.post(address(cast, "set_default"), data | {"press": "train.0.on"})
    assert "every new release" in ayla.get(response["Location"]).content.decode()
    assert not Default.objects.filter(use="train").exists()


def test_pause_and_resume(cast: Cast, own: Asset, ayla: Client) -> None:
    ayla.post(address(cast, "answer"), press(own, "cover", "on"))
    ayla.post(address(cast, "pause"))
    assert verdict(own, "cover", cast) == "deny"
    page = ayla.get(address(cast)).content.decode()
    assert "Everything is paused" in page
    assert "By Ayla Marsh" in page
    ayla.post(address(cast, "resume"))
    assert verdict(own, "cover", cast) == "allow"
    assert not Pause.objects.filter(resumed_at=None).exists()


def test_the_words_of_each_use_are_there_with_version_and_hash(cast: Cast, ayla: Client) -> None:
    page = ayla.get(address(cast, "use_text", "train")).content.decode()
    assert text_of("train").sha256 in page
    assert "A model cannot forget" in page
    assert ayla.get(address(cast, "use_text", "nothing")).status_code == 404


@pytest.mark.parametrize("query", ["", "?tab=waiting", "?rows=songs", "?view=translate", "?page=zzz&tab=zzz&artist=!"])
def test_queries_do_not_grow_with_the_rows(cast: Cast, ayla: Client, query: str) -> None:
    def add(number: int) -> None:
        for one in range(number):
            made = track(
                f"Track {one}", cast.ayla_marsh, performer=cast.artist, master=cast.label, publishing=(cast.artist,)
            )
            release(f"Release {one}", cast.ayla_marsh, [made])
            ayla.post(address(cast, "answer"), press(made, "remix", "on"))

    add(1)
    ayla.get(address(cast))
    first = count_queries(ayla, address(cast) + query)
    add(9)
    ayla.get(address(cast))
    assert count_queries(ayla, address(cast) + query) == first
