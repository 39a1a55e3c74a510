"""Whatever teams press about splits and disputes, in whatever order: what must hold, holds."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import hypothesis.strategies as st
import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from artists.access import Refusal
from consent.splits import actions, disputes, division
from consent.splits.inforce import ALL, in_force
from consent.splits.models import Answer, Dispute, Share, Split
from consent.splits.proposing import Wanted
from consent.splits.states import Side, State
from tests import cast as cast_module
from tests.cast import hold
from tests.support.splitting import ayla, dana, olu, shared_track, today


def code_of(act: Callable[[], object]) -> str:
    """The code of the refusal, or nothing where it was done."""
    try:
        act()
    except Refusal as refusal:
        return refusal.code
    return ""


DAYS = st.integers(-40, 40)
CUTS = st.lists(st.integers(0, ALL), min_size=2, max_size=2)


class Table(RuleBasedStateMachine):
    """A recording of three teams; `model` is what is agreed, as plain Python keeps it."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.cast = cast_module.cast()
        self.work = shared_track(self.cast)
        hold(self.work, self.cast.other_artist, "performer", None)
        sol = cast_module.acting(self.cast.stranger, self.cast.other_artist)
        self.actors = [ayla(self.cast), dana(self.cast), sol]
        self.model: list[tuple[date, int, dict[int, int]]] = []
        self.on_the_table: tuple[Split, dict[int, int], set[int]] | None = None

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @rule(by=st.integers(0, 2), cuts=CUTS, day=DAYS)
    def propose(self, by: int, cuts: list[int], day: int) -> None:
        """A division by two cuts, of three parts that may be nothing."""
        low, high = sorted(cuts)
        teams = [actor.team_id for actor in self.actors]
        shares = dict(zip(teams, (low, high - low, ALL - high), strict=True))
        wanted = Wanted(Side.RECORDING, shares, today() + timedelta(days=day))
        code = code_of(lambda: actions.propose(self.work, wanted, actor=self.actors[by]))
        assert code == ("on_the_table" if self.on_the_table else "")
        if not code:
            split = Split.objects.get(state=State.PROPOSED)
            self.on_the_table = split, shares, {teams[by]}

    @precondition(lambda self: self.on_the_table is not None)
    @rule(by=st.integers(0, 2), yes=st.booleans())
    def answer(self, by: int, yes: bool) -> None:
        """Each answers once; the last yes puts it in force."""
        assert self.on_the_table
        split, shares, said = self.on_the_table
        team = self.actors[by].team_id
        code = code_of(lambda: actions.answer(split, yes, "No." if not yes else "", actor=self.actors[by]))
        assert code == ("answered" if team in said else "")
        if code:
            return
        done = Split.objects.get(pk=split.pk)
        said.add(team)
        if not yes:
            assert done.state == State.REFUSED
            self.on_the_table = None
        elif len(said) == 3:
            assert done.state == State.AGREED
            self.model.append((done.effective_on, done.number, shares))
            self.on_the_table = None

    @precondition(lambda self: self.on_the_table is not None)
    @rule(by=st.integers(0, 2))
    def withdraw(self, by: int) -> None:
        """Only its own team takes it back."""
        assert self.on_the_table
        split = self.on_the_table[0]
        own = split.proposed_for_id == self.actors[by].team_id
        assert code_of(lambda: actions.withdraw(split, actor=self.actors[by])) == ("" if own else "not_yours")
        if own:
            self.on_the_table = None

    @rule(by=st.integers(0, 2), against=st.integers(0, 2), bp=st.integers(1, ALL))
    def dispute(self, by: int, against: int, bp: int) -> None:
        """Never more than the share has left."""
        team = [self.cast.artist, self.cast.label, self.cast.other_artist][against]
        left = self.share(team.pk, today()) - self.disputed(team.pk)
        code = code_of(lambda: disputes.dispute(self.work, Side.RECORDING, team, bp, "Ours.", actor=self.actors[by]))
        assert code in {"", "own_share", "no_share", "too_much", "disputed"}
        assert code or bp <= left

    @rule(pick=st.integers(0, 5), dismiss=st.booleans())
    def end(self, pick: int, dismiss: bool) -> None:
        """Ended once, by whoever may."""
        found = list(Dispute.objects.order_by("pk"))
        if not found:
            return
        one = found[pick % len(found)]
        raiser = next(actor for actor in self.actors if actor.team_id == one.raised_for_id)
        code = code_of(
            lambda: disputes.dismiss(one, "No.", actor=olu(self.cast)) if dismiss
            else disputes.withdraw_dispute(one, actor=raiser)
        )  # fmt: skip
        assert code == ("ended" if one.ended_at else "")

    def share(self, team: int, day: date) -> int:
        """What the team gets that day, by plain Python."""
        counts = [one for one in self.model if one[0] <= day]
        return max(counts, key=lambda one: one[:2])[2].get(team, 0) if counts else 0

    def disputed(self, team: int) -> int:
        """What of it is disputed."""
        found = Dispute.objects.filter(against_id=team, ended_at=None).aggregate(sum=Sum("basis_points"))
        return found["sum"] or 0

    @invariant()
    def what_is_in_force_is_what_was_agreed_last_for_the_day(self) -> None:
        """By days, for every team."""
        for days in (-41, -20, 0, 20, 41):
            day = today() + timedelta(days=days)
            found = in_force(self.work.pk, Side.RECORDING, day)
            shares: dict[int, Any] = {part.team_id: part.basis_points for part in found.parts} if found else {}
            for actor in self.actors:
                assert shares.get(actor.team_id, 0) == self.share(actor.team_id, day)
            assert sum(shares.values()) in {0, ALL}

    @invariant()
    def rows_agree_with_each_other(self) -> None:
        """Shares are the division; agreed is when all said yes; nothing is left on the table twice."""
        assert Split.objects.filter(state=State.PROPOSED).count() <= 1
        for split in Split.objects.all():
            shares = dict(Share.objects.filter(split=split).values_list("team_id", "basis_points"))
            assert shares == {team: bp for team, bp in division.shares_of(split.division).items() if bp}
            answers = set(Answer.objects.filter(split=split).values_list("agrees", flat=True))
            assert (answers == {True}) == (split.state == State.AGREED)


@pytest.mark.django_db
def test_what_is_agreed_divides_and_nothing_else_does() -> None:
    run_state_machine_as_test(
        Table,
        settings=settings(
            max_examples=10, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
