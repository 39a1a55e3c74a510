"""Whatever happens in whatever order, what is owed, under way and paid comes to what the statements say."""

import contextlib
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from artists.access import Conflict
from artists.sealing import seal
from consent.earnings.models import Statement
from consent.payouts import batches, confirmations
from consent.payouts.balances import balances, unpaid
from consent.payouts.models import ACCOUNT, Account, Covered, Payout, PayoutBatch
from tests.cast import Cast, acting
from tests.support.paying import IBANS, answers, came_back, paid, payee, stated

pytestmark = pytest.mark.django_db
_AMOUNTS = st.integers(min_value=0, max_value=20_000).map(lambda cents: f"{Decimal(cents) / 100:.2f}")
_STEPS = st.one_of(
    st.tuples(st.just("state"), _AMOUNTS, st.sampled_from(["EUR", "USD"]), st.booleans()),
    st.tuples(st.sampled_from(["make", "send", "cancel", "account"])),
    st.tuples(st.sampled_from(["paid", "back", "back ours"]), st.integers(0, 9), st.booleans()),
)


class _Rolled(Exception):
    """Undoes an example."""


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_STEPS, min_size=4, max_size=16))
def test_balances_reconcile_after_any_history(cast: Cast, steps: list[tuple[object, ...]]) -> None:
    with pytest.raises(_Rolled), transaction.atomic():
        _History(cast).live_and_undo(steps)


class _History:
    """What happens to two teams, and what must hold after each step."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.olu = cast, acting(cast.olu, cast.operator)
        self.files: list[bytes] = []
        self.count = 0
        self.settled: Counter[str] = Counter()
        for team in (cast.artist, cast.label):
            self._account(team.pk)

    def live_and_undo(self, steps: list[tuple[object, ...]]) -> None:
        for step in steps:
            self._do(*step)
            self._holds()
        before = self._picture()
        for file in reversed(self.files):  # all the bank ever said, once more and backwards
            confirmations.take("again.csv", file, actor=self.olu)
        assert self._picture() == before
        raise _Rolled

    def _do(self, what: object, *how: object) -> None:
        planned = PayoutBatch.objects.filter(state="planned").first()
        if what == "state":
            self.count += 1
            team = self.cast.artist if how[2] else self.cast.label
            stated(team, str(how[0]), currency=str(how[1]), first=date(2000 + self.count, 1, 1))
        elif what == "make":
            with contextlib.suppress(Conflict):  # nothing to pay
                batches.make(actor=self.olu)
        elif what in ("send", "cancel") and planned:
            (batches.send if what == "send" else batches.cancel)(planned, actor=self.olu)
        elif what == "account":
            for team in (self.cast.artist, self.cast.label):
                self._account(team.pk)
        elif what in ("paid", "back", "back ours"):
            self._hear(str(what), int(str(how[0])), twice=bool(how[1]))

    def _hear(self, what: str, which: int, *, twice: bool) -> None:
        found = list(Payout.objects.order_by("pk"))
        if not found:
            return
        one = found[which % len(found)]
        say = {"paid": paid, "back": came_back, "back ours": came_back}[what]
        code = {"code": "AM04"} if what == "back ours" else {}
        line = say(one.reference, str(one.amount), currency=one.currency, **code)
        file = answers(*[line] * (2 if twice else 1))
        if one.state != "planned":  # what was said too early is news once the payout was sent
            self.files.append(file)
        confirmations.take("x.csv", file, actor=self.olu)

    def _account(self, team: int) -> None:
        now = timezone.now()
        number = Account.objects.filter(team_id=team).count() + 1
        Account.objects.create(
            team_id=team, number=number, shown="DE… 3000", asked_at=now, force_at=now,
            sealed=seal(payee(IBANS[number % 4]).to_json(), purpose=ACCOUNT),
        )  # fmt: skip

    def _holds(self) -> None:
        live = Covered.objects.filter(live=True)
        assert live.count() == live.values("statement").distinct().count()
        for team in (self.cast.artist, self.cast.label):
            waiting: Counter[str] = Counter()
            for due in unpaid([team.pk]):
                waiting[due.currency] += due.amount  # type: ignore[assignment]  # a Counter of sums
            for currency, balance in balances(team.pk).items():
                assert balance.open == waiting[currency] >= 0
                assert balance.returned <= balance.open
                stands = Payout.objects.filter(team=team, currency=currency, state__in=["planned", "sent", "paid"])
                covered = Statement.objects.filter(payouts__payout__in=stands, payouts__live=True)
                assert sum(one.payable for one in covered) == sum(one.amount for one in stands)

    def _picture(self) -> list[object]:
        return list(Payout.objects.order_by("pk").values_list("pk", "state", "paid_on", "returned_on"))
