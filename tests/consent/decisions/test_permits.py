"""Permits: what they say, that a stranger can verify them, and that no withdrawal is outlived by more than is said."""

import base64
import zlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.db import ProgrammingError, transaction
from django.utils import timezone
from joserfc import jwk, jwt

from artists.access import Actor, Conflict, TeamKind
from artists.catalog.models import Asset, Holding
from artists.teams.actors import actor_for_client
from consent.choices.answers import Answer, Limits
from consent.choices.models import Standing
from consent.choices.pauses import pause_all
from consent.decisions import permits, signing, status, stops, wishes
from consent.decisions.checks import Question, check
from consent.decisions.models import Permit
from consent.licences.models import Cover
from tests.cast import Cast, acting
from tests.consent.decisions.scenes import answer, own_track


def halcyon(cast: Cast) -> Actor:
    """The partner's program."""
    return actor_for_client("halcyon", cast.partner.pk)


def permitted(cast: Cast, asset: Asset, use: str = "remix", **wish: Any) -> permits.Issued:
    """A permit, which there must be."""
    made = wanted(cast, Question(use, asset=asset.pk, territory="DE"), **wish)
    assert isinstance(made, permits.Issued), made
    return made


def wanted(cast: Cast, question: Question, **wish: Any) -> permits.Issued | str:
    """What comes of wanting one."""
    [verdict] = check([question], partner_team_id=cast.partner.pk)
    [made] = permits.issue([wishes.Asked(question, verdict, wishes.Wish(**wish))], actor=halcyon(cast))
    return made


def opened(cast: Cast, use: str = "remix") -> Asset:
    """A track that everybody said yes to."""
    asset = own_track(cast)
    answer(cast, asset, use, Answer.ON)
    return asset


def read(token: str) -> jwt.Token:
    """As a stranger reads it: joserfc, and nothing but our published keys."""
    keys = jwk.KeySet.import_key_set({"keys": signing.public_keys()})  # type: ignore[typeddict-item]
    return jwt.decode(token, keys, algorithms=["Ed25519"])


def called_back(token: str, list_token: str) -> bool:
    """Whether a stranger finds the permit's bit set, as the draft says it is to be read."""
    place = read(token).claims["status"]["status_list"]
    told = read(list_token)
    assert told.claims["sub"] == place["uri"]
    packed = told.claims["status_list"]
    assert packed["bits"] == 1
    raw = zlib.decompress(base64.urlsafe_b64decode(packed["lst"] + "=" * (-len(packed["lst"]) % 4)))
    return bool(raw[place["idx"] // 8] >> (place["idx"] % 8) & 1)


def current_list(token: str) -> str:
    """The status list that the permit names, as it is handed out now."""
    page = int(read(token).claims["status"]["status_list"]["uri"].rsplit("/", 1)[1])
    found = status.signed_list(page)
    assert found is not None
    return found.token


def test_a_permit_says_whom_it_is_for_and_what_exactly_and_a_stranger_verifies_it(cast: Cast) -> None:
    asset = opened(cast)
    made = permitted(cast, asset, quantity=25)
    token = read(made.token)
    claims = token.claims
    version = Cover.objects.get(partner=cast.partner, use="remix", team=cast.artist).version
    assert token.header["typ"] == "permit+jwt"
    assert claims["aud"] == cast.partner.slug
    assert (claims["sub"], claims["use"], claims["territory"]) == (str(asset.pk), "remix", "DE")
    assert (claims["quantity"], claims["single_use"]) == (25, False)
    assert claims["licences"] == [{"licence": version.licence.reference, "version": 1, "sha256": version.sha256}]
    assert claims["credit"] == "Saltglass by Ayla Marsh"
    assert claims["jti"] == str(made.id)
    assert claims["exp"] - claims["iat"] == permits.GOOD_FOR.total_seconds()
    assert "test" not in claims


@pytest.mark.parametrize("given", [Answer.ASK, Answer.OFF])
def test_what_is_not_allowed_gets_no_permit(cast: Cast, given: Answer) -> None:
    asset = own_track(cast)
    answer(cast, asset, "remix", given)
    assert wanted(cast, Question("remix", asset=asset.pk)) == "not_allowed"
    assert not Permit.objects.exists()


def test_there_is_no_permit_for_later(cast: Cast) -> None:
    asset = opened(cast)
    assert wanted(cast, Question("remix", asset=asset.pk, at=timezone.now() + timedelta(days=1))) == "not_for_later"


def test_permits_come_in_the_order_of_the_answers(cast: Cast) -> None:
    yes, no = opened(cast), own_track(cast)
    questions = [Question("remix", asset=one.pk) for one in (no, yes, no, yes)]
    verdicts = check(questions, partner_team_id=cast.partner.pk)
    asked = [wishes.Asked(q, v, wishes.Wish()) for q, v in zip(questions, verdicts, strict=True)]
    made = permits.issue(asked, actor=halcyon(cast))
    assert [one if isinstance(one, str) else read(one.token).claims["sub"] for one in made] == [
        "not_allowed", str(yes.pk), "not_allowed", str(yes.pk),
    ]  # fmt: skip


def test_a_permit_never_outlasts_the_yes_or_the_licence_it_rests_on(cast: Cast) -> None:
    asset, now = own_track(cast), timezone.now()
    answer(cast, asset, "remix", Answer.ON, Limits(until=now + timedelta(minutes=4)))
    assert permitted(cast, asset).expires_at == now + timedelta(minutes=4)
    Cover.objects.filter(partner=cast.partner).update(ends_at=now + timedelta(minutes=2))
    assert permitted(cast, asset).expires_at == now + timedelta(minutes=2)


def _off(cast: Cast, asset: Asset) -> None:
    answer(cast, asset, "remix", Answer.OFF)


def _ask(cast: Cast, asset: Asset) -> None:
    answer(cast, asset, "remix", Answer.ASK)


def _narrow(cast: Cast, asset: Asset) -> None:
    answer(cast, asset, "remix", Answer.ON, Limits(territories=("FR",)))


def _pause(cast: Cast, asset: Asset) -> None:
    pause_all(actor=acting(cast.ayla, cast.artist))


def _suspend(cast: Cast, asset: Asset) -> None:
    Cover.objects.filter(partner=cast.partner, team=cast.artist).update(live=False)


def _new_holder(cast: Cast, asset: Asset) -> None:
    Holding.objects.create(asset=asset, team=cast.other_artist, right="master", created_at=timezone.now())


def _forgotten(cast: Cast, asset: Asset) -> None:
    Standing.objects.filter(asset=asset).delete()


def _stopped(cast: Cast, asset: Asset) -> None:
    stops.stop(cast.partner.pk, "A withdrawal was not acknowledged.", source="test")


WAYS: list[Callable[[Cast, Asset], None]] = [_off, _ask, _narrow, _pause, _suspend, _new_holder, _forgotten, _stopped]


@pytest.mark.parametrize("withdraw", WAYS)
def test_whatever_takes_a_yes_back_calls_its_permits_back_and_no_others(
    cast: Cast, withdraw: Callable[[Cast, Asset], None]
) -> None:
    asset = opened(cast)
    token = permitted(cast, asset).token
    with time_machine.travel(timezone.now(), tick=False) as clock:
        assert not called_back(token, current_list(token))
        clock.shift(status.FRESH)
        withdraw(cast, asset)
        assert called_back(token, current_list(token))


def test_a_permit_for_something_else_stays(cast: Cast) -> None:
    asset, other = opened(cast), opened(cast)
    permitted(cast, asset)
    token = permitted(cast, other).token
    answer(cast, asset, "remix", Answer.OFF)
    assert not called_back(token, current_list(token))
    assert Permit.objects.filter(revoked_at__isnull=False).count() == 1


def test_what_was_called_back_stays_so_when_the_yes_comes_again(cast: Cast) -> None:
    asset = opened(cast)
    made = permitted(cast, asset)
    answer(cast, asset, "remix", Answer.OFF)
    status.call_back()
    answer(cast, asset, "remix", Answer.ON)
    assert called_back(made.token, current_list(made.token))
    assert permitted(cast, asset).id != made.id


def test_the_longest_a_permit_outlives_a_withdrawal_is_what_we_say_and_a_minute_at_most(cast: Cast) -> None:
    """Any list from before the withdrawal says of itself that it counts no more; any later one has the bit set."""
    asset = opened(cast)
    token = permitted(cast, asset).token
    start = timezone.now().replace(microsecond=0) + timedelta(seconds=1)
    withdrawn = start + timedelta(seconds=17)
    lists: list[tuple[datetime, str]] = []
    with time_machine.travel(start, tick=False) as clock:
        for second in range(60):
            clock.move_to(start + timedelta(seconds=second))
            if timezone.now() == withdrawn:
                answer(cast, asset, "remix", Answer.OFF)
            lists.append((timezone.now(), current_list(token)))
    assert timedelta(seconds=60) >= status.OUTLIVES
    with time_machine.travel(start, tick=False):
        for _, one in lists:
            ends = datetime.fromtimestamp(read(one).claims["exp"], tz=withdrawn.tzinfo)
            assert called_back(token, one) or ends <= withdrawn + status.OUTLIVES
        assert not called_back(token, lists[0][1])
        assert called_back(token, lists[-1][1])


def test_a_list_is_handed_out_for_seconds_and_then_made_anew(cast: Cast) -> None:
    token = permitted(cast, opened(cast)).token
    with time_machine.travel(timezone.now(), tick=False) as clock:
        first = current_list(token)
        clock.shift(status.FRESH - timedelta(seconds=1))
        assert current_list(token) == first
        clock.shift(timedelta(seconds=1))
        assert current_list(token) != first
        assert read(first).header["typ"] == "statuslist+jwt"


def test_there_is_no_list_where_no_permit_has_a_place(cast: Cast) -> None:
    assert status.signed_list(987_654) is None


def test_a_permit_that_ran_out_leaves_its_list_after_the_clocks_had_their_time(cast: Cast) -> None:
    asset = opened(cast)
    token = permitted(cast, asset).token
    answer(cast, asset, "remix", Answer.OFF)
    place = read(token).claims["status"]["status_list"]
    assert called_back(token, current_list(token))
    with time_machine.travel(timezone.now() + permits.GOOD_FOR + timedelta(minutes=6), tick=False):
        packed = read(current_list_of(place["uri"])).claims["status_list"]["lst"]
        assert not any(zlib.decompress(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))))


def current_list_of(uri: str) -> str:
    """The list at this address."""
    found = status.signed_list(int(uri.rsplit("/", 1)[1]))
    assert found is not None
    return found.token


def test_a_single_use_permit_is_redeemed_once(cast: Cast) -> None:
    made = permitted(cast, opened(cast), single_use=True)
    assert permits.redeem(made.id, actor=halcyon(cast)).redeemed_at
    with pytest.raises(Conflict) as refused:
        permits.redeem(made.id, actor=halcyon(cast))
    assert refused.value.code == "permit_used"


def test_another_permit_is_redeemed_as_often_as_it_is_used(cast: Cast) -> None:
    made = permitted(cast, opened(cast))
    first = permits.redeem(made.id, actor=halcyon(cast)).redeemed_at
    assert permits.redeem(made.id, actor=halcyon(cast)).redeemed_at == first


def test_redeeming_hears_a_withdrawal_at_once(cast: Cast) -> None:
    asset = opened(cast)
    made = permitted(cast, asset)
    answer(cast, asset, "remix", Answer.OFF)
    with pytest.raises(Conflict) as refused:
        permits.redeem(made.id, actor=halcyon(cast))
    assert refused.value.code == "permit_revoked"
    assert Permit.objects.get(pk=made.id).revoked_at


def test_a_permit_that_ran_out_is_no_permit(cast: Cast) -> None:
    made = permitted(cast, opened(cast))
    with time_machine.travel(made.expires_at, tick=False), pytest.raises(Conflict) as refused:
        permits.redeem(made.id, actor=halcyon(cast))
    assert refused.value.code == "permit_expired"


def test_nobody_redeems_anothers_permit(cast: Cast) -> None:
    made = permitted(cast, opened(cast))
    other = Actor(None, cast.other_artist.pk, TeamKind.PARTNER, halcyon(cast).permissions, client_id="other")
    with pytest.raises(Permit.DoesNotExist):
        permits.redeem(made.id, actor=other)


def test_a_stopped_partner_gets_none_until_every_stop_is_lifted(cast: Cast) -> None:
    asset = opened(cast)
    for source in ("one", "two"):
        assert stops.stop(cast.partner.pk, "Not acknowledged.", source=source)
    assert not stops.stop(cast.partner.pk, "Not acknowledged.", source="one")
    assert wanted(cast, Question("remix", asset=asset.pk)) == "permits_stopped"
    assert stops.lift(cast.partner.pk, source="one")
    assert not stops.lift(cast.partner.pk, source="one")
    assert wanted(cast, Question("remix", asset=asset.pk)) == "permits_stopped"
    assert stops.stopped_because(cast.partner.pk) == ["Not acknowledged."]
    stops.lift(cast.partner.pk, source="two")
    assert isinstance(wanted(cast, Question("remix", asset=asset.pk)), permits.Issued)


def test_the_database_keeps_what_a_permit_allowed(cast: Cast) -> None:
    made = Permit.objects.get(pk=permitted(cast, opened(cast)).id)
    for spoil in (
        lambda: Permit.objects.filter(pk=made.pk).update(quantity=9),
        lambda: Permit.objects.filter(pk=made.pk).update(asset_id=UUID(int=1)),
        lambda: Permit.objects.filter(pk=made.pk).delete(),
        lambda: Permit.objects.filter(pk=made.pk).update(expires_at=made.issued_at),
    ):
        with pytest.raises(ProgrammingError), transaction.atomic():
            spoil()
