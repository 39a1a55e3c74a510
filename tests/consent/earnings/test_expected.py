"""What was allowed or published and not reported: how much it is, what it comes to, and whose share of it one sees."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from artists.access import Role
from artists.catalog.models import Asset
from artists.teams.models import ApiClient, Team
from consent.earnings import expected
from consent.licences.models import Licence
from consent.licences.terms import Basis, Rate
from consent.reports.models import Output, Part
from consent.splits.models import Share, Split
from consent.usage.models import Tally
from tests.cast import Cast, acting, join, person, track
from tests.support.licences import in_force, terms
from tests.support.reporting import permit, rin

DAY = date(2026, 10, 20)
AT = datetime(2026, 10, 20, 10, tzinfo=UTC)
OCTOBER = date(2026, 10, 1)


def given(cast: Cast, asset: Asset, licence: Licence, **changed: Any) -> None:
    """A permit of October that nobody reported."""
    values: dict[str, Any] = {"issued_at": AT, "expires_at": AT + timedelta(minutes=1), "quantity": 10}
    permit(cast.partner, asset.pk, [licence.in_force_id], **values | changed)


def licensed(cast: Cast, licensors: list[Team], *rates: Rate) -> Licence:
    """A licence at these rates."""
    return in_force(cast.partner, licensors, terms(rates=rates))


PER_OUTPUT = Rate(Basis.PER_OUTPUT, Decimal("0.045"))


def test_each_side_sees_its_own_share_of_what_was_not_reported(cast: Cast) -> None:
    asset = track("Saltglass", cast.ayla_marsh, performer=cast.artist, master=cast.label, publishing=(cast.publisher,))
    licence = licensed(cast, [cast.artist, cast.label], PER_OUTPUT)
    given(cast, asset, licence)
    [own] = expected.against_reported(rin(cast), OCTOBER)
    assert (own.missing, own.units, own.permits, own.reported) == (Decimal("0.45"), 10, 1, 0)
    assert own.sentence == "1 permit, for 10 uses at most, not reported."
    assert own.expected == own.missing
    # Two teams hold the recording and have agreed on nothing: nobody's share is guessed.
    ayla, dana = acting(cast.ayla, cast.artist), acting(cast.dana, cast.label)
    [seen] = expected.against_reported(ayla, OCTOBER)
    assert (seen.missing, seen.unsplit) == (0, True)
    assert "no split is agreed" in seen.sentence
    split = Split.objects.create(
        asset=asset, side="recording", number=1, effective_on=date(2026, 10, 1), state="agreed",
        proposed_for=cast.artist, proposed_at=AT, decided_at=AT,
    )  # fmt: skip
    Share.objects.bulk_create(
        [Share(split=split, team=cast.artist, before=0, basis_points=7000),
         Share(split=split, team=cast.label, before=7000, basis_points=3000)]
    )  # fmt: skip
    assert [one.missing for one in expected.against_reported(ayla, OCTOBER)] == [Decimal("0.315")]
    assert [one.missing for one in expected.against_reported(dana, OCTOBER)] == [Decimal("0.135")]
    # The publisher licensed nothing here, and strangers hold nothing.
    assert expected.against_reported(acting(cast.theo, cast.publisher), OCTOBER) == []
    assert expected.against_reported(acting(cast.stranger, cast.other_artist), OCTOBER) == []
    assert [(one.day, one.amount) for one in expected.estimated(ayla, DAY, DAY)] == [(DAY, Decimal("0.315"))]
    assert expected.estimated(ayla, DAY + timedelta(days=1), DAY + timedelta(days=9)) == []


def test_a_song_licence_pays_the_song_side_over_its_works(cast: Cast) -> None:
    asset = track("Saltglass", cast.ayla_marsh, performer=cast.artist, master=cast.label, publishing=(cast.publisher,))
    given(cast, asset, licensed(cast, [cast.publisher], PER_OUTPUT))
    [seen] = expected.against_reported(acting(cast.theo, cast.publisher), OCTOBER)
    assert (seen.missing, seen.unsplit) == (Decimal("0.45"), False)
    assert expected.against_reported(acting(cast.ayla, cast.artist), OCTOBER) == []


def test_what_cannot_be_estimated_is_said_and_counts_nothing(cast: Cast) -> None:
    asset = track("Saltglass", cast.ayla_marsh, performer=cast.artist)
    licence = licensed(cast, [cast.artist], PER_OUTPUT, Rate(Basis.REVENUE_SHARE, basis_points=2000))
    given(cast, asset, licence)
    [seen] = expected.against_reported(rin(cast), OCTOBER)
    assert (seen.missing, seen.unknown) == (Decimal("0.45"), True)
    assert "cannot be estimated" in seen.sentence


def test_outputs_count_beside_permits_and_checks_for_the_partner(cast: Cast) -> None:
    asset = track("Saltglass", cast.ayla_marsh, performer=cast.artist)
    licence = licensed(cast, [cast.artist], PER_OUTPUT, Rate(Basis.PER_1000_CHECKS, Decimal("2")))
    made = Output.objects.create(
        partner=cast.partner, reference="o-1", title="A remix", kind="audio", contains_ai="All", made_at=AT,
        registered_at=AT,
    )  # fmt: skip
    Part.objects.create(output=made, asset_id=asset.pk, use="remix", version_id=licence.in_force_id)
    client = ApiClient.objects.create(team=cast.partner, client_id="halcyon", name="Halcyon", created_at=AT)
    Tally.objects.create(
        day=DAY, partner=cast.partner, client=client, test=False, use="remix", version=licence.in_force_id,
        answer="allow", count=1500,
    )  # fmt: skip
    checks, outputs = expected.against_reported(rin(cast), OCTOBER)
    assert (checks.checks, checks.missing) == (1500, Decimal("3"))
    assert (outputs.outputs, outputs.missing) == (1, Decimal("0.045"))
    assert [one.outputs for one in expected.against_reported(acting(cast.ayla, cast.artist), OCTOBER)] == [1]


def test_it_asks_as_often_for_many_as_for_one_and_hides_money_from_editors(cast: Cast) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            expected.against_reported(rin(cast), OCTOBER)
        return len(seen)

    licence = licensed(cast, [cast.artist], PER_OUTPUT)
    given(cast, track("One", cast.ayla_marsh, performer=cast.artist), licence)
    before = queries()
    for number in range(5):
        given(cast, track(f"T{number}", cast.ayla_marsh, performer=cast.artist), licence, use="cover")
    assert queries() == before
    editor = person("ed@demo.test", "Ed")
    join(editor, cast.partner, Role.EDITOR)
    assert expected.against_reported(acting(editor, cast.partner), OCTOBER) == []
