"""Which notices somebody may see (their own, whatever their teams), and which deliveries wait."""

from typing import TYPE_CHECKING

from django.db import models

from artists.notices.kinds import codes_of

if TYPE_CHECKING:
    from artists.notices.models import Delivery, Notice  # noqa: F401  (the type parameter only)


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices."""

    def of_person(self, person_id: int) -> "NoticeQuerySet":
        """Everything this person was ever told."""
        return self.filter(person_id=person_id)

    def new(self) -> "NoticeQuerySet":
        """Neither read nor withdrawn."""
        return self.filter(read_at__isnull=True, withdrawn_at__isnull=True)

    def waiting_for_answer(self) -> "NoticeQuerySet":
        """What asks the person to do something and is not withdrawn, read or not."""
        return self.filter(needs_answer=True, withdrawn_at__isnull=True)

    def in_group(self, group: str) -> "NoticeQuerySet":
        """Of the kinds of this group."""
        return self.filter(kind__in=codes_of(group))


class NoticeDeliveryQuerySet(models.QuerySet["Delivery"]):
    """Deliveries."""

    def waiting(self) -> "NoticeDeliveryQuerySet":
        """Not sent, not cancelled, not refused."""
        return self.filter(sent_at__isnull=True, cancelled_at__isnull=True, refused_at__isnull=True)
