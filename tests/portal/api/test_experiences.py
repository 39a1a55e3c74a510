"""A partner's program reads its experiences: what they are, whether they are open, and why not."""

import pytest

from artists.journal import outbox
from artists.notices.models import Notice
from artists.webhooks.actions import Wanted, add_endpoint
from artists.webhooks.models import Event
from consent.choices.answers import Answer
from consent.choices.pauses import pause_all
from consent.experiences import following
from tests.cast import Cast, acting
from tests.consent.decisions.scenes import answer, own_track
from tests.portal.api.asking import Asker
from tests.portal.api.conftest import oauth_client, token_response
from tests.support.offering import agreed, drafted


@pytest.fixture
def halcyon(cast: Cast) -> Asker:
    """Halcyon's program, with a token for checks."""
    oauth_client(cast.partner, "halcyon-x", "checks")
    return Asker(cast.partner, token_response("halcyon-x", scope="checks").json()["access_token"])


def test_what_it_offers_and_why_it_stands_still(cast: Cast, halcyon: Asker) -> None:
    rin, ayla = acting(cast.rin, cast.partner), acting(cast.ayla, cast.artist)
    types = ["experience.approved", "experience.live", "experience.paused"]
    hook = add_endpoint(Wanted("Studio", "https://hooks.example.com/", types), scheme="v1a", actor=rin).endpoint
    asset = own_track(cast)
    answer(cast, asset, "remix", Answer.ASK)
    following.follow(cast.fay.pk, artist=cast.ayla_marsh)
    one = agreed(cast.partner, [cast.artist], [asset], limits={"outputs_a_day": 9, "price": None})
    draft = drafted(cast.partner, [asset])
    outbox.drain()
    listed = halcyon.get("experiences?limit=1").json()
    assert ([row["id"] for row in listed["experiences"]], listed["next"]) == ([str(draft.pk)], str(draft.pk))
    [row] = halcyon.get(f"experiences?after={listed['next']}").json()["experiences"]
    assert (row["id"], row["state"], row["open"], row["because"], row["made"]) == (str(one.pk), "live", True, "", 0)
    assert [row["id"] for row in halcyon.get("experiences?state=draft").json()["experiences"]] == [str(draft.pk)]
    found = halcyon.get(f"experiences/{one.pk}").json()
    assert (found["offer"]["outputs_a_day"], found["assets"], found["reasons"]) == (9, [str(asset.pk)], [])
    assert halcyon.get("experiences/018f4b6a-0000-7000-8000-000000000000").status_code == 404
    pause_all(actor=ayla)
    outbox.drain()
    stopped = halcyon.get(f"experiences/{one.pk}").json()
    assert (stopped["state"], stopped["open"], stopped["because"]) == ("paused", False, "choice")
    assert [reason["code"] for reason in stopped["reasons"]] == ["choice_ask", "paused"]
    sent = Event.objects.filter(endpoint=hook, type__startswith="experience.").order_by("pk")
    assert list(sent.values_list("type", flat=True)) == types
    told = list(Notice.objects.of_person(cast.rin.pk).values_list("kind", flat=True))
    assert {"experiences.opened", "experiences.stopped"} <= set(told)
    fans = Notice.objects.of_person(cast.fay.pk).filter(kind="following.new")
    assert [notice.place_id for notice in fans] == [one.slug]
    assert Notice.objects.of_person(cast.ayla.pk).filter(kind="experiences.stopped").exists()
