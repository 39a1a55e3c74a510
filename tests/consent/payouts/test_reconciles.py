"""Whatever happens in whatever order, every cent is somewhere: a bank of the test's own keeps the other books."""

import contextlib
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
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
    st.tuples(st.sampled_from(["make", "send", "cancel", "account", "make and cancel", "make and send"])),
    st.tuples(st.sampled_from(["paid", "back", "back ours", "duplicate"]), st.integers(0, 5), st.booleans()),
)
_STATE = ("state", "100.00", "EUR", True)
_CANCEL, _SEND, _PAID, _OURS = ("make and cancel",), ("make and send",), "paid", "back ours"


class _Rolled(Exception):
    """Undoes an example."""


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_STEPS, min_size=4, max_size=16))
# Cancelled, paid all the same, and out again: the second comes back, or the first, or both; or it is paid a third time.
@example([_STATE, _CANCEL, _SEND, (_PAID, 0, False), (_OURS, 1, False), (_OURS, 0, False)])
@example([_STATE, _CANCEL, _SEND, (_PAID, 0, False), (_OURS, 0, False), (_OURS, 1, False)])
@example([_STATE, _CANCEL, _SEND, (_OURS, 1, False), (_PAID, 0, False), (_OURS, 0, False)])
@example([_STATE, _CANCEL, _STATE, _CANCEL, _STATE, _SEND, (_PAID, 0, False), (_PAID, 1, False), (_OURS, 2, False)])
@example([_STATE, _SEND, (_PAID, 0, False), ("duplicate", 0, False), _SEND])
def test_every_cent_is_somewhere_after_any_history(cast: Cast, steps: list[tuple[object, ...]]) -> None:
    with pytest.raises(_Rolled), transaction.atomic():
        _History(cast).live_and_undo(steps)


class _History:
    """What happens to two teams, and what must hold after each step."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.olu = cast, acting(cast.olu, cast.operator)
        self.files: list[bytes] = []
        self.count = 0
        self.bank: dict[str, set[str]] = {}  # what the bank did with each reference: paid it, sent it back
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
        self._pays_the_rest()
        raise _Rolled

    def _do(self, what: object, *how: object) -> None:
        if what == "state":
            self.count += 1
            team = self.cast.artist if how[2] else self.cast.label
            stated(team, str(how[0]), currency=str(how[1]), first=date(2000 + self.count, 1, 1))
        elif what == "account":
            for team in (self.cast.artist, self.cast.label):
                self._account(team.pk)
        elif len(how) == 2:
            self._hear(str(what), int(str(how[0])), twice=bool(how[1]))
        else:
            for one in str(what).split(" and "):
                self._press(one)

    def _press(self, what: str) -> None:
        planned = PayoutBatch.objects.filter(state="planned").first()
        with contextlib.suppress(Conflict):  # nothing to pay, or it was paid already
            if what == "make":
                batches.make(actor=self.olu)
            elif planned:
                (batches.send if what == "send" else batches.cancel)(planned, actor=self.olu)

    def _hear(self, what: str, which: int, *, twice: bool) -> None:
        found = list(Payout.objects.order_by("pk"))
        if not found:
            return
        one = found[which % len(found)]
        line = (paid if what == "paid" else came_back)(one.reference, str(one.amount), currency=one.currency)
        line = line.replace("AC04", {"back ours": "AM04", "duplicate": "AM05"}.get(what, "AC04"))
        file = answers(*[line] * (2 if twice else 1))
        if one.batch.state != "planned":  # what was said too early is news once the payout was sent
            self.files.append(file)
            if what != "duplicate":
                self.bank.setdefault(one.reference, set()).add("paid" if what == "paid" else "back")
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
                all_of = Statement.objects.filter(team=team, currency=currency)
                assert balance.stated == sum(one.payable for one in all_of)
                assert balance.open == waiting[currency] >= 0
                assert 0 <= balance.returned <= balance.open
                assert balance.paid + balance.twice == self._left(team.pk, currency)
                for state in ("planned", "sent"):
                    under_way = Payout.objects.filter(team=team, currency=currency, state=state)
                    assert getattr(balance, state) == sum(one.amount for one in under_way)

    def _left(self, team: int, currency: str) -> Decimal:
        """What the bank says that it paid this team, and has not back."""
        kept = [reference for reference, did in self.bank.items() if did == {"paid"}]
        found = Payout.objects.filter(team=team, currency=currency, reference__in=kept)
        return sum((one.amount for one in found), Decimal(0))

    def _pays_the_rest(self) -> None:
        """Nothing is lost: with good accounts, and whatever was paid twice called back, all is paid in the end."""
        self._do("account")
        for one in Payout.objects.paid_though_cancelled():
            found = list(Payout.objects.order_by("pk"))
            self._hear("back ours", found.index(one), twice=False)
        self._press("cancel")
        self._press("make")
        self._press("send")
        for place, one in enumerate(Payout.objects.order_by("pk")):
            if one.state == "sent":
                self._hear("paid", place, twice=False)
        self._holds()
        assert {due.amount >= 25 for due in unpaid()} <= {False}
        for team in (self.cast.artist, self.cast.label):
            for balance in balances(team.pk).values():
                assert (balance.planned, balance.sent, balance.twice) == (0, 0, 0)

    def _picture(self) -> list[object]:
        return list(Payout.objects.order_by("pk").values_list("pk", "state", "paid_on", "returned_on"))
