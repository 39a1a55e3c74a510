"""One track's no: what uses its tracks one by one goes on with the others, and says which it leaves out."""

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from artists.access import Conflict
from artists.catalog.models import Asset
from artists.journal import outbox
from consent.choices.answers import Answer
from consent.decisions.checks import Question, check
from consent.experiences import holding, keeping
from consent.experiences.models import Experience
from consent.licences.offer import Tool
from consent.making.asking import ask
from tests.cast import Cast, track
from tests.consent.decisions.scenes import answer
from tests.support.experiencing import OFFER, live
from tests.support.makings import SLOWED, visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(cast: Cast) -> list[Asset]:
    """Three of Ayla's own."""
    made = [
        track(title, cast.ayla_marsh, performer=cast.artist, publishing=(cast.artist,))
        for title in ("Saltglass", "Quarry", "Marble")
    ]
    for one in made:
        answer(cast, one, "remix", Answer.ON)
    return made


def held(one: Experience) -> holding.Held:
    return holding.open_now([Experience.objects.select_related("partner", "paused_for").get(pk=one.pk)])[one.pk]


def test_it_goes_on_with_the_others_and_says_what_is_left_out(
    cast: Cast, three: list[Asset], client: Client, django_assert_max_num_queries: Any
) -> None:
    one = live(cast.partner, [cast.artist], three)
    salt, quarry, marble = three
    assert held(one).left_out == ()
    answer(cast, quarry, "remix", Answer.OFF)
    outbox.drain()
    keeping.look()
    one.refresh_from_db()
    assert one.state == "live", "two tracks still have every yes"
    with django_assert_max_num_queries(4):  # one is the row itself
        now = held(one)
    assert now.open
    assert [(left.asset, left.codes) for left in now.left_out] == [(quarry.pk, {"choice_off"})]
    assert "“Quarry” is left out right now" in now.left_out[0].sentence
    assert "Ayla" not in now.left_out[0].sentence, "never who"
    answers = check([Question("remix", a.pk, experience=one.pk) for a in three], partner_team_id=cast.partner.pk)
    assert [said.answer for said in answers] == ["allow", "deny", "allow"]
    with pytest.raises(Conflict, match="left out") as refused:
        ask(one, SLOWED, asset=quarry.pk, fan=visitor())
    assert refused.value.code == "left_out"
    assert ask(one, SLOWED, asset=marble.pk, fan=visitor()).asset_id == marble.pk
    page = client.get(f"/play/{one.slug}/").content.decode()
    assert "“Quarry” is left out right now" in page
    assert f'name="asset" value="{salt.pk}"' in page
    assert f'name="asset" value="{quarry.pk}"' not in page

    answer(cast, salt, "remix", Answer.OFF)
    assert ask(one, SLOWED, fan=visitor("b")).asset_id == marble.pk, "the first that may be used"
    answer(cast, marble, "remix", Answer.OFF)
    assert (held(one).open, held(one).because, held(one).left_out) == (False, "choice", ())
    outbox.drain()
    one.refresh_from_db()
    assert (one.state, one.paused_because) == ("paused", "choice"), "nothing is left"


def test_what_is_full_is_full_whatever_is_left_out(cast: Cast, three: list[Asset]) -> None:
    one = live(cast.partner, [cast.artist], three, outputs_in_all=0)
    answer(cast, three[0], "remix", Answer.OFF)
    assert held(one).because == "full"
    keeping.look()
    one.refresh_from_db()
    assert one.state == "live", "it ends for being full; nobody's no paused it"


def test_what_uses_all_it_has_together_stays_all_or_nothing(cast: Cast, three: list[Asset]) -> None:
    one = live(cast.partner, [cast.artist], three, offer=replace(OFFER, tool=Tool.OTHER), uses=("remix",))
    assert held(one).open
    answer(cast, three[1], "remix", Answer.OFF)
    assert (held(one).open, held(one).because, held(one).left_out) == (False, "choice", ())
