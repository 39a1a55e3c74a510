"""A partner's card: only figures that rows bear out."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from artists.access import TeamKind
from artists.teams.models import Team
from consent.licences.models import Licence
from consent.reports.models import Due
from consent.sandbox.cards import Card, card_of, cards, listed
from consent.sandbox.models import Badge, Run
from consent.withdrawals.models import Concern, Demand, Withdrawal
from tests.cast import Cast, person, team

NUMBERS: Iterator[int] = iter(range(1, 1000))


def of(cast: Cast) -> Card:
    """Halcyon's card."""
    found = card_of(cast.partner.pk)
    assert found is not None
    return found


def due(cast: Cast, *, days_ago: int, filed_after: int | None) -> Due:
    """A report that fell due so long ago; filed so many days after that, or not at all."""
    at = timezone.now() - timedelta(days=days_ago)
    licence = Licence.objects.filter(partner=cast.partner).first()
    day = (at - timedelta(days=40 + next(NUMBERS))).date()
    filed = None if filed_after is None else at + timedelta(days=filed_after)
    return Due.objects.create(
        licence=licence, first=day, last=day, ends_at=at - timedelta(days=10), due_at=at,
        state="filed" if filed else "late", filed_at=filed,
    )  # fmt: skip


def asked(
    cast: Cast, took: timedelta | None, *, test: bool = False, state: str = "done", partner: Team | None = None
) -> Demand:
    """A withdrawal's demand to stop, acknowledged after so long."""
    at = timezone.now() - timedelta(days=30)
    drill = {"origin": "drill", "test": True} if test else {"origin": "choice", "team": cast.artist}
    withdrawal = Withdrawal.objects.create(key=str(uuid4()), at=at, uses=["remix"], **drill)
    concern = Concern.objects.create(
        withdrawal=withdrawal, partner=partner or cast.partner, uses=["remix"], assets=1, filed_at=at
    )
    return Demand.objects.create(
        concern=concern, what="stop_new", state=state, asked_at=at, due_at=at + timedelta(days=1),
        acknowledged_at=at + took if took is not None else None,
    )  # fmt: skip


def test_a_partner_of_whom_nothing_was_due_is_new(cast: Cast) -> None:
    card = of(cast)
    assert card.is_new
    assert (card.name, card.slug, card.since) == ("Halcyon Audio", "halcyon-audio", cast.partner.created_at)
    assert (card.punctual, card.median, card.badge, card.disputes) == (None, None, None, 0)


def test_reports_in_time_late_and_missing_are_counted_for_a_year(cast: Cast) -> None:
    due(cast, days_ago=20, filed_after=-1)
    due(cast, days_ago=50, filed_after=-5)
    due(cast, days_ago=80, filed_after=3)
    due(cast, days_ago=2, filed_after=None)
    due(cast, days_ago=-5, filed_after=None)
    due(cast, days_ago=400, filed_after=30)
    card = of(cast)
    assert (card.due, card.reported, card.late_reports, card.punctual) == (4, 2, 1, 50)
    assert not card.is_new


def test_the_median_is_of_real_withdrawals_that_were_acknowledged(cast: Cast) -> None:
    for minutes in (2, 90, 4):
        asked(cast, timedelta(minutes=minutes))
    asked(cast, timedelta(days=4), state="late")
    asked(cast, timedelta(seconds=1), test=True)
    asked(cast, None, state="asked")
    card = of(cast)
    assert (card.acknowledged, card.median, card.usually) == (4, timedelta(minutes=47), "47 minutes")
    assert card.overdue == 0


def test_only_what_is_overdue_in_public_is_on_the_card(cast: Cast) -> None:
    asked(cast, None, state="overdue")
    asked(cast, None, state="public")
    assert of(cast).overdue == 1


def test_a_badge_shows_while_it_is_valid(cast: Cast) -> None:
    now = timezone.now()
    run = Run.objects.create(team=cast.partner, state="passed", started_at=now, ended_at=now)
    badge = Badge.objects.create(team=cast.partner, run=run, given_at=now, until=now + timedelta(days=90))
    assert of(cast).badge == badge
    assert cards([cast.partner.pk], now=badge.until)[cast.partner.pk].badge is None
    Badge.objects.update(revoked_at=now)
    assert of(cast).badge is None


def test_only_partners_have_cards(cast: Cast) -> None:
    assert card_of(cast.label.pk) is None
    assert cards([]) == {}


def test_many_cards_take_as_many_queries_as_one(cast: Cast) -> None:
    others = [team(TeamKind.PARTNER, f"Other {n}", f"other-{n}", person(f"o{n}@demo.test", "O")) for n in range(4)]
    for one in others:
        asked(cast, timedelta(minutes=5), partner=one)
    with CaptureQueriesContext(connection) as few:
        cards([cast.partner.pk])
    with CaptureQueriesContext(connection) as many:
        assert len(cards([cast.partner.pk, *(one.pk for one in others)])) == 5
    assert len(many) == len(few) == 4


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(milliseconds=3), "1 second"), (timedelta(seconds=42), "42 seconds"),
        (timedelta(seconds=121), "3 minutes"), (timedelta(hours=5), "5 hours"), (timedelta(days=3, hours=1), "4 days"),
    ],
)  # fmt: skip
def test_a_time_is_said_in_the_unit_that_suits_it(cast: Cast, span: timedelta, words: str) -> None:
    asked(cast, span)
    assert of(cast).usually == words


def test_the_public_pages_show_the_cards(cast: Cast, client: Client) -> None:
    assert [one.pk for one in listed()] == [cast.partner.pk]
    asked(cast, timedelta(seconds=42))
    page = client.get("/partners/").content.decode()
    assert "Halcyon Audio" in page
    assert "mostly within 42 seconds" in page
    one = client.get("/partners/halcyon-audio/").content.decode()
    assert "1 acknowledged, mostly within 42 seconds" in one
    assert client.get("/partners/northlight-records/").status_code == 404
    assert client.get("/partners/nobody/").status_code == 404
    Licence.objects.update(state="ended")
    assert "No partner has a licence yet" in client.get("/partners/").content.decode()
