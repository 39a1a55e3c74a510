"""Lines are counted once, whatever they come with; what does not fit is refused with a sentence, and kept."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Sum
from django.utils import timezone
from uuid_utils.compat import uuid7

from artists.access import Denied, Invalid, TeamKind
from artists.journal.models import Entry
from consent.choices.actions import Consent, choose_for_tracks
from consent.choices.answers import Answer
from consent.choices.state import State
from consent.earnings.posting import earn
from consent.reports import entries
from consent.reports.models import Batch, DayTotal, Line, Output, Part, Refused
from consent.uses import text_of
from tests.cast import Cast, acting, song_of, team
from tests.support.earning import licence, per_output
from tests.support.reporting import codes, line, open_track, permit, rin, sent, the_licence


def test_a_line_under_a_licence_finds_the_version_in_force_then(cast: Cast) -> None:
    asset, licence = open_track(cast), the_licence(cast)
    taken = sent(
        rin(cast), line(asset, licence, quantity="3", minutes="7.25", revenue={"amount": "0.000001", "currency": "EUR"})
    )
    assert (codes(taken), taken.batch.accepted, taken.outside) == ([], 1, [])
    counted = Line.objects.get()
    assert counted.versions == [licence.in_force_id]
    assert (counted.licences, counted.asset_id, counted.use) == ([licence.pk], asset.pk, "remix")
    assert (counted.quantity, counted.minutes, counted.revenue) == (Decimal(3), Decimal("7.25"), Decimal("0.000001"))
    assert counted.currency == "EUR"
    total = DayTotal.objects.get()
    assert (total.licence_id, total.version_id, total.lines, total.quantity) == (licence.pk, licence.in_force_id, 1, 3)
    entry = Entry.objects.get(type=entries.RECEIVED)
    assert set(entry.concerns) == {cast.partner.pk, cast.artist.pk, cast.label.pk, cast.publisher.pk}


def test_the_database_keeps_no_line_without_its_batch(cast: Cast) -> None:
    asset, licence = open_track(cast), the_licence(cast)
    sent(rin(cast), line(asset, licence))
    counted = Line.objects.get()
    counted.pk, counted.batch_id, counted.reference = uuid7(), uuid7(), "of no batch"
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(DatabaseError, match="reports_written"), transaction.atomic():
        counted.save(force_insert=True)


def test_a_line_is_taken_back_once_in_the_database_too(cast: Cast) -> None:
    asset, licence = open_track(cast), the_licence(cast)
    sent(rin(cast), line(asset, licence), {"reference": "back", "reverses": "l-1"})
    back = Line.objects.get(reference="back")
    back.pk, back.reference = uuid7(), "back once more"
    with pytest.raises(DatabaseError, match="a_line_is_reversed_once"), transaction.atomic():
        back.save(force_insert=True)


def test_the_same_line_counts_once_and_another_under_its_reference_is_refused(cast: Cast) -> None:
    asset, licence = open_track(cast), the_licence(cast)
    one = line(asset, licence)
    first = sent(rin(cast), one, one)
    assert (first.batch.accepted, first.batch.repeated) == (1, 1)
    again = sent(rin(cast), one, one | {"quantity": 2})
    assert (again.batch.accepted, again.batch.repeated, codes(again)) == (0, 1, ["reference_reused"])
    assert Line.objects.aggregate(all=Sum("quantity"))["all"] == 1


def test_a_permit_says_what_a_line_leaves_out_and_how_many_there_may_be(cast: Cast) -> None:
    asset, licence = open_track(cast), the_licence(cast)
    given = permit(cast.partner, asset.pk, [licence.in_force_id], quantity=5, territory="DE")
    lines = [{"reference": f"p-{n}", "permit": str(given.pk), "quantity": 2} for n in range(3)]
    taken = sent(rin(cast), *lines)
    assert (taken.batch.accepted, codes(taken)) == (2, ["permit_exhausted"])
    counted = Line.objects.filter(permit_id=given.pk)
    assert {(one.asset_id, one.use, one.territory, tuple(one.versions)) for one in counted} == {
        (asset.pk, "remix", "DE", (licence.in_force_id,))
    }
    assert {one.began_at for one in counted} == {given.issued_at}
    rest = sent(rin(cast), {"reference": "p-4", "permit": str(given.pk), "quantity": 1})
    assert rest.batch.accepted == 1
    # A reversal makes room, in the same batch too.
    mended = sent(
        rin(cast),
        {"reference": "p-5", "permit": str(given.pk), "quantity": 2},
        {"reference": "p-0-x", "reverses": "p-0"},
    )
    assert (mended.batch.accepted, codes(mended)) == (2, [])
    assert counted.aggregate(all=Sum("quantity"))["all"] == 5


def test_a_repetition_of_a_line_that_is_refused_is_refused_too(cast: Cast) -> None:
    asset, licence = open_track(cast), the_licence(cast)
    given = permit(cast.partner, asset.pk, [licence.in_force_id or 0], quantity=1)
    one = {"reference": "p", "permit": str(given.pk), "quantity": 2}
    taken = sent(rin(cast), one, one, one)
    assert (taken.batch.repeated, codes(taken)) == (0, ["permit_exhausted"] * 3)


def test_a_single_use_permit_is_redeemed_by_its_report(cast: Cast) -> None:
    asset, licence = open_track(cast), the_licence(cast)
    given = permit(cast.partner, asset.pk, [licence.in_force_id], quantity=5, single_use=True)
    taken = sent(rin(cast), *({"reference": f"s-{n}", "permit": str(given.pk), "quantity": 1} for n in range(2)))
    assert (taken.batch.accepted, codes(taken)) == (1, ["permit_exhausted"])
    given.refresh_from_db()
    assert given.redeemed_at is not None


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"use": "sing"}, "not_the_permits"),
        ({"territory": "FR"}, "not_the_permits"),
        ({"asset": str(uuid7())}, "not_the_permits"),
        ({"made_at": "2024-10-01T00:00:00Z"}, "outside_permit_life"),
        ({"permit": str(uuid7())}, "unknown_permit"),
        ({"permit": "a.b.c"}, "permit_wrong"),
        ({"licence": "L-0001"}, "permit_or_licence"),
    ],
)
def test_what_does_not_fit_its_permit_is_refused(cast: Cast, changed: dict[str, str], code: str) -> None:
    asset, licence = open_track(cast), the_licence(cast)
    given = permit(cast.partner, asset.pk, [licence.in_force_id], territory="DE")
    taken = sent(rin(cast), {"reference": "x", "permit": str(given.pk), "quantity": 1} | changed)
    assert codes(taken) == [code]
    assert Refused.objects.get().sentence
    assert not Line.objects.exists()


def test_a_reversal_takes_a_whole_line_back_once(cast: Cast) -> None:
    asset, licence = open_track(cast), the_licence(cast)
    sent(rin(cast), line(asset, licence, quantity="4.5", revenue={"amount": "2", "currency": "EUR"}))
    first = Line.objects.get()
    back = {"reference": "r-1", "reverses": str(first.pk)}
    taken = sent(rin(cast), back, {"reference": "r-2", "reverses": "l-1"})
    assert (taken.batch.accepted, codes(taken)) == (1, ["reversed_already"])
    again = sent(rin(cast), back, {"reference": "r-3", "reverses": "r-1"}, {"reference": "r-4", "reverses": "nothing"})
    assert (again.batch.repeated, codes(again)) == (1, ["reverses_a_reversal", "unknown_line"])
    total = Line.objects.aggregate(q=Sum("quantity"), r=Sum("revenue"))
    assert total == {"q": 0, "r": 0}
    assert DayTotal.objects.aggregate(q=Sum("quantity"), n=Sum("lines")) == {"q": 0, "n": 0}
    assert Line.objects.get(reverses=first).versions == first.versions
    more = sent(rin(cast), {"reference": "r-9", "reverses": "l-1", "quantity": 1})
    assert codes(more) == ["reversal_alone"]


def test_a_use_that_nothing_covered_is_a_fact_and_rests_on_nothing(cast: Cast) -> None:
    asset, licence = open_track(cast), the_licence(cast)
    early = (timezone.now() - timedelta(days=40)).isoformat()
    taken = sent(rin(cast), line(asset, licence, made_at=early))
    assert (taken.batch.accepted, taken.outside, codes(taken)) == (1, [0], [])
    counted = Line.objects.get()
    assert (counted.outside, counted.versions, counted.licences) == ("not_licensed", [], [licence.pk])
    assert DayTotal.objects.get().version_id is None


def test_a_use_after_a_holder_took_its_yes_back_is_marked(cast: Cast) -> None:
    asset, licence = open_track(cast), the_licence(cast)
    choose_for_tracks(
        [asset.pk], "remix", State(Answer.OFF), actor=acting(cast.ayla, cast.artist),
        consent=Consent(text_of("remix").sha256, reviewed=True),
    )  # fmt: skip
    taken = sent(rin(cast), line(asset, licence))
    assert taken.outside == [0]
    assert Line.objects.get().outside == "withdrawn"


def test_assets_are_found_by_isrc_and_iswc(cast: Cast) -> None:
    asset, licence = open_track(cast), the_licence(cast)
    asset.isrc = "QZS7T2500012"
    asset.save()
    song = song_of(asset)
    song.iswc = "T0345246801"
    song.save()
    taken = sent(
        rin(cast),
        line(asset, licence, "by-isrc", asset=None, isrc="qz-s7t-25-00012"),
        line(asset, licence, "by-iswc", asset=None, iswc="T-034.524.680-1", use="cover"),
        line(asset, licence, "wrong-kind", asset=None, iswc="T-034.524.680-1"),
        line(asset, licence, "unknown", asset=None, isrc="QZS7T2599999"),
    )
    assert codes(taken) == ["use_not_for_asset", "unknown_asset"]
    assert {one.asset_id for one in Line.objects.all()} == {asset.pk, song.pk}


def test_another_partners_licence_permit_and_lines_are_unknown(cast: Cast) -> None:
    asset, licence = open_track(cast), the_licence(cast)
    given = permit(cast.partner, asset.pk, [licence.in_force_id])
    sent(rin(cast), line(asset, licence))
    versao = team(TeamKind.PARTNER, "Versão Labs", "versao", cast.fay)
    theirs = sent(
        acting(cast.fay, versao),
        line(asset, licence, "a"),
        {"reference": "b", "permit": str(given.pk), "quantity": 1},
        {"reference": "c", "reverses": "l-1"},
        {"reference": "d", "reverses": str(Line.objects.get().pk)},
    )
    assert codes(theirs) == ["unknown_licence", "unknown_permit", "unknown_line", "unknown_line"]


def test_what_was_counted_cannot_be_changed_in_the_database(cast: Cast) -> None:
    sent(rin(cast), line(open_track(cast), the_licence(cast)))
    acts = (
        Line.objects.all().delete, DayTotal.objects.all().delete, Batch.objects.all().delete,
        lambda: Line.objects.update(quantity=2), lambda: DayTotal.objects.update(quantity=2),
        lambda: Batch.objects.update(accepted=0, repeated=1),
    )  # fmt: skip
    for act in acts:
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_only_a_partner_who_may_report_reports(cast: Cast) -> None:
    with pytest.raises(Denied):
        sent(acting(cast.ayla, cast.artist), {})
    with pytest.raises(Denied):
        sent(acting(cast.olu, cast.operator), {})
    with pytest.raises(Invalid):
        sent(rin(cast))
    with pytest.raises(Invalid):
        sent(rin(cast), *([{}] * 10_001))


def test_outputs_come_with_lines_and_are_registered_once(cast: Cast) -> None:
    asset, licence = open_track(cast), the_licence(cast)
    made = {"id": "o-1", "title": "Slow Ferry, in the rain", "kind": "audio", "contains_ai": "Partly",
            "url": "https://play.halcyon.example/o/1"}  # fmt: skip
    first = sent(rin(cast), line(asset, licence, outputs=["o-1"]), line(asset, licence, "l-2", outputs=[made]))
    assert (codes(first), first.batch.accepted) == ([], 2)
    output = Output.objects.get()
    assert (output.title, output.url, output.contains_ai) == (made["title"], made["url"], "Partly")
    part = Part.objects.get()
    assert (part.asset_id, part.use, part.version_id) == (asset.pk, "remix", licence.in_force_id)
    second = sent(
        rin(cast), line(asset, licence, "l-3", outputs=[made | {"title": "Another"}]),
        line(asset, licence, "l-4", outputs=["o-2"]), line(asset, licence, "l-5", outputs=[made]),
    )  # fmt: skip
    assert codes(second) == ["output_reused", "unknown_output"]
    assert Output.objects.count() == 1


def test_an_amount_that_no_statement_could_hold_is_refused_with_a_sentence(cast: Cast) -> None:
    deal = licence(cast.partner, [cast.publisher], per_output("999999999.5"))
    asset = open_track(cast)
    big, fine = line(asset, deal, "big", quantity="999999999999"), line(asset, deal, "fine", quantity="999")
    taken = sent(rin(cast), big, fine)
    assert [(one.reference, one.code, one.field) for one in taken.refused] == [("big", "amount_impossible", "quantity")]
    assert earn([taken.batch.pk]) == 1
