"""Who may see payouts: the team they go to, and in it whoever may see money; batches, the operator alone."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models

from artists.access import Actor, Permission, TeamKind
from consent.payouts.states import State

if TYPE_CHECKING:
    from consent.payouts.models import Account, Payout, PayoutBatch, Reply  # noqa: F401  (type parameters only)


class AccountQuerySet(models.QuerySet["Account"]):
    """Accounts."""

    def visible_to(self, actor: Actor) -> "AccountQuerySet":
        """The team's own."""
        return self.filter(team_id=actor.team_id) if actor.has(Permission.SEE_MONEY) else self.none()

    def waiting(self, now: datetime) -> "AccountQuerySet":
        """Asked for, and not in force yet."""
        return self.filter(force_at__gt=now, stopped_at__isnull=True)


class PayoutQuerySet(models.QuerySet["Payout"]):
    """Payouts."""

    def paid_though_cancelled(self) -> "PayoutQuerySet":
        """Cancelled, and paid by the bank all the same, which has not sent it back: somebody has to act.

        What is settled of these counts as paid instead: see `consent.payouts.cancelled`.
        """
        rows = self.filter(state=State.CANCELLED, confirmations__kind="paid")
        return rows.exclude(confirmations__kind="returned")

    def money_out(self) -> "PayoutQuerySet":
        """What the bank has paid and not sent back, whatever we had said of it."""
        cancelled = self.model.objects.paid_though_cancelled().values("pk")
        return self.filter(models.Q(state=State.PAID) | models.Q(pk__in=cancelled))

    def visible_to(self, actor: Actor) -> "PayoutQuerySet":
        """The team's own."""
        return self.filter(team_id=actor.team_id) if actor.has(Permission.SEE_MONEY) else self.none()


def _operators(actor: Actor) -> bool:
    return actor.team_kind is TeamKind.OPERATOR and actor.has(Permission.SEE_MONEY)


class PayoutBatchQuerySet(models.QuerySet["PayoutBatch"]):
    """Batches."""

    def visible_to(self, actor: Actor) -> "PayoutBatchQuerySet":
        """All of them, to the operator."""
        return self.all() if _operators(actor) else self.none()


class ReplyQuerySet(models.QuerySet["Reply"]):
    """The bank's answers."""

    def visible_to(self, actor: Actor) -> "ReplyQuerySet":
        """All of them, to the operator."""
        return self.all() if _operators(actor) else self.none()
