"""Who one is, on pages: saying it, the operator's queue, and the mark that only an operator's check puts there."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from artists.catalog.identity.asking import identify
from artists.catalog.models import Artist, Asset, Credit, Holding, Identification
from artists.teams.models import Team
from tests.cast import Cast, acting, hold, track
from tests.support.signing_in import signed_in, stale


def at(name: str, team: Team, *args: object) -> str:
    return reverse(f"site:{name}", args=[team.slug, *args])


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def delivered(cast: Cast, name: str = "Marsh, A.", slug: str = "marsh-a") -> Artist:
    artist = Artist.objects.create(name=name, slug=slug, created_at=timezone.now())
    wick = Asset.objects.create(kind="recording", title="Wick", artist=artist, created_at=timezone.now())
    Credit.objects.create(recording=wick, artist=artist, role="main")
    hold(wick, cast.label, "master")
    return artist


@pytest.fixture
def said(cast: Cast) -> Identification:
    return identify(
        delivered(cast), actor=acting(cast.ayla, cast.artist), evidence="Our site says so.",
        links=["https://ayla.example/"], same_as=cast.ayla_marsh,
    )  # fmt: skip


def test_a_team_finds_itself_says_so_and_takes_it_back(cast: Cast) -> None:
    delivered(cast)
    ayla = signed_in(cast.ayla)
    page = text(ayla.get(at("identity", cast.artist), {"q": "marsh"}))
    assert "Marsh, A." in page
    assert "Northlight" not in page, "who delivered it is for the operator alone"
    form = at("identity_say", cast.artist, "marsh-a")
    assert "None: another name we work under" in text(ayla.get(form))
    wrong = ayla.post(form, {"evidence": " ", "links": "javascript:alert(1)"})
    assert wrong.status_code == 422
    wrong = ayla.post(form, {"evidence": "Our site.", "links": "javascript:alert(1)"})
    assert wrong.status_code == 422
    assert "is not a web address" in text(wrong)
    done = ayla.post(
        form,
        {"evidence": "Our site.", "links": "https://ayla.example/\nhttps://x.example", "same_as": cast.ayla_marsh.pk},
        follow=True,
    )
    assert "Waiting for the portal" in text(done)
    waiting = Identification.objects.get()
    assert (waiting.same_as, waiting.links) == (cast.ayla_marsh, ["https://ayla.example/", "https://x.example"])
    again = ayla.post(form, {"evidence": "Our site."})
    assert again.status_code == 409
    gone = ayla.post(at("identity_withdraw", cast.artist, waiting.pk), follow=True)
    assert "Taken back: Marsh, A." in text(gone)


def test_the_operator_compares_links_and_undoes(cast: Cast, said: Identification) -> None:
    olu = signed_in(cast.olu)
    assert "Marsh, A." in text(olu.get(at("identities", cast.operator)))
    page = text(olu.get(at("identification", cast.operator, said.pk)))
    for words in ("Our site says so.", "https://ayla.example/", "Northlight Records", "Wick", "ayla@demo.test"):
        assert words in page
    linked = olu.post(at("identification_link", cast.operator, said.pk), follow=True)
    assert "linked. Both are told." in text(linked)
    public = Client().get(reverse("fans:artist", args=["ayla-marsh"]))
    assert "Checked by the portal" in text(public)
    assert "Checked by the portal" in text(signed_in(cast.ayla).get(at("team", cast.artist)))
    other = Client().get(reverse("fans:artist", args=["marsh-a"]))
    assert (other.status_code, other["Location"]) == (302, "/artists/ayla-marsh/")
    assert "same as Ayla Marsh" in text(olu.get(at("identities", cast.operator), {"show": "decided"}))
    undo = at("identification_undo", cast.operator, said.pk)
    assert olu.post(undo, {"sentence": ""}).status_code == 422
    assert "undone" in text(olu.post(undo, {"sentence": "Somebody else."}, follow=True))
    assert "Checked by the portal" not in text(Client().get(reverse("fans:artist", args=["ayla-marsh"])))
    assert "Somebody else." in text(signed_in(cast.ayla).get(at("identity", cast.artist)))
    assert olu.post(undo, {"sentence": "Again."}).status_code == 409


def test_no_mark_stands_where_no_operator_put_it(cast: Cast, said: Identification) -> None:
    for page in (
        Client().get(reverse("fans:artist", args=["ayla-marsh"])), signed_in(cast.ayla).get(at("team", cast.artist)),
    ):  # fmt: skip
        assert "Checked by the portal" not in text(page)


def test_a_stale_sign_in_links_nothing_before_it_is_proved(cast: Cast, said: Identification) -> None:
    olu = stale(signed_in(cast.olu))
    answer = olu.post(at("identification_link", cast.operator, said.pk))
    assert answer.status_code == 302
    assert "identities" not in answer["Location"].split("?")[0]
    said.refresh_from_db()
    assert said.state == "waiting"


def test_the_operator_refuses_with_a_sentence_that_the_team_reads(cast: Cast, said: Identification) -> None:
    olu = signed_in(cast.olu)
    refuse = at("identification_refuse", cast.operator, said.pk)
    assert olu.post(refuse, {"sentence": "  "}).status_code == 422
    olu.post(refuse, {"sentence": "We cannot tell."})
    assert "We cannot tell." in text(signed_in(cast.ayla).get(at("identity", cast.artist)))


def test_the_operator_takes_a_false_right_away_and_an_artist_from_a_team(cast: Cast) -> None:
    own = track("Saltglass", cast.ayla_marsh, performer=cast.artist, master=cast.label)
    olu = signed_in(cast.olu)
    found = text(olu.get(at("rights", cast.operator), {"q": "saltglass"}))
    assert "Northlight Records" in found
    held = Holding.objects.get(team=cast.label)
    away = at("rights_withdraw", cast.operator, own.pk, held.pk)
    assert "may open" in text(olu.get(away))
    assert "holds that right in Saltglass no more" in text(olu.post(away, {"sentence": "It ended."}, follow=True))
    assert olu.post(away, {"sentence": "Twice."}).status_code == 404
    voice = Holding.objects.get(asset=cast.voice)
    assert olu.post(at("rights_withdraw", cast.operator, cast.voice.pk, voice.pk), {"sentence": "x"}).status_code == 403
    take = at("rights_artist", cast.operator, "ayla-marsh")
    assert "Nobody speaks for Ayla Marsh now" in text(olu.post(take, {"sentence": "Not her."}, follow=True))
    assert olu.get(take).status_code == 404
    history = text(signed_in(cast.ayla).get(at("history", cast.artist)))
    assert "undid that the artist Ayla Marsh is the team Ayla Marsh" in history
    assert "Not her." in history


@pytest.mark.parametrize("q", ["%", "\\", "'; DROP TABLE", "0" * 300, "\u202e", "T-034.524.680-1", "ünï"])
def test_rubbish_to_look_up_finds_nothing_and_breaks_nothing(cast: Cast, q: str) -> None:
    assert signed_in(cast.olu).get(at("rights", cast.operator), {"q": q}).status_code == 200
    assert signed_in(cast.ayla).get(at("identity", cast.artist), {"q": q}).status_code == 200


def test_ten_that_wait_take_as_many_queries_as_one(cast: Cast, said: Identification) -> None:
    olu = signed_in(cast.olu)

    def queries(url: str) -> int:
        olu.get(url)
        with CaptureQueriesContext(connection) as captured:
            assert olu.get(url).status_code == 200
        return len(captured)

    urls = (
        at("identities", cast.operator), at("identification", cast.operator, said.pk),
        at("rights", cast.operator) + "?q=mar",
    )  # fmt: skip
    before = [queries(url) for url in urls]
    for number in range(9):
        artist = delivered(cast, f"Mar {number}", f"mar-{number}")
        identify(artist, actor=acting(cast.stranger, cast.other_artist), evidence="Me.")
        Artist.objects.create(name=f"Own {number}", slug=f"own-{number}", team=cast.artist, created_at=timezone.now())
    assert [queries(url) for url in urls] == before
