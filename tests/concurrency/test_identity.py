"""Operators, teams and files that meet at one artist."""

import pytest
from django.utils import timezone

from artists.catalog.identity.asking import identify, withdraw
from artists.catalog.identity.checking import link, undo
from artists.catalog.models import Artist, Asset, Credit, Holding, Identification
from artists.teams.models import Team
from tests.cast import Cast, acting, hold
from tests.cast import cast as everybody
from tests.concurrency.test_teams import at_once


def delivered(cast: Cast) -> Artist:
    artist = Artist.objects.create(name="Marsh, A.", slug="marsh-a", created_at=timezone.now())
    for title in ("Wick", "Lantern"):
        recording = Asset.objects.create(kind="recording", title=title, artist=artist, created_at=timezone.now())
        Credit.objects.create(recording=recording, artist=artist, role="main")
        hold(recording, cast.label, "master")
    return artist


def performers(artist: Artist) -> set[Team]:
    return {holding.team for holding in Holding.objects.filter(asset__credits__artist=artist, right="performer")}


@pytest.mark.django_db(transaction=True)
def test_two_teams_linked_at_once_leave_one_linked() -> None:
    cast = everybody()
    artist = delivered(cast)
    hers = identify(artist, actor=acting(cast.ayla, cast.artist), evidence="Me.")
    his = identify(artist, actor=acting(cast.stranger, cast.other_artist), evidence="Me.")
    operator = acting(cast.olu, cast.operator)
    results = at_once(lambda: link(hers.pk, actor=operator), lambda: link(his.pk, actor=operator))
    assert results.count("decided_already") == 1
    assert sorted(Identification.objects.values_list("state", flat=True)) == ["linked", "refused"]
    artist.refresh_from_db()
    assert performers(artist) == {artist.team}


@pytest.mark.django_db(transaction=True)
def test_a_link_and_its_taking_back_at_once_end_in_one_of_the_two() -> None:
    cast = everybody()
    artist = delivered(cast)
    said = identify(artist, actor=acting(cast.ayla, cast.artist), evidence="Me.")
    operator, ayla = acting(cast.olu, cast.operator), acting(cast.ayla, cast.artist)
    results = at_once(lambda: link(said.pk, actor=operator), lambda: withdraw(said.pk, actor=ayla))
    assert results.count("decided_already") == 1
    said.refresh_from_db()
    assert bool(performers(artist)) is (said.state == "linked")


@pytest.mark.django_db(transaction=True)
def test_the_same_thing_said_twice_at_once_waits_once_and_undone_twice_is_undone_once() -> None:
    cast = everybody()
    artist = delivered(cast)
    ayla, operator = acting(cast.ayla, cast.artist), acting(cast.olu, cast.operator)
    results = at_once(*(lambda: identify(artist, actor=ayla, evidence="Me.") for _ in range(2)))
    assert results.count("asked_already") == 1
    said = link(Identification.objects.get().pk, actor=operator)
    results = at_once(*(lambda: undo(said.pk, "Wrong.", actor=operator) for _ in range(2)))
    assert results.count("not_linked") == 1
    assert performers(artist) == set()
