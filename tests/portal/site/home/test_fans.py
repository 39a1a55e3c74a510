"""The card of what fans do, on the homes of an artist and a label."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from artists.access import Role
from artists.teams.models import Team
from consent.choices.answers import Answer
from consent.experiences.states import State
from tests.cast import Cast, join, person, track
from tests.consent.decisions.scenes import answer
from tests.support.experiencing import live
from tests.support.makings import ready, waiting
from tests.support.offering import sent


def page(client: Client, team: Team) -> str:
    return " ".join(client.get(reverse("site:team_home", args=[team.slug])).content.decode().split())


def queries(client: Client, team: Team) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page(client, team)
    return len(asked)


def test_it_says_what_is_open_made_paused_and_asked_for(cast: Cast, client: Client) -> None:
    client.force_login(cast.ayla)
    assert "Nothing is open to fans." in page(client, cast.artist)
    tracks = [track(f"Track {n}", cast.ayla_marsh, performer=cast.artist, publishing=(cast.artist,)) for n in range(6)]
    for one in tracks:
        answer(cast, one, "remix", Answer.ON)
    first = live(cast.partner, [cast.artist], tracks[:1])
    asked = sent(cast.partner, tracks[1:2])
    said = page(client, cast.artist)
    assert "1 open." in said
    assert "Your share this month" in said
    assert "Waits for a yes" in said
    assert asked.request is not None
    assert reverse("site:request", args=[cast.artist.slug, asked.request.pk]) in said
    queries(client, cast.artist)
    before = queries(client, cast.artist)

    for place in (2, 3):
        live(cast.partner, [cast.artist], tracks[place : place + 1])
    live(
        cast.partner,
        [cast.artist],
        tracks[4:5],
        state=State.PAUSED.value,
        paused_because="partner",
        paused_at=timezone.now(),
    )
    sent(cast.partner, tracks[5:])
    ready(waiting(first))

    assert queries(client, cast.artist) <= before
    said = page(client, cast.artist)
    assert "3 open, 1 paused." in said
    assert "Nothing is open to fans." not in said


def test_who_sees_no_money_sees_none_and_a_partner_has_no_such_card(cast: Cast, client: Client) -> None:
    one = track("Saltglass", cast.ayla_marsh, performer=cast.artist, publishing=(cast.artist,))
    answer(cast, one, "remix", Answer.ON)
    live(cast.partner, [cast.artist], [one])
    editor = person("ed@demo.test", "Ed Editor")
    join(editor, cast.artist, Role.EDITOR)
    client.force_login(editor)
    said = page(client, cast.artist)
    assert "Made this week" in said
    assert "Your share this month" not in said
    client.force_login(cast.rin)
    assert 'id="fans"' not in page(client, cast.partner)
    client.force_login(cast.dana)
    assert "music you hold, it asks you first" in page(client, cast.label)
