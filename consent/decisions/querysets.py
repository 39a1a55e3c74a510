"""Which permits and keys there are, for whom, now."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from artists.access import Actor

if TYPE_CHECKING:
    from consent.decisions.models import Permit, SigningKey  # noqa: F401 - for the types below


class SigningKeyQuerySet(models.QuerySet["SigningKey"]):
    """Keys, by what they are good for."""

    def published(self, *, now: datetime) -> Self:
        """Those whose signatures still count, and the one that signs next."""
        return self.filter(Q(retires_at__isnull=True) | Q(retires_at__gt=now)).order_by("pk")

    def signing(self, *, now: datetime, test: bool) -> "SigningKey | None":
        """The one that signs now: the newest that may."""
        return self.published(now=now).filter(test=test, signs_at__lte=now).order_by("-signs_at", "-pk").first()


class PermitQuerySet(models.QuerySet["Permit"]):
    """Permits, by whom they concern and whether they count."""

    def visible_to(self, actor: Actor) -> Self:
        """A partner sees its own."""
        return self.filter(partner_id=actor.team_id)

    def live(self) -> Self:
        """No test permits."""
        return self.filter(test=False)

    def outstanding(self, *, now: datetime) -> Self:
        """Those that still allow something."""
        return self.filter(expires_at__gt=now, revoked_at__isnull=True)
