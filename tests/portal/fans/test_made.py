"""The public page of something made: what it says, who may see it, and reporting it."""

import json
from dataclasses import replace

import pytest
from django.core.cache import cache
from django.test import Client

from artists.journal.outbox import drain
from consent.claims.answering import answer
from consent.claims.models import Claim
from consent.making.models import Making
from consent.reports.models import Output
from tests.cast import PASSWORD, Cast, acting
from tests.support import experiencing
from tests.support.claiming import a_making, an_output, claimed
from tests.support.reporting import line, open_track, permit, rin, sent


@pytest.fixture
def output(cast: Cast) -> Output:
    return an_output(cast)


def signed_in(email: str) -> Client:
    """A browser with somebody in it."""
    client = Client()
    assert client.login(email=email, password=PASSWORD)
    return client


def _names(making: Making) -> None:
    """Its maker names and unnames themselves; nobody else does."""
    there = f"/made/{making.output_id}/"
    Client().post(f"/mine/{making.pk}/show/", {"public": "1", "name": "Nobody"})
    assert Making.objects.get(pk=making.pk).maker_name == "", "another's is nobody else's to name"
    signed_in("fay@demo.test").post(f"/mine/{making.pk}/show/", {"public": "1", "name": "Fay"})
    assert "Made by <b>Fay</b>" in Client().get(there).content.decode()
    signed_in("fay@demo.test").post(f"/mine/{making.pk}/show/", {"public": "1", "name": ""})
    said = Client().get(there).content.decode()
    assert "Made by <b>a fan</b>" in said


def test_the_page_of_a_fans_making_says_what_whose_and_whence(cast: Cast) -> None:
    track = open_track(cast)
    offer = replace(experiencing.OFFER, vocals="None", instrumentation="Partly", what_ai_does="AI adds the rain.")
    experience = experiencing.live(cast.partner, [cast.artist, cast.label, cast.publisher], [track], offer=offer)
    assert experience.licence
    version = experience.licence.in_force
    assert version
    allowed = permit(cast.partner, track.pk, [version.pk], experience=experience.pk)
    made = {"id": "o-9", "title": "Saltglass, slowed", "kind": "audio", "contains_ai": "Partly", "url": ""}
    taken = sent(
        rin(cast), line(track, experience.licence, "l-9", licence=None, permit=str(allowed.pk), outputs=[made])
    )
    assert not taken.refused
    output = Output.objects.get(reference="o-9")
    making = a_making(cast, output, experience=experience, permit=json.dumps({str(track.pk): str(allowed.pk)}))
    drain()
    page = Client().get(f"/made/{output.pk}/")
    said = " ".join(page.content.decode().split())
    assert (page.status_code, page.has_header("X-Robots-Tag")) == (200, False)
    for words in (
        "Made by <b>a fan</b>", "AI adds the rain.", "Some AI", "owns the recording", "looks after the song",
        "Northlight Records", "Harbour Songs", f"{experience.licence.reference} version {version.number}",
        str(allowed.pk), "€0.045 for the people behind the music", "Saltglass by Ayla Marsh",
        f"/made/{output.pk}/report/",
    ):  # fmt: skip
        assert words in said, words
    assert "Fay" not in said
    _names(making)
    assert "fay@demo.test" not in said

    Making.objects.filter(pk=making.pk).update(public=False)
    for who, status in (("fay", 200), ("ayla", 404), ("olu", 404)):
        answered = signed_in(f"{who}@demo.test").get(f"/made/{output.pk}/")
        assert answered.status_code == status, who
    assert Client().get(f"/made/{output.pk}/").status_code == 404
    mine = signed_in("fay@demo.test").get(f"/made/{output.pk}/")
    assert "Only you can see this" in mine.content.decode()
    assert mine["X-Robots-Tag"] == "noindex"


def test_somebody_reports_it_and_follows_the_report(cast: Cast, output: Output) -> None:
    cache.clear()
    a_making(cast, output)
    client, there = Client(), f"/made/{output.pk}/report/"
    assert client.get(there).status_code == 200
    for wrong in ({}, {"kind": "rights", "words": ""}, {"kind": "?", "words": "x"}, {"kind": "harm", "email": "x"}):
        assert client.post(there, wrong).status_code == 422
    assert client.post(there, {"kind": "rights", "words": "\x00" * 30, "email": "9" * 30}).status_code == 422
    sent_off = client.post(there, {"kind": "rights", "words": "It is mine.", "email": "s@demo.test"}, follow=True)
    claim = Claim.objects.get()
    assert claim.reference in sent_off.content.decode()
    assert "does not play" in sent_off.content.decode()
    assert "It is mine." not in sent_off.content.decode()
    again = client.post(there, {"kind": "rights", "words": "Once more."})
    assert (again.status_code, Claim.objects.count()) == (302, 1)
    silent = Client().get(f"/made/{output.pk}/")
    assert "Somebody asked us to look at this" in silent.content.decode()
    assert silent["X-Robots-Tag"] == "noindex"
    answer(claim, "uphold", "It was theirs.", actor=acting(cast.olu, cast.operator))
    gone = Client().get(f"/made/{output.pk}/")
    assert (gone.status_code, "It was theirs." in gone.content.decode()) == (410, True)
    followed = client.get(sent_off.redirect_chain[0][0]).content.decode()
    assert "Taken down" in followed
    assert client.get("/claims/x/").status_code == 404
    assert "gone already" in client.get(there).content.decode()


def test_a_mended_page_says_so_and_many_reports_are_slowed(cast: Cast, output: Output) -> None:
    claim = claimed(output, "label")
    answer(
        claim, "mend", "All of it is.", actor=acting(cast.olu, cast.operator), contains_ai="All", credit="By everybody"
    )
    said = Client().get(f"/made/{output.pk}/").content.decode()
    assert "By everybody" in said
    assert "ContainsAI All" in said
    client = Client()
    track = open_track(cast, "Tidewater")
    others = [an_output(cast, f"x-{n}", asset=track) for n in range(6)]
    statuses = [client.post(f"/made/{one.pk}/report/", {"kind": "harm"}).status_code for one in others]
    assert statuses == [302] * 5 + [429]
