"""Accounts of sums: each line with its balance, each part recomputed from what the page says, and nobody else's."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from artists.access import Permission
from consent.earnings import accounts
from consent.earnings.models import Charge, Month, Pool, Recoupment
from consent.earnings.pool_parts import my_part, my_works
from consent.earnings.pools import post_due
from consent.earnings.states import Kind
from consent.licences.terms import Basis, Rate
from tests.cast import Cast, acting, track
from tests.support.earning import agreed, earned, licence, of, per_output, used
from tests.support.licences import in_force, terms
from tests.support.reporting import open_track, rin

D = Decimal


def words(client: Client, name: str, *args: object) -> str:
    """What a page says, without marks and runs of blanks."""
    response = client.get(reverse(f"site:{name}", args=args))
    assert response.status_code == 200, response.status_code
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def advanced(cast: Cast) -> Pool:
    """An advance of 300 over three tracks, of which the artist has 40 %; 25 of her part are recouped."""
    for name in ("Saltglass", "Tidal Rooms", "Paper Anchors"):
        agreed(open_track(cast, name), {cast.artist: 4000, cast.label: 6000})
    advance, minimum = Rate(Basis.ADVANCE, D(300)), D(500)
    deal = licence(cast.partner, [cast.label], advance, per_output("0.1"), minimum=minimum)
    post_due()
    now = timezone.now()
    month = Month.objects.create(first=now.date().replace(day=1), state="closed", begun_at=now, closed_at=now)
    for team, amount in ((cast.artist, D(25)), (cast.label, D(7))):
        Recoupment.objects.create(
            month=month, team=team, currency="EUR", licence=deal, advanced=of(team), before=0, counted=amount,
            amount=amount,
        )  # fmt: skip
    return Pool.objects.get()


def test_an_account_says_what_came_in_what_is_recouped_and_what_is_left(cast: Cast, client: Client) -> None:
    pool = advanced(cast)
    assert pool.version is not None
    deal = pool.version.licence
    (mine,) = accounts.balances(acting(cast.ayla, cast.artist))
    account = mine.of(Kind.ADVANCE)
    assert account is not None
    assert (account.came_in, account.recouped, account.balance) == (D(120), D(25), D(95))
    assert [one.balance for one in account.bookings] == [D(120), D(95)]
    assert (mine.year.promised, mine.year.came_to) == (D(500), D(300)) if mine.year else False
    (theirs,) = accounts.balances(rin(cast))
    paid = theirs.of(Kind.ADVANCE)
    assert paid is not None
    assert (paid.came_in, paid.recouped, paid.balance) == (D(300), D(32), D(268))
    client.force_login(cast.ayla)
    for page in (
        words(client, "accounts", cast.artist.slug),
        words(client, "account", cast.artist.slug, deal.pk),
    ):
        assert "Advance still to recoup €95.00 €25.00 of €120.00 is recouped" in page
        assert "€300.00 of €500.00 promised" in page
        assert "Set against what you earned" in page
    client.force_login(cast.rin)
    page = words(client, "accounts", cast.partner.slug)
    assert "€268.00" in page
    assert "€120.00" not in page  # nobody's part
    assert "€120.00" not in words(client, "pool", cast.partner.slug, pool.pk)


def test_a_part_of_a_sum_can_be_recomputed_from_its_page(cast: Cast, client: Client) -> None:
    pool = advanced(cast)
    waits = track("Fresh", cast.ayla_marsh, performer=cast.artist, master=cast.label)
    ayla = acting(cast.ayla, cast.artist)
    part = my_part(pool, ayla)
    assert part is not None
    (step,) = part.steps
    assert (step.works, step.basis_points, step.charged, step.amount) == (3, 4000, D(300), of(cast.artist))
    works, more = my_works(pool, ayla)
    assert (len(works), more) == (3, False)
    assert sum(one.amount for one in works) == part.amount == of(cast.artist)
    client.force_login(cast.ayla)
    page = words(client, "pool", cast.artist.slug, pool.pk)
    assert "The same for every work covered: €300.00 over 3 works is €100.00 each." in page
    assert "a sum that is paid at the beginning comes before any report" in page
    assert "3 works the recording’s side They come to €300.00 Your split 40 % For you €120.00" in page
    in_force(cast.partner, [cast.label], terms(assets=[waits], rates=(Rate(Basis.FLAT, D(9)),)))
    post_due()
    other = Pool.objects.exclude(pk=pool.pk).get()
    assert "€9.00 of 1 work waits." in words(client, "pool", cast.artist.slug, other.pk)
    client.force_login(cast.stranger)
    assert client.get(reverse("site:pool", args=[cast.other_artist.slug, pool.pk])).status_code == 404
    assert "No sums yet" in words(client, "accounts", cast.other_artist.slug)


def test_by_attribution_the_page_says_how_much_was_reported(cast: Cast, client: Client) -> None:
    first, second = (open_track(cast, name) for name in ("Saltglass", "Tidal Rooms"))
    for one in (first, second):
        agreed(one, {cast.artist: 5000, cast.label: 5000})
    deal = licence(cast.partner, [cast.label], per_output("0.1"), minimum=D(365))
    earned(rin(cast), used(first, deal, "a", quantity=30), used(second, deal, "b", quantity="10.5"))
    ends = timezone.now().date() + timedelta(days=460)
    post_due(ends)
    pool = Pool.objects.order_by("first").first()
    assert pool is not None
    assert (pool.kind, pool.amount, pool.rule) == ("minimum", D("360.95"), "attribution")
    client.force_login(cast.ayla)
    page = words(client, "pool", cast.artist.slug, pool.pk)
    assert "€360.95 over 40.5 reported uses of 2 works" in page
    assert sum(Charge.objects.filter(pool=pool).values_list("amount", flat=True)) == D("360.95")


@pytest.mark.parametrize("who", ["ayla", "rin"])
def test_queries_do_not_grow_with_licences_and_sums(cast: Cast, who: str) -> None:
    actor = acting(cast.ayla, cast.artist) if who == "ayla" else rin(cast)
    advanced(cast)
    with CaptureQueriesContext(
        connection,
    ) as one:
        accounts.balances(actor)
    for amount in range(1, 5):
        rates = (Rate(Basis.FLAT, D(amount)), Rate(Basis.ADVANCE, D(amount)), per_output("1"))
        licence(cast.partner, [cast.artist], *rates, minimum=D(5))
    post_due()
    with CaptureQueriesContext(connection) as many:
        assert len(accounts.balances(actor)) == 5
    assert len(many) == len(one) <= 8


def test_a_role_without_money_and_the_operator_have_no_accounts(cast: Cast) -> None:
    advanced(cast)
    assert accounts.balances(acting(cast.olu, cast.operator)) == ()
    viewer = acting(cast.ayla, cast.artist)
    blind = type(viewer)(**{**viewer.__dict__, "permissions": viewer.permissions - {Permission.SEE_MONEY}})
    assert accounts.balances(blind) == ()
    assert not Pool.objects.visible_to(blind).exists()
    assert not Pool.objects.visible_to(acting(cast.theo, cast.publisher)).exists()
    assert not Pool.objects.visible_to(acting(cast.olu, cast.operator)).exists()


def test_the_operator_records_a_settlement_and_sees_what_is_wrong_with_one(cast: Cast, client: Client) -> None:
    asset = open_track(cast)
    client.force_login(cast.olu)
    address = reverse("site:settlements", args=[cast.operator.slug])
    day = (timezone.now() - timedelta(days=2)).date()
    sent = {
        "partner": cast.partner.pk, "title": "Training before the licence", "amount": "1200.50", "currency": "EUR",
        "first": day, "last": day, "rule": "equal", "licence": "", "works": str(asset.pk),
    }  # fmt: skip
    assert "No settlements yet" in words(client, "settlements", cast.operator.slug)
    done = client.post(address, sent)
    pool = Pool.objects.get()
    assert done.headers["Location"] == reverse("site:pool", args=[cast.operator.slug, pool.pk])
    assert "€1,200.50" in words(client, "pool", cast.operator.slug, pool.pk)
    assert "Training before the licence" in words(client, "settlements", cast.operator.slug)
    again = client.post(address, sent)
    assert again.status_code == 422
    assert b"recorded already" in again.content
    for wrong, said in (
        ({"works": "NOTHING"}, "We know no track"), ({"works": ""}, "Name either the works or a licence"),
        ({"amount": "much"}, "Write the amount in figures"), ({"amount": "-1"}, "above zero"),
        ({"partner": cast.label.pk}, "Select a valid choice"), ({"licence": "999999"}, "Select a valid choice"),
    ):  # fmt: skip
        response = client.post(address, sent | {"title": "Else"} | wrong)
        assert response.status_code == 422
        assert said in response.content.decode(), wrong
    assert Pool.objects.count() == 1
