"""The rows of the matrix for payouts: the team that is paid, and the operator who pays."""

from django.utils import timezone

from artists.sealing import seal
from consent.payouts import batches, confirmations
from consent.payouts.models import ACCOUNT, Account, Payout, PayoutBatch
from consent.payouts.states import WAIT
from tests.access.people import World
from tests.access.rows import ON, PROVE, Row, everybody, of_artist, of_team
from tests.cast import acting
from tests.support.paying import account, answers, payee, stated

SEE = ("ayla", "marco", "ann")


def waiting(world: World) -> dict[str, object]:
    """A change of Ayla's account that waits."""
    found = Account.objects.filter(team=world.cast.artist, stopped_at__isnull=True).first()
    now = timezone.now()
    made = found or Account.objects.create(
        team=world.cast.artist, number=1, shown="DE… 3000", sealed=seal(payee().to_json(), purpose=ACCOUNT),
        asked_at=now, asked_by=world.cast.ayla, force_at=now + WAIT,
    )  # fmt: skip
    return {"pk": made.pk}


def _batch(world: World) -> PayoutBatch:
    found = PayoutBatch.objects.first()
    if found is None:
        account(world.cast.dana, world.cast.label)
        stated(world.cast.label, "100")
        found = batches.make(actor=acting(world.cast.olu, world.cast.operator))
    return found


def batch(world: World) -> dict[str, object]:
    """A batch."""
    return {"pk": _batch(world).pk}


def file(world: World) -> dict[str, object]:
    """Its file."""
    made = _batch(world)
    return {"pk": made.pk, "name": f"{made.reference}.csv"}


def transfer(world: World) -> dict[str, object]:
    """A payout of Ayla's."""
    team, now = world.cast.artist, timezone.now()
    found = Payout.objects.filter(team=team).first()
    if found is None:
        to = Account.objects.create(
            team=team, number=9, shown="DE… 3000", sealed=seal(payee().to_json(), purpose=ACCOUNT), asked_at=now,
            force_at=now,
        )  # fmt: skip
        found = Payout.objects.create(
            reference="SCP-2026-10-0001", batch=_batch(world), team=team, account=to, rail="bank_file", currency="EUR",
            amount=100, due_on=now.date(), made_at=now,
        )  # fmt: skip
    return {"reference": found.reference}


def reply(world: World) -> dict[str, object]:
    """An answer of the bank."""
    olu = acting(world.cast.olu, world.cast.operator)
    return {"pk": confirmations.take("x.csv", answers("x,paid,1,EUR,2026-01-01,,,"), actor=olu).pk}


def _operators(name: str, *args: object, **more: object) -> Row:
    return of_team("operator", "olu", name, *args, **more)  # type: ignore[arg-type]  # passed on as they are


PAYOUTS = (
    of_artist("site:payouts", may=SEE),
    of_artist("site:payouts_csv", may=SEE),
    of_artist("site:payout", "GET", transfer, may=SEE),
    of_artist("site:payout_pdf", "GET", transfer, may=SEE),
    of_artist("site:payout_account", may=("ayla", "ann"), outcome=403, notes="without a second factor"),
    of_artist("site:payout_account", "POST", may=("ayla", "ann"), outcome=403, notes="without a second factor"),
    of_artist("site:payout_tax", may=("ayla", "ann"), outcome=403, notes="without a second factor"),
    of_artist("site:payout_tax", "POST", may=("ayla", "ann"), outcome=403, notes="without a second factor"),
    of_artist("site:payout_stop", "POST", waiting, may=SEE, outcome=ON),
    of_artist("site:payout_affirm", "POST", waiting, may=SEE, outcome=ON),
    of_artist("site:payout_smallest", "POST", may=("ayla", "ann"), outcome=ON, data=lambda w: {"amount": 50}),
    Row("site:stripe_hook", "POST", everybody(404), notes="while Stripe is off"),
    _operators("site:payout_batches"),
    _operators("site:payout_make", "POST", outcome=PROVE),
    _operators("site:payout_answers", "POST", outcome=ON),
    _operators("site:payout_reply", "GET", reply),
    _operators("site:payout_batch", "GET", batch),
    _operators("site:payout_send", "POST", batch, outcome=PROVE),
    _operators("site:payout_cancel", "POST", batch, outcome=PROVE),
    _operators("site:payout_file", "GET", file, fresh=True),
)
