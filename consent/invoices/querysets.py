"""Who may see what partners owe: the partner its own, the operator all; in either, who may see money."""

from typing import TYPE_CHECKING, TypeVar

from django.db import models

from artists.access import Actor, Permission, TeamKind

if TYPE_CHECKING:
    from consent.invoices.models import Invoice, Payment

M = TypeVar("M", bound=models.Model)


def _of(found: "models.QuerySet[M]", actor: Actor) -> "models.QuerySet[M]":
    if not actor.has(Permission.SEE_MONEY):
        return found.none()
    if actor.team_kind is TeamKind.OPERATOR:
        return found
    return found.filter(partner_id=actor.team_id) if actor.team_kind is TeamKind.PARTNER else found.none()


class InvoiceQuerySet(models.QuerySet["Invoice"]):
    """Invoices."""

    def visible_to(self, actor: Actor) -> "models.QuerySet[Invoice]":
        """The partner's own, or all of them."""
        return _of(self, actor)


class PaymentQuerySet(models.QuerySet["Payment"]):
    """Payments."""

    def visible_to(self, actor: Actor) -> "models.QuerySet[Payment]":
        """The partner's own, or all of them."""
        return _of(self, actor)
