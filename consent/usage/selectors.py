"""What a partner reads of its own use: when each client last asked, and what is left of its limits."""

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Subquery

from artists.access import Actor
from artists.teams.models import ApiClient
from consent.usage.limits import KINDS, WINDOW, Kind
from consent.usage.models import Asked, Minute


@dataclass(frozen=True)
class Standing:
    """How a client stands with one kind of request this minute. `agreed` says that the limit is the client's own."""

    kind: Kind
    per_minute: int
    used: int
    agreed: bool

    @property
    def full(self) -> int:
        """How much of it is used, in hundredths."""
        return min(100, 100 * self.used // self.per_minute) if self.per_minute else 100


def last_uses(actor: Actor) -> dict[int, datetime]:
    """When each of the team's clients last asked anything, by the client's key, as far as the log reaches."""
    newest = Asked.objects.filter(client=OuterRef("pk")).order_by("-id").values("at")[:1]
    rows = ApiClient.objects.visible_to(actor).annotate(last=Subquery(newest)).values_list("pk", "last")
    return {pk: last for pk, last in rows if last}


def standings(found: Sequence[ApiClient]) -> Mapping[int, Sequence[Standing]]:
    """Each client's limits and what this minute has used of them, by the client's key. One query."""
    minute = int(time.time()) // WINDOW
    used: dict[tuple[int, str], int] = defaultdict(int)
    for client, kind, amount in Minute.objects.filter(client__in=found, minute=minute).values_list(
        "client_id", "kind", "amount"
    ):
        used[client, kind] = amount
    return {
        one.pk: [
            Standing(kind, one.limits.get(kind.code, kind.per_minute), used[one.pk, kind.code], kind.code in one.limits)
            for kind in KINDS.values()
        ]
        for one in found
    }
