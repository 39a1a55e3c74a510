"""What the screens read: cells that say who decides and who is waited for, and numbers that agree with the rows."""

import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from artists.access import Actor
from artists.catalog.models import Asset
from artists.teams.models import Team
from consent.choices import selection
from consent.choices.actions import Consent, choose, choose_for_tracks, undo
from consent.choices.answers import Answer, Limits
from consent.choices.many import Selection, choose_for_many, preview
from consent.choices.pauses import pause_all
from consent.choices.selection import Filter
from consent.choices.selectors import rows, siblings, why_not_answer
from consent.choices.state import State
from consent.decisions.checks import Question, check
from consent.uses import TRACK_USES, USES, Need, text_of
from tests.cast import Cast, acting, release, song_of, track
from tests.support.licences import MODEL

ON, ASK, OFF = State(Answer.ON), State(Answer.ASK), State(Answer.OFF)


def read(use: str) -> Consent:
    return Consent(text_of(use).sha256, reviewed=True)


@pytest.fixture
def shared(cast: Cast) -> Asset:
    return track(
        "Ferry Song",
        cast.ayla_marsh,
        performer=cast.artist,
        master=cast.label,
        publishing=(cast.artist, cast.publisher),
    )


def some_history(cast: Cast, dice: random.Random) -> None:
    """A small catalogue with all kinds of holders, and answers given and taken back at random."""
    label, publisher = cast.label, cast.publisher
    tracks = [
        track(
            f"Track {one}",
            cast.ayla_marsh,
            performer=cast.artist,
            master=dice.choice([None, label]),
            publishing=dice.choice([(cast.artist,), (publisher,), (cast.artist, publisher), ()]),
        )
        for one in range(8)
    ]
    tracks[1].compositions.set([song_of(tracks[0])])
    people: list[tuple[Team, Actor]] = [
        (cast.artist, acting(cast.ayla, cast.artist)),
        (label, acting(cast.dana, label)),
        (publisher, acting(cast.theo, publisher)),
    ]
    for _ in range(60):
        team, actor = dice.choice(people)
        use = dice.choice(TRACK_USES)
        needed = Asset.objects.held_by(team.pk).filter(kind__in=[need.value for need in use.needs])
        held = list(needed.order_by("kind", "title", "created_at"))  # the same dice, the same history
        if not held:
            continue
        asset, state = dice.choice(held), dice.choice([ON, ASK, OFF])
        if asset.kind == "recording":
            outcome = choose_for_tracks([asset.pk], use.code, state, actor=actor, consent=read(use.code))
        else:
            outcome = choose(asset.pk, use.code, state, actor=actor, consent=read(use.code))
        if outcome.batch and dice.random() < 0.2:
            undo(outcome.batch, actor=actor)


@pytest.mark.parametrize("seed", range(4))
def test_the_numbers_agree_with_the_rows(cast: Cast, seed: int) -> None:
    some_history(cast, random.Random(seed))
    for person, team in ((cast.ayla, cast.artist), (cast.dana, cast.label), (cast.theo, cast.publisher)):
        actor = acting(person, team)
        for kind in ("recording", "composition"):
            wanted = Filter(kind=kind)
            found = rows(actor, selection.ids(actor, wanted))
            totals = selection.totals(actor, wanted)
            taking = {row.asset_id for row in found if any(cell.stands for cell in row.cells)}
            waiting = {
                row.asset_id
                for row in found
                if any(cell.mine and cell.state.effective and not cell.stands for cell in row.cells)
            }
            off = {row.asset_id for row in found} - taking - waiting
            assert totals.everything == len(found)
            for tab, expected in (("taking", taking), ("waiting", waiting), ("off", off)):
                assert totals.of(tab) == len(expected), (team, kind, tab)
                assert set(selection.ids(actor, Filter(kind=kind, tab=tab))) == expected
            for use in TRACK_USES:
                opened = [row for row in found if row.cell(use.code).stands is Answer.ON]
                assert totals.on[use.code] == len(opened)


@pytest.mark.parametrize("seed", range(4))
def test_a_row_says_what_the_check_says(cast: Cast, seed: int) -> None:
    some_history(cast, random.Random(seed))
    actor = acting(cast.ayla, cast.artist)
    for row in rows(actor, selection.ids(actor, Filter())):
        for cell in row.cells:
            question = Question(cell.use.code, asset=row.asset_id, model=MODEL.label)
            [verdict] = check([question], partner_team_id=cast.partner.pk)
            assert {"allow": Answer.ON, "ask": Answer.ASK, "deny": Answer.OFF}[verdict.answer] is cell.stands
            if cell.stands is Answer.OFF and cell.state.effective and cell.mine:
                assert cell.waits or cell.unknown


@pytest.mark.parametrize("seed", range(3))
def test_a_preview_says_what_then_happens(cast: Cast, seed: int) -> None:
    some_history(cast, random.Random(seed))
    actor = acting(cast.ayla, cast.artist)
    everything = Selection(Filter())
    for use in TRACK_USES:
        # A song that two tracks share is answered with both, so both are in the selection.
        told = preview(everything, use.code, ON, actor=actor)
        choose_for_many(everything, use.code, ON, actor=actor, consent=read(use.code), expected=told.selected)
        again = preview(everything, use.code, ON, actor=actor)
        assert (again.changes, again.already) == (0, told.changes + told.already)
        opened = [row for row in rows(actor, selection.ids(actor, Filter())) if row.cell(use.code).stands is Answer.ON]
        assert told.opens <= len(opened)


def test_an_undo_restores_the_check_of_every_track_it_touched(cast: Cast) -> None:
    some_history(cast, random.Random(9))
    actor = acting(cast.ayla, cast.artist)
    every = selection.ids(actor, Filter())

    def verdicts() -> list[str]:
        questions = [Question(use.code, asset=one) for one in every for use in TRACK_USES]
        return [verdict.answer for verdict in check(questions, partner_team_id=cast.partner.pk)]

    for use in TRACK_USES:
        for state in (OFF, ON, ASK):
            before = verdicts()
            outcome = choose_for_many(Selection(Filter()), use.code, state, actor=actor, consent=read(use.code))
            if outcome.batch:
                undo(outcome.batch, actor=actor)
            assert verdicts() == before


def test_a_cell_names_who_keeps_it_shut(cast: Cast, shared: Asset) -> None:
    actor = acting(cast.ayla, cast.artist)
    choose_for_tracks([shared.pk], "remix", ON, actor=actor, consent=read("remix"))
    cell = rows(actor, [shared.pk])[0].cell("remix")
    assert [(one.name, one.says) for one in cell.waits] == [
        ("Northlight Records", "has not answered"),
        ("Harbour Songs", "has not answered"),
    ]
    choose(song_of(shared).pk, "remix", ASK, actor=acting(cast.theo, cast.publisher), consent=read("remix"))
    pause_all(actor=acting(cast.dana, cast.label))
    cell = rows(actor, [shared.pk])[0].cell("remix")
    assert [(one.name, one.says) for one in cell.waits] == [("Northlight Records", "has paused everything")]


def test_a_team_that_holds_nothing_needed_is_told_who_decides_but_not_what(cast: Cast, shared: Asset) -> None:
    choose(song_of(shared).pk, "cover", ON, actor=acting(cast.theo, cast.publisher), consent=read("cover"))
    cell = rows(acting(cast.dana, cast.label), [shared.pk])[0].cell("cover")
    assert not cell.mine
    assert cell.lock.startswith("Ayla Marsh and Harbour Songs decide")
    assert {one.says for one in cell.others} == {"has opened it", "has not opened it"}


def test_strangers_and_partners_see_no_rows(cast: Cast, shared: Asset) -> None:
    for person, team in ((cast.stranger, cast.other_artist), (cast.rin, cast.partner), (cast.olu, cast.operator)):
        assert rows(acting(person, team), [shared.pk, song_of(shared).pk]) == []
        assert selection.totals(acting(person, team), Filter()).everything == 0


def test_the_version_of_a_cell_counts_every_answer_a_press_would_change(cast: Cast, shared: Asset) -> None:
    actor = acting(cast.ayla, cast.artist)
    choose_for_tracks([shared.pk], "remix", ON, actor=actor, consent=read("remix"))
    assert rows(actor, [shared.pk])[0].cell("remix").version == 2
    for use in USES.values():
        if Need.RECORDING in use.needs and use.answered_on == "track":
            seen = rows(actor, [shared.pk], [use.code])[0].cells[0].version
            consent = Consent(text_of(use.code).sha256, seen, True)
            choose_for_tracks([shared.pk], use.code, ASK, actor=actor, consent=consent)


def test_siblings_are_the_other_tracks_of_the_song(cast: Cast, shared: Asset) -> None:
    live = track("Ferry Song (live)", cast.ayla_marsh, performer=cast.artist)
    live.compositions.set([song_of(shared)])
    assert siblings(acting(cast.ayla, cast.artist), shared.pk) == [live.pk]


def test_a_search_finds_titles_codes_and_releases(cast: Cast, shared: Asset) -> None:
    shared.isrc = "QZK6B2600007"
    shared.save()
    release("Night Ferry", cast.ayla_marsh, [shared])
    track("Something else", cast.ayla_marsh, performer=cast.artist)
    actor = acting(cast.ayla, cast.artist)
    for words in ("ferry s", "qz-k6b-26-00007", "NIGHT"):
        assert selection.ids(actor, Filter(words=words)) == [shared.pk], words
    assert selection.ids(actor, Filter(words="100%_")) == []
    assert len(selection.ids(actor, Filter(artists=(cast.ayla_marsh.pk,)))) == 2


def test_limits_come_back_with_the_cell(cast: Cast, shared: Asset) -> None:
    actor, limits = acting(cast.ayla, cast.artist), Limits((cast.partner.pk,), ("DE",))
    choose_for_tracks([shared.pk], "discover", State(Answer.ON, limits), actor=actor, consent=read("discover"))
    assert rows(actor, [shared.pk])[0].cell("discover").state == State(Answer.ON, limits)


def test_why_not_says_nothing_to_who_may(cast: Cast) -> None:
    assert why_not_answer(acting(cast.marco, cast.artist), "remix") == ""
    assert why_not_answer(acting(cast.marco, cast.artist), "sing", kind="voice", opens=False) == ""
    assert "takes the role owner" in why_not_answer(acting(cast.marco, cast.artist), "sing", kind="voice")


def test_queries_do_not_grow_with_the_rows(cast: Cast) -> None:
    actor = acting(cast.ayla, cast.artist)

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            rows(actor, selection.ids(actor, Filter()), [use.code for use in USES.values()])
            selection.totals(actor, Filter())
            selection.columns(actor, Filter())
            preview(Selection(Filter()), "remix", ON, actor=actor)
        return len(captured)

    def add(number: int) -> None:
        for one in range(number):
            made = track(
                f"T{one}", cast.ayla_marsh, performer=cast.artist, master=cast.label, publishing=(cast.artist,)
            )
            release(f"R{one}", cast.ayla_marsh, [made])
            choose_for_tracks([made.pk], "remix", ON, actor=actor, consent=read("remix"))

    add(1)
    first = count()
    add(9)
    assert count() == first
