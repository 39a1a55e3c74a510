"""A partner's program reads what was taken back, in order, and acknowledges it."""

from uuid import uuid4

import pytest
from django.utils import timezone

from artists.catalog.models import Asset
from artists.journal import outbox
from artists.webhooks.actions import Wanted, add_endpoint
from artists.webhooks.models import Event
from consent.choices.answers import Answer
from consent.withdrawals.drills import drill, end_drill
from consent.withdrawals.models import Concern
from tests.cast import Cast, acting
from tests.portal.api.asking import Asker
from tests.portal.api.conftest import oauth_client, problem_of, token_response
from tests.support.withdrawals import concern_of, open_track, partner_of, press


@pytest.fixture
def halcyon(cast: Cast) -> Asker:
    """Halcyon's program, with a token for withdrawals."""
    oauth_client(cast.partner, "halcyon-wd", "checks\nwithdrawals")
    return Asker(cast.partner, token_response("halcyon-wd", scope="withdrawals").json()["access_token"])


@pytest.fixture
def night(cast: Cast) -> Asset:
    """A remix that was taken back."""
    made = open_track(cast)
    press(cast, [made], Answer.OFF)
    return made


def test_the_feed_says_what_is_asked_and_by_when(cast: Cast, halcyon: Asker, night: Asset) -> None:
    [one] = halcyon.get("withdrawals").json()["withdrawals"]
    concern = concern_of(cast.partner)
    assert (one["id"], one["state"], one["uses"], one["assets"]) == (str(concern.pk), "waiting", ["remix"], 1)
    assert [(asked["what"], asked["state"]) for asked in one["asked"]] == [("stop_new", "asked")]
    assert (one["cause"], one["licence"], one["test"]) == ("choice", None, False)
    assert concern.told_by == Concern.ToldBy.FEED
    [asset] = halcyon.get(f"withdrawals/{concern.pk}/assets").json()["assets"]
    assert (asset["asset"], asset["title"], asset["uses"]) == (str(night.pk), "Saltglass", ["remix"])


def test_reading_on_misses_nothing_and_repeats_nothing_but_changes(cast: Cast, halcyon: Asker) -> None:
    tracks = [open_track(cast, f"T{number}") for number in range(5)]
    for one in tracks:
        press(cast, [one], Answer.OFF)
    seen, after = [], None
    while True:
        page = halcyon.get("withdrawals", limit=2, **({"after": after} if after else {})).json()
        seen += [one["id"] for one in page["withdrawals"]]
        after = page["next"]
        if not page["more"]:
            break
    assert len(seen) == len(set(seen)) == 5
    assert halcyon.get("withdrawals", after=after).json()["withdrawals"] == []
    press(cast, [tracks[0]], Answer.ON)
    [again] = halcyon.get("withdrawals", after=after).json()["withdrawals"]
    assert (again["id"], again["state"]) == (seen[0], "lifted")
    assert len(halcyon.get("withdrawals", state="open").json()["withdrawals"]) == 4


def test_acknowledging_is_idempotent(cast: Cast, halcyon: Asker, night: Asset) -> None:
    address = f"withdrawals/{concern_of(cast.partner).pk}/acknowledge"
    first = halcyon.post(address, {}, key="one")
    assert (first.status_code, first.json()["state"]) == (200, "acknowledged")
    assert halcyon.post(address, {}, key="one")["Idempotent-Replayed"] == "true"
    assert halcyon.post(address, {"what": ["stop_new"]}).json()["asked"][0]["acknowledged_at"] is not None
    refused = halcyon.post(address, {"what": ["sunset"]})
    assert (refused.status_code, problem_of(refused)["refusal"]) == (422, "not_asked")


def test_what_makes_no_sense_is_told(cast: Cast, halcyon: Asker, night: Asset) -> None:
    pk = concern_of(cast.partner).pk
    for response, status in (
        (halcyon.get("withdrawals", after="rubbish"), 422),
        (halcyon.get("withdrawals", state="gone"), 422),
        (halcyon.get("withdrawals", wrong="1"), 422),
        (halcyon.get(f"withdrawals/{uuid4()}"), 404),
        (halcyon.get("withdrawals/nothing"), 422),
        (halcyon.post(f"withdrawals/{pk}/acknowledge", {"what": ["burn"]}), 422),
        (halcyon.post(f"withdrawals/{uuid4()}/acknowledge", {}), 404),
    ):
        assert response.status_code == status, response.content


def test_a_partner_reads_its_own_alone(cast: Cast, halcyon: Asker) -> None:
    karaokit = partner_of(cast)
    press(cast, [open_track(cast)], Answer.OFF)
    other = concern_of(karaokit)
    assert halcyon.get(f"withdrawals/{other.pk}").status_code == 404
    assert halcyon.post(f"withdrawals/{other.pk}/acknowledge", {}).status_code == 404
    assert str(other.pk) not in halcyon.get("withdrawals").content.decode()
    assert "Ayla" not in halcyon.get("withdrawals").content.decode()


def test_a_drill_reaches_the_webhook_and_test_clients_alone(cast: Cast, halcyon: Asker) -> None:
    add_endpoint(
        Wanted("Studio", "https://hooks.example.com/", ["withdrawal.created", "withdrawal.lifted"]), scheme="v1a",
        actor=acting(cast.rin, cast.partner),
    )  # fmt: skip
    withdrawal = drill(cast.partner.pk, uuid4(), "remix", at=timezone.now())
    outbox.drain()
    event = Event.objects.get(type="withdrawal.created")
    assert '"test":true' in event.body
    assert halcyon.get("withdrawals").json()["withdrawals"] == []
    end_drill(withdrawal, at=timezone.now())
    outbox.drain()
    assert Event.objects.filter(type="withdrawal.lifted").count() == 1
