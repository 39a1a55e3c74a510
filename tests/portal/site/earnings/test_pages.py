"""The pages of earnings: their figures are the sums of the lines, and each amount can be worked out from its page."""

import csv
import io
import re
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import Sum
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from artists.catalog.models import Asset
from consent.earnings import reading, reading_experiences, reading_lines, reading_waiting
from consent.earnings.models import Charge, Earning, Pool, Unsplit
from consent.earnings.reading_lines import Filters
from consent.licences.terms import Basis, Rate
from portal.site.earnings import asking
from portal.site.earnings.page import Overview
from portal.site.templatetags.amounts import exactly, money
from tests.cast import Cast, acting
from tests.consent.earnings.test_statements import eventful
from tests.support.closing import this_month
from tests.support.earning import agreed, earned, licence, per_output, used
from tests.support.experiencing import live
from tests.support.reporting import open_track, permit, rin
from tests.support.signing_in import signed_in

D = Decimal
ALL = date(2000, 1, 1), date(2100, 1, 1)


def shown(client: Client, name: str, *args: Any, query: str = "", status: int = 200) -> str:
    """A page, never kept by anybody."""
    answer = client.get(reverse(f"site:{name}", args=args) + query)
    assert answer.status_code == status, (name, answer.status_code)
    if status == 200:
        assert "no-store" in answer["Cache-Control"]
    return b"".join(answer).decode()


def rows(text: str) -> list[dict[str, str]]:
    """A CSV file, by its columns."""
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.fixture
def world(cast: Cast) -> Cast:
    """Three closed months with everything that can happen, and something reported since."""
    eventful(cast)
    return cast


def test_every_way_of_looking_comes_to_the_earnings(world: Cast) -> None:
    for user, team in ((world.ayla, world.artist), (world.dana, world.label), (world.theo, world.publisher)):
        actor, dana = acting(user, team), signed_in(user)
        known = reading.known(actor)
        assert known.currencies
        for currency in known.currencies:
            earnings = Earning.objects.filter(team=team, charge__currency=currency)
            whole = earnings.aggregate(all=Sum("amount"))["all"]
            days = reading.by_day(actor, currency, *ALL, opens=known.opens)
            assert sum(one.total.amount for one in days) == whole
            closed = earnings.filter(month__lt=known.opens).aggregate(all=Sum("amount"))["all"]
            assert sum(one.total.closed for one in days) == closed
            partners = reading.by_partner(actor, currency, *ALL, opens=known.opens)
            assert sum(one.total.amount for one in partners) == whole
            assert sum(one.total.amount for one in reading.assets(actor, currency, "all", limit=99)) == whole
            places = reading.places(actor, currency, (date(2000, 1, 1), date(2100, 1, 1)))
            assert sum(total.amount for _, total in places) == whole
            months = date(2026, 1, 1).replace(year=this_month().year - 1), date(2100, 1, 1)
            under = reading.assets_of_partner(actor, currency, world.partner.pk, months, limit=99)
            assert sum(one.total.amount for one in under) == whole
            lines = rows(shown(dana, "earnings_lines_csv", team.slug, query=f"?currency={currency}"))
            assert sum(D(line["amount"]) for line in lines) == whole
            query = f"?period=days&from={ALL[0]}&to={this_month().year + 1}-12-31&currency={currency}"
            assert money(whole, currency) in shown(dana, "earnings", team.slug, query=query)
            for table in ("day", "use", "partner"):
                told = rows(shown(dana, "earnings_table_csv", team.slug, table, query=query))
                assert sum(D(line["amount"]) for line in told) == whole, table


def test_what_is_held_is_what_the_closing_held_and_the_disputes_of_today(world: Cast) -> None:
    dana = acting(world.dana, world.label)
    known = reading.known(dana)
    before = {one.asset_id: one for one in reading_waiting.held(dana, "EUR", *ALL, opens=known.opens)}
    assert len(before) == 2
    assert all(one.amount == one.of_closed for one in before.values())  # every month is closed
    asset = Asset.objects.get(pk__in=before, title__startswith="=Salt")
    deal = licence(world.partner, [world.label], per_output("1"))
    earned(rin(world), used(asset, deal, "later", quantity=100))
    after = {one.asset_id: one for one in reading_waiting.held(dana, "EUR", *ALL, opens=known.opens)}
    later = after[asset.pk]
    assert later.amount - later.of_closed == D("12.34")  # 1,234 of 10,000, of a hundred


def test_the_parts_of_a_figure_come_to_it_and_what_the_bank_confirmed_is_paid(world: Cast) -> None:
    dana = acting(world.dana, world.label)
    parts = [Overview(dana, asking.what({"period": "year", "on": f"{this_month()}"}, dana)) for _ in range(2)]
    before, after = parts
    assert before.parts.paid == 0
    after.paid = frozenset(one.month_id for one in after.statements)
    for one in parts:
        assert one.parts.paid + one.parts.coming + one.parts.held + one.parts.recouped == one.total.amount
    back = sum(one.recouped for one in after.statements)
    assert after.parts.recouped == back > 0  # what pays back an advance was in the bank before: it is not paid twice
    assert after.parts.paid == after.total.closed - sum(one.of_closed for one in after.held) - back > 0
    assert after.closed_unpaid == 0


def test_a_line_says_where_it_stands_and_sums_are_found_by_themselves(world: Cast) -> None:
    dana, slug = signed_in(world.dana), world.label.slug
    Asset.objects.filter(title__startswith="=Salt", kind="recording").update(isrc="QZAM12100001")
    told = rows(shown(dana, "earnings_lines_csv", slug))
    assert {one["state"] for one in told} == {"to be paid, part held"}
    tracks = rows(shown(dana, "earnings_table_csv", slug, "track", query="?period=all"))
    for table in (told, tracks):
        assert {one["isrc"] for one in table if "=Salt" in one["title"]} == {"QZAM12100001"}
    deal = licence(world.partner, [world.label], per_output("1"))
    other = open_track(world, "Nobody disputes")
    agreed(other, {world.artist: 5000, world.label: 5000})
    earned(
        rin(world),
        used(Asset.objects.get(title__startswith="=Salt", kind="recording"), deal, "now"),
        used(other, deal, "too"),
    )
    states = [one["state"] for one in rows(shown(dana, "earnings_lines_csv", slug))]
    assert sorted(states[-2:]) == ["reported", "reported, part held"]
    assert "reported, part held" in shown(dana, "earnings_lines", slug)
    sums = rows(shown(dana, "earnings_lines_csv", slug, query="?use=sums"))
    assert [one for one in told if not one["use"]] == sums != []
    found = Filters(sums=True)
    assert Filters.from_data(found.as_data()) == found


def numbers(page: str) -> list[list[Decimal]]:
    """The numbers of each sentence of a page that says why."""
    return [
        [D(one) for one in re.findall(r'data-number="([^"]+)"', said)] for said in page.split('<div class="why')[1:]
    ]


def test_the_sentence_of_a_use_has_all_the_numbers_that_its_amount_is_worked_out_from(cast: Cast) -> None:
    asset = open_track(cast)
    rates = per_output("0.45"), Rate(Basis.PER_MINUTE, D("0.01")), Rate(Basis.REVENUE_SHARE, basis_points=3000)
    agreed(asset, {cast.artist: 4750, cast.label: 5250})
    deal = licence(cast.partner, [cast.label], *rates)
    said = used(asset, deal, quantity=3, minutes="7.5", revenue={"amount": "1.49", "currency": "EUR"}, territory="DE")
    charges = earned(rin(cast), said)
    ayla, slug = signed_in(cast.ayla), cast.artist.slug
    page = shown(ayla, "earnings_use", slug, charges[0].line_id)
    (found,) = numbers(page)
    assert len(found) == 18  # six each: how many, the price, of how many, makes, the part, the amount
    parts = []
    for at in range(3):
        uses, *pair, makes, part, amount = found[at * 6 : at * 6 + 6]
        assert uses == 3
        assert pair[0] * pair[1] == makes
        assert abs(makes * part - amount) < D("0.000001")
        parts.append(amount)
    earnings = Earning.objects.filter(team=cast.artist)
    assert sorted(parts) == sorted(one.amount for one in earnings)
    assert exactly(sum(parts), "EUR") in page
    assert "Northlight" in page
    assert exactly(Earning.objects.filter(team=cast.label).latest("amount").amount, "EUR") in page
    receipt = ayla.get(reverse("site:earnings_receipt", args=[slug, charges[0].line_id])).json()
    assert [D(one["amount"]) for one in receipt["charges"]] == [one.amount for one in charges]
    assert receipt["charges"][0]["licence_sha256"] == deal.in_force.sha256
    # Drilled to by hand: the page, its partner, the partner's line, the line's use.
    opened = shown(ayla, "earnings", slug, query=f"?open={cast.partner.pk}")
    assert f"asset={asset.pk}" in opened
    listed = shown(ayla, "earnings_lines", slug, query=f"?partner={cast.partner.pk}&asset={asset.pk}&use=remix")
    assert reverse("site:earnings_use", args=[slug, charges[0].line_id]) in listed
    assert "No lines match" in shown(ayla, "earnings_lines", slug, query="?use=cover")
    shown(ayla, "earnings_use", slug, uuid4(), status=404)


def test_of_a_use_one_sees_the_sides_that_one_holds(cast: Cast) -> None:
    asset = open_track(cast)
    agreed(asset, {cast.artist: 4750, cast.label: 5250})
    deal = licence(cast.partner, [cast.label], per_output("0.45"))
    (charge,) = earned(rin(cast), used(asset, deal, quantity=3))
    shown(signed_in(cast.rin), "earnings_use", cast.partner.slug, charge.line_id, status=404)
    # The publisher holds the song alone: what the recording is paid, by which licence, and how that divides is not its.
    theo = signed_in(cast.theo)
    other = shown(theo, "earnings_use", cast.publisher.slug, charge.line_id)
    assert "None of it is yours" in other
    kept = ("Northlight", "0.45", f"{charge.amount:f}", "sha-256", deal.reference)
    assert [secret for secret in kept if secret in other] == []
    theirs = theo.get(reverse("site:earnings_receipt", args=[cast.publisher.slug, charge.line_id])).json()
    assert theirs["charges"] == []


def test_what_was_taken_back_waits_or_comes_from_a_sum_says_so(world: Cast) -> None:
    dana, slug = signed_in(world.dana), world.label.slug
    back = Charge.objects.filter(reverses__isnull=False).latest("pk")
    page = shown(dana, "earnings_use", slug, back.reverses.line_id)
    assert "What stands" in page
    assert exactly(D(0), "EUR") in page
    assert "Takes back an earlier report" in shown(dana, "earnings_use", slug, back.line_id)
    turned = Earning.objects.filter(team=world.label, turn=2, charge__line__isnull=False).first()
    assert "because another split was agreed" in shown(dana, "earnings_use", slug, turned.charge.line_id)
    pool = Pool.objects.first()
    part = pool.charges.first()
    sentence = numbers(shown(dana, "earnings_sum", slug, pool.pk, part.asset_id))[0]
    assert sentence[0] == pool.amount
    assert sentence[-1] == Earning.objects.filter(charge=part, team=world.label).latest("turn").amount
    shown(dana, "earnings_sum", slug, pool.pk, uuid4(), status=404)
    waits = open_track(world, "Nobody agreed")
    deal = licence(world.partner, [world.label], per_output("2"))
    (charge,) = earned(rin(world), used(waits, deal, "waits", quantity=5))
    assert Unsplit.objects.filter(charge=charge).exists()
    assert "Nobody agreed wait" in shown(dana, "earnings", slug)
    assert "Nothing is guessed" in shown(dana, "earnings_use", slug, charge.line_id)


def test_pages_follow_each_other_and_rubbish_is_as_if_nothing_were_said(cast: Cast) -> None:
    asset = open_track(cast)
    agreed(asset, {cast.artist: 10_000})
    deal = licence(cast.partner, [cast.label], per_output("1"))
    earned(rin(cast), *(used(asset, deal, f"l-{at}") for at in range(5)))
    ayla = acting(cast.ayla, cast.artist)
    seen, place = [], None
    for _ in range(3):
        found, place = reading_lines.page(ayla, Filters(), size=2, after=place)
        seen += [row.earning.charge_id for row in found]
    assert place is None
    assert seen == sorted(set(seen), reverse=True)
    assert len(seen) == 5
    first, second = (reading.assets(ayla, "EUR", "all", limit=1), reading.assets(ayla, "EUR", "all", limit=1))
    assert first == second
    assert reading.assets(ayla, "EUR", "all", limit=1, after=(first[0].total.amount, first[0].asset_id)) == []
    client, slug = signed_in(cast.ayla), cast.artist.slug
    for query in ("?period=x&on=y", "?period=days&from=9999-99-99&to=0001-01-01", "?open=-1&currency=ZZZ&compare=no",
                  "?period=days&from=2026-12-31&to=2020-01-01", "?period=all"):  # fmt: skip
        shown(client, "earnings", slug, query=query)
    for query in ("?partner=x&asset=y&use=z&first=2026-13&last=q", "?after=2026-01-01_99_zz", "?after=____",
                  "?territory=", f"?after=2026-01-01_{9 * 10**17}_99999"):  # fmt: skip
        shown(client, "earnings_lines", slug, query=query)
    shown(client, "earnings_tracks", slug, query=f"?after=NaN_{asset.pk}")
    shown(client, "earnings_table_csv", slug, "rubbish", status=404)


def test_how_much_is_read_does_not_grow_with_what_was_earned(cast: Cast) -> None:
    client, slug = signed_in(cast.ayla), cast.artist.slug

    def counted() -> list[int]:
        found = []
        line = Charge.objects.latest("pk").line_id
        for name, args in (("earnings", []), ("earnings_lines", []), ("earnings_tracks", []), ("earnings_use", [line])):
            with CaptureQueriesContext(connection) as queries:
                shown(client, name, slug, *args)
            found.append(len(queries))
        return found

    def earn(*titles: str) -> None:
        for title in titles:
            asset = open_track(cast, title)
            agreed(asset, {cast.artist: 5_000, cast.label: 5_000})
            deal = licence(cast.partner, [cast.label], per_output("1"))
            earned(rin(cast), used(asset, deal, title), used(asset, deal, f"{title} again", territory="BR"))

    earn("One")
    counted()
    few = counted()
    earn("Two", "Three", "Four")
    assert counted() == few


def test_what_fans_did_is_a_way_of_looking(cast: Cast, django_assert_num_queries: Any) -> None:
    track, plain = open_track(cast), licence(cast.partner, [cast.publisher])
    lab, other = (live(cast.partner, [cast.publisher], [track], title=title) for title in ("Weather", "=Rain"))
    for number, (one, quantity) in enumerate(((lab, 2), (lab, 3), (other, 1))):
        assert one.licence
        of_it = permit(cast.partner, track.pk, [one.licence.in_force_id or 0], quantity=9, experience=one.pk)
        line = used(track, plain, f"e-{number}", permit=str(of_it.pk), licence=None, asset=None, use=None, made_at=None,
                    quantity=quantity)  # fmt: skip
        earned(rin(cast), line)
    earned(rin(cast), used(track, plain, "outside", quantity=10))
    theo, pages = acting(cast.theo, cast.publisher), signed_in(cast.theo)
    known = reading.known(theo)
    months = (this_month(), this_month())
    with django_assert_num_queries(1):
        found = reading_experiences.experiences(theo, "EUR", months, opens=known.opens)
    assert [(row.title, row.total.quantity) for row in found] == [("Weather", 5), ("=Rain", 1)]
    assert sum(row.total.amount for row in found) + D("0.45") == Earning.objects.aggregate(all=Sum("amount"))["all"]
    assert reading_experiences.experiences(acting(cast.dana, cast.label), "EUR", months, opens=known.opens) == []
    slug = cast.publisher.slug
    assert "By experience" in shown(pages, "earnings", slug)
    sheet = rows(shown(pages, "earnings_table_csv", slug, "experience"))
    assert [(row["title"], D(row["quantity"])) for row in sheet] == [("Weather", 5), ("'=Rain", 1)]
    query = f"?experience={lab.pk}"
    assert "Weather" in shown(pages, "earnings_lines", slug, query=query)
    lines = rows(shown(pages, "earnings_lines_csv", slug, query=query))
    assert [(one["experience"], D(one["units"])) for one in lines] == [("Weather", 2), ("Weather", 3)]
    assert Filters.from_data(Filters(experience=lab.pk).as_data()) == Filters(experience=lab.pk)
    assert "Weather" in shown(pages, "earnings_use", slug, Earning.objects.earliest("charge_id").charge.line_id)
    outside = "?experience=00000000-0000-0000-0000-000000000001"
    assert rows(shown(pages, "earnings_lines_csv", slug, query=outside)) == []
