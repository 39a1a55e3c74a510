"""Who may see payouts: the team they go to, and in it whoever may see money; batches, the operator alone."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models

from artists.access import Actor, Permission, TeamKind

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
