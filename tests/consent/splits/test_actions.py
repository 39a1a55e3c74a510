"""Splits are proposed, answered by everybody they concern, and end disputes; one or many at once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from artists.access import Refusal, Role
from artists.catalog import rights
from artists.catalog.identity.checking import withdraw_holding
from artists.catalog.models import Right
from artists.journal import outbox
from artists.journal.models import Entry
from consent.splits import actions, disputes
from consent.splits.inforce import concerned_by, holders_of, in_force, sides_of
from consent.splits.models import Answer, Dispute, Share, Split
from consent.splits.selectors import split_page
from consent.splits.states import Outcome, Side, State
from tests.cast import Cast, acting, hold, join, person, song_of, track
from tests.support.splitting import agreed, ayla, dana, in_days, olu, shared_track, theo, today, wanted


def refused(code: str, act: Callable[[], object]) -> str:
    """The act is refused with this code; its sentence."""
    with pytest.raises(Refusal) as caught, transaction.atomic():
        act()
    assert caught.value.code == code, caught.value.sentence
    return caught.value.sentence


def test_it_counts_once_everybody_has_said_yes(cast: Cast) -> None:
    night = shared_track(cast)
    split = actions.propose(night, wanted({cast.artist: 6_000, cast.label: 4_000}), actor=dana(cast))
    assert split.state == State.PROPOSED
    assert in_force(night.pk, Side.RECORDING, today()) is None
    done = actions.answer(split, True, actor=ayla(cast))
    assert (done.state, done.decided_at is not None) == (State.AGREED, True)
    divides = in_force(night.pk, Side.RECORDING, today())
    assert divides is not None
    assert divides.split_id == split.pk
    assert [(part.team_id, part.before, part.basis_points) for part in divides.parts] == [
        (cast.artist.pk, 0, 6_000), (cast.label.pk, 6_000, 4_000),
    ]  # fmt: skip
    assert in_force(night.pk, Side.RECORDING, in_days(-1)) is None
    entry = Entry.objects.get(type="split.agreed")
    assert (entry.subject_kind, entry.subject_id) == ("split", str(split.pk))
    assert entry.data == {
        "asset": str(night.pk), "title": "Saltglass", "side": "recording", "number": 1,
        "effective_on": today().isoformat(),
    }  # fmt: skip
    assert set(entry.concerns) == {cast.artist.pk, cast.label.pk}


def test_what_is_refused_and_why(cast: Cast) -> None:
    night = shared_track(cast)
    accountant = acting(cast.marco, cast.artist)  # a manager sees money and does not change it

    def propose(shares: dict[object, int], by: object = None, **said: object) -> Callable[[], object]:
        return lambda: actions.propose(night, wanted(shares, **said), actor=by or dana(cast))  # type: ignore[arg-type]

    refused("no_permission", propose({cast.artist: 5_000, cast.label: 5_000}, accountant))
    assert "10 % is missing" in refused("not_all", propose({cast.artist: 5_000, cast.label: 4_000}))
    refused("not_all", propose({cast.artist: 9_000, cast.label: 4_000}))
    refused("share_wrong", propose({cast.artist: 11_000, cast.label: -1_000}))
    refused("holders", propose({cast.label: 10_000}))  # who gets nothing is named too
    refused("holders", propose({cast.artist: 5_000, cast.label: 4_000, cast.publisher: 1_000}))
    refused("not_a_holder", propose({cast.artist: 5_000, cast.label: 5_000}, theo(cast)))
    refused("side", propose({cast.artist: 5_000, cast.label: 5_000}, side=Side.SONG))
    refused("too_far", propose({cast.artist: 5_000, cast.label: 5_000}, on=in_days(400)))
    refused("too_old", propose({cast.artist: 5_000, cast.label: 5_000}, on=in_days(-4_000)))
    refused("reason_long", propose({cast.artist: 5_000, cast.label: 5_000}, reason="x" * 501))
    own = track("Alone", cast.ayla_marsh, performer=cast.artist)
    refused("holds_alone", lambda: actions.propose(own, wanted({cast.artist: 10_000}), actor=ayla(cast)))
    split = actions.propose(night, wanted({cast.artist: 10_000, cast.label: 0}), actor=dana(cast))
    refused("on_the_table", propose({cast.artist: 5_000, cast.label: 5_000}, ayla(cast)))
    refused("answered", lambda: actions.answer(split, True, actor=dana(cast)))
    refused("not_asked", lambda: actions.answer(split, True, actor=theo(cast)))
    refused("no_reason", lambda: actions.answer(split, False, "  ", actor=ayla(cast)))
    refused("not_yours", lambda: actions.withdraw(split, actor=ayla(cast)))
    actions.withdraw(split, actor=dana(cast))
    refused("closed", lambda: actions.withdraw(split, actor=dana(cast)))
    refused("closed", lambda: actions.answer(split, True, actor=ayla(cast)))
    again = actions.propose(night, wanted({cast.artist: 5_000, cast.label: 5_000}), actor=ayla(cast))
    assert (again.number, again.side) == (2, "recording")
    assert actions.answer(again, False, "We paid for the studio.", actor=dana(cast)).state == State.REFUSED


def test_nobody_loses_money_without_a_yes_of_their_own(cast: Cast) -> None:
    night = shared_track(cast)
    agreed(night, {cast.artist: 6_000, cast.label: 4_000}, dana(cast), ayla(cast), on=in_days(-30))
    hold(night, cast.other_artist, "performer", None)
    rights.give_up(night, Right.MASTER, actor=dana(cast))
    work = (night.pk, Side.RECORDING)
    assert holders_of([work])[work] == {cast.artist.pk, cast.other_artist.pk}
    # The label has left, and is in the split in force: it must agree to lose it.
    everybody = {cast.artist.pk, cast.other_artist.pk, cast.label.pk}
    assert concerned_by([work], today())[work] == everybody
    refused(
        "holders",
        lambda: actions.propose(night, wanted({cast.artist: 5_000, cast.other_artist: 5_000}), actor=ayla(cast)),
    )
    without = {cast.artist: 5_000, cast.other_artist: 5_000, cast.label: 0}
    split = actions.propose(night, wanted(without), actor=ayla(cast))
    actions.answer(split, True, actor=acting(cast.stranger, cast.other_artist))
    assert Split.objects.get(pk=split.pk).state == State.PROPOSED
    assert actions.answer(split, True, actor=dana(cast)).state == State.AGREED
    assert Share.objects.filter(split=split).count() == 2
    # From now on it is out; for the days before its leave it is still asked.
    assert concerned_by([work], today())[work] == everybody - {cast.label.pk}
    assert concerned_by([work], in_days(-10))[work] == everybody


def test_who_joins_while_it_is_on_the_table_is_asked_and_who_leaves_is_not_waited_for(cast: Cast) -> None:
    night = shared_track(cast)
    tomorrow = in_days(1)
    split = actions.propose(night, wanted({cast.artist: 6_000, cast.label: 4_000}, on=tomorrow), actor=dana(cast))
    rights.add_holder(night, cast.other_artist, Right.PERFORMER, actor=dana(cast), share_bp=None)
    actions.answer(split, True, actor=ayla(cast))
    assert Split.objects.get(pk=split.pk).state == State.PROPOSED
    outbox.drain()
    assert Answer.objects.filter(split=split, agrees=None).get().team_id == cast.other_artist.pk
    rights.give_up(night, Right.PERFORMER, actor=acting(cast.stranger, cast.other_artist))
    outbox.drain()
    assert Split.objects.get(pk=split.pk).state == State.AGREED
    assert Entry.objects.get(type="split.agreed").person_id is None


def test_who_is_left_alone_by_a_false_right_sets_right_what_it_had(cast: Cast) -> None:
    night = shared_track(cast)
    agreed(night, {cast.artist: 6_000, cast.label: 4_000}, dana(cast), ayla(cast))
    withdraw_holding(night, cast.label, Right.MASTER, "It never had the master.", actor=olu(cast))
    mine = wanted({cast.artist: 10_000}, on=in_days(-30))
    page = split_page(ayla(cast), night.pk, Side.RECORDING)
    assert page is not None
    assert page.proposes
    split = actions.propose(night, mine, actor=ayla(cast))
    assert split.state == State.AGREED  # there is nobody to wait for
    again = actions.propose(night, wanted({cast.artist: 10_000}), actor=ayla(cast))
    assert again.state == State.AGREED
    divides = in_force(night.pk, Side.RECORDING, today())
    assert divides is not None
    assert divides.share_of(cast.label.pk) == 0
    assert Entry.objects.filter(type="split.agreed").count() == 3


def test_a_false_publisher_has_no_say_in_the_whole_of_a_recording(cast: Cast) -> None:
    night = shared_track(cast)
    thirds = {cast.artist: 3_000, cast.label: 4_000, cast.publisher: 3_000}
    whole = actions.propose(night, wanted(thirds, side=Side.WHOLE), actor=dana(cast))
    for each in (ayla(cast), theo(cast)):
        actions.answer(whole, True, actor=each)
    withdraw_holding(song_of(night), cast.publisher, Right.PUBLISHING, "Not its song.", actor=olu(cast))
    assert concerned_by([(night.pk, Side.WHOLE)], today())[night.pk, Side.WHOLE] == {cast.artist.pk, cast.label.pk}


def test_the_whole_of_a_recording_is_a_matter_of_its_songs_publishers_too(cast: Cast) -> None:
    night = shared_track(cast)
    assert sides_of(night) == (Side.RECORDING, Side.WHOLE)
    assert sides_of(song_of(night)) == (Side.SONG,)
    assert sides_of(cast.voice) == (Side.SELF,)
    whole = {cast.artist: 5_000, cast.label: 3_000, cast.publisher: 2_000}
    split = agreed(night, whole, theo(cast), ayla(cast), side=Side.WHOLE)
    assert split.state == State.PROPOSED
    assert actions.answer(split, True, actor=dana(cast)).state == State.AGREED
    found = in_force(cast.voice.pk, Side.SELF, today())
    assert found is not None
    assert (found.split_id, found.share_of(cast.artist.pk)) == (None, 10_000)


def test_a_later_split_begins_where_it_says_and_a_correction_ends_where_the_next_begins(cast: Cast) -> None:
    night, both = shared_track(cast), (dana(cast), ayla(cast))
    first = agreed(night, {cast.artist: 5_000, cast.label: 5_000}, *both, on=in_days(-90))
    second = agreed(night, {cast.artist: 6_000, cast.label: 4_000}, *both, on=in_days(-30))
    third = agreed(night, {cast.artist: 7_000, cast.label: 3_000}, *both, on=in_days(-60))
    fourth = agreed(night, {cast.artist: 8_000, cast.label: 2_000}, *both, on=in_days(-30))

    def on(days: int) -> int | None:
        found = in_force(night.pk, Side.RECORDING, in_days(days))
        return found.split_id if found else None

    assert [on(-91), on(-90), on(-61), on(-60), on(-31), on(-30), on(0)] == [
        None, first.pk, first.pk, third.pk, third.pk, fourth.pk, fourth.pk,
    ]  # fmt: skip
    assert second.pk not in {on(day) for day in range(-100, 10)}


def test_many_at_once_pass_over_what_does_not_fit_and_never_by_halves(cast: Cast) -> None:
    three = [shared_track(cast, f"Song {number}") for number in range(3)]
    alone = track("Alone", cast.ayla_marsh, performer=cast.artist)
    other = track("Other", cast.ayla_marsh, performer=cast.artist, master=cast.other_artist)
    strange = track("Strange", cast.ayla_marsh, performer=cast.other_artist)
    division = wanted({cast.artist: 6_000, cast.label: 4_000})
    waiting = actions.propose(three[2], division, actor=ayla(cast))
    works = [one.pk for one in (*three, alone, other, strange)]
    found = actions.propose_many(works, division, actor=ayla(cast))
    assert set(found.fitting) == {three[0].pk, three[1].pk}
    assert (found.waiting, found.alone, found.others, found.strange) == (
        [three[2].pk], [alone.pk], [other.pk], [strange.pk],
    )  # fmt: skip
    refused("changed", lambda: actions.propose_all([(works, division)], actor=ayla(cast)))
    numbers = list(Split.objects.values_list("pk", flat=True))
    said = actions.answer_many([*numbers, 999_999], True, actor=dana(cast))
    assert (said.count, set(said.agreed)) == (3, set(numbers))
    assert actions.answer_many(numbers, True, actor=dana(cast)).count == 0
    assert actions.withdraw_many([waiting.pk], actor=ayla(cast)) == 0


def test_many_cost_as_many_statements_as_few(cast: Cast) -> None:
    def statements(count: int, name: str) -> tuple[int, int]:
        works = [shared_track(cast, f"{name} {number}").pk for number in range(count)]
        with CaptureQueriesContext(
            connection,
        ) as proposing:
            actions.propose_many(works, wanted({cast.artist: 6_000, cast.label: 4_000}), actor=dana(cast))
        numbers = list(Split.objects.filter(asset_id__in=works).values_list("pk", flat=True))
        with CaptureQueriesContext(connection) as answering:
            assert len(actions.answer_many(numbers, True, actor=ayla(cast)).agreed) == count
        return len(proposing), len(answering)

    assert statements(2, "few") == statements(12, "many")


def test_a_dispute_is_over_a_share_and_no_more_than_it(cast: Cast) -> None:
    night = shared_track(cast)

    def dispute(bp: int, by: object = None, against: object = None, **said: object) -> Dispute:
        return disputes.dispute(
            night,
            Side.RECORDING,
            against or cast.label,
            bp,
            "The bridge is a sample of ours.",
            actor=by or ayla(cast),
            **said,  # type: ignore[arg-type]
        )

    refused("no_share", lambda: dispute(100))
    agreed(night, {cast.artist: 6_000, cast.label: 4_000}, dana(cast), ayla(cast))
    assert "40 %" in refused("too_much", lambda: dispute(4_001))
    refused("own_share", lambda: dispute(100, against=cast.artist))
    refused("not_a_holder", lambda: dispute(100, theo(cast)))
    refused("no_permission", lambda: dispute(100, acting(cast.marco, cast.artist)))
    refused("behalf", lambda: dispute(100, olu(cast)))
    refused("behalf", lambda: dispute(100, olu(cast), behalf=cast.partner))
    refused("behalf_holds", lambda: dispute(100, olu(cast), behalf=cast.artist))
    first = dispute(1_250)
    assert first.until == today() + timedelta(days=30)
    refused("disputed", lambda: dispute(100))
    refused("too_much", lambda: dispute(2_751, olu(cast), behalf=cast.publisher))
    second = dispute(2_750, olu(cast), behalf=cast.publisher)
    refused("too_much", lambda: dispute(1, olu(cast), behalf=cast.other_artist))
    refused("not_yours", lambda: disputes.withdraw_dispute(first, actor=dana(cast)))
    refused("operator_only", lambda: disputes.dismiss(first, "No.", actor=dana(cast)))
    refused("no_reason", lambda: disputes.dismiss(second, " ", actor=olu(cast)))
    disputes.dismiss(second, "There is no sample in it.", actor=olu(cast))
    refused("ended", lambda: disputes.dismiss(second, "Again.", actor=olu(cast)))
    disputes.withdraw_dispute(first, actor=ayla(cast))
    assert list(Dispute.objects.order_by("pk").values_list("outcome", flat=True)) == ["withdrawn", "dismissed"]
    assert Entry.objects.filter(type="split.dispute_ended").count() == 2


def test_what_was_dismissed_is_not_raised_again_at_once(cast: Cast) -> None:
    night = shared_track(cast)
    agreed(night, {cast.artist: 6_000, cast.label: 4_000}, dana(cast), ayla(cast))

    def dispute() -> Dispute:
        return disputes.dispute(night, Side.RECORDING, cast.label, 4_000, "All of it is mine.", actor=ayla(cast))

    disputes.withdraw_dispute(dispute(), actor=ayla(cast))
    disputes.dismiss(dispute(), "The contract says otherwise.", actor=olu(cast))  # what was taken back may come again
    assert "The contract says otherwise." in refused("dismissed_lately", dispute)
    agreed(night, {cast.artist: 5_900, cast.label: 4_100}, dana(cast), ayla(cast))
    assert dispute().ended_at is None  # another split is another matter


def test_who_says_yes_to_a_split_has_no_older_quarrel_left(cast: Cast) -> None:
    night = shared_track(cast)
    agreed(night, {cast.artist: 6_000, cast.label: 4_000}, dana(cast), ayla(cast))
    mine = disputes.dispute(night, Side.RECORDING, cast.label, 1_000, "I paid the studio.", actor=ayla(cast))
    outside = disputes.dispute(
        night, Side.RECORDING, cast.label, 500, "A sample.", actor=olu(cast), behalf=cast.other_artist
    )
    split = actions.propose(night, wanted({cast.artist: 7_000, cast.label: 3_000}), actor=ayla(cast))
    newer = disputes.dispute(night, Side.RECORDING, cast.artist, 500, "No, I did.", actor=dana(cast))
    actions.answer(split, True, actor=dana(cast))
    for one in (mine, outside, newer):
        one.refresh_from_db()
    assert (mine.outcome, outside.outcome, newer.outcome) == (Outcome.AGREED, "", Outcome.AGREED)

    third = actions.propose(night, wanted({cast.artist: 8_000, cast.label: 2_000}), actor=ayla(cast))
    after = disputes.dispute(night, Side.RECORDING, cast.label, 500, "On second thoughts.", actor=ayla(cast))
    actions.answer(third, True, actor=dana(cast))
    after.refresh_from_db()
    assert after.outcome == ""  # raised after her own yes


def test_the_database_keeps_what_was_decided(cast: Cast) -> None:
    night = shared_track(cast)
    split = agreed(night, {cast.artist: 6_000, cast.label: 4_000}, dana(cast), ayla(cast))
    made = disputes.dispute(night, Side.RECORDING, cast.label, 1_000, "Mine.", actor=ayla(cast))
    disputes.withdraw_dispute(made, actor=ayla(cast))
    tries: list[Callable[[], object]] = [
        lambda: Split.objects.filter(pk=split.pk).update(state="withdrawn"),
        lambda: Split.objects.filter(pk=split.pk).update(effective_on=in_days(3)),
        lambda: Answer.objects.filter(split=split).update(agrees=False),
        lambda: Answer.objects.filter(split=split).delete(),
        lambda: Share.objects.filter(split=split).update(basis_points=5_000),
        lambda: Dispute.objects.filter(pk=made.pk).update(outcome="agreed"),
        lambda: Dispute.objects.filter(pk=made.pk).update(basis_points=1),
        lambda: Share.objects.create(split=split, team=cast.publisher, before=10_000, basis_points=1),
    ]
    for one in tries:
        with pytest.raises(DatabaseError), transaction.atomic():
            one()


def test_who_may_see_which(cast: Cast) -> None:
    night = shared_track(cast)
    agreed(night, {cast.artist: 6_000, cast.label: 4_000}, dana(cast), ayla(cast))
    disputes.dispute(night, Side.RECORDING, cast.label, 1_000, "Mine.", actor=ayla(cast))
    editor = person("ed@demo.test", "Ed")
    join(editor, cast.artist, Role.EDITOR)

    def sees(actor: object) -> tuple[int, int]:
        return (Split.objects.visible_to(actor).count(), Dispute.objects.visible_to(actor).count())  # type: ignore[arg-type]

    assert [sees(ayla(cast)), sees(dana(cast)), sees(acting(cast.marco, cast.artist)), sees(olu(cast))] == [(1, 1)] * 4
    assert [sees(theo(cast)), sees(acting(cast.rin, cast.partner)), sees(acting(editor, cast.artist))] == [(0, 0)] * 3
