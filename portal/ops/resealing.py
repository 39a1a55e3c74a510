"""Sealing again, under the newest SECRET_KEY, whatever is sealed in the database; after that the old key can go.

Rows that never change otherwise are written with their guard aside, for what they say stays the same: the very bytes
that were sealed before, checked in the same transaction.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, models, transaction
from pgtrigger.registry import registered

from artists.sealing import resealed, unseal
from artists.webhooks import keys
from artists.webhooks.models import Key
from consent.credentials import authority
from consent.credentials.models import Authority
from consent.decisions import signing
from consent.decisions.models import SigningKey
from consent.payouts.models import ACCOUNT, FILE, TAX, Account, BatchFile, TaxDetails

_AT_ONCE = 200


@dataclass(frozen=True)
class Place:
    """A column of secrets: what sealed it, and the guard that otherwise holds its rows."""

    model: type[models.Model]
    field: str
    purpose: bytes
    guard: str = ""


PLACES = (
    Place(Account, "sealed", ACCOUNT, "payouts.Account:never_changed"),
    Place(TaxDetails, "sealed", TAX),
    Place(BatchFile, "sealed", FILE, "payouts.BatchFile:never_changed"),
    Place(Key, "sealed", keys.PURPOSE),
    Place(SigningKey, "sealed", signing.PURPOSE),
    Place(Authority, "sealed", authority.PURPOSE),
    Place(Authority, "root_sealed", authority.PURPOSE),
)


def reseal() -> dict[str, int]:
    """How many of each were sealed anew. Again, or after it was stopped, it goes on. Raises `Unreadable`."""
    return {f"{place.model._meta.label}.{place.field}": _reseal(place) for place in PLACES}


def _reseal(place: Place) -> int:
    done, last = 0, None
    while True:
        with transaction.atomic():
            rows = place.model._default_manager.select_for_update().order_by("pk")
            rows = rows if last is None else rows.filter(pk__gt=last)
            found = list(rows[:_AT_ONCE])
            if not found:
                return done
            done += sum(_anew(one, place) for one in found)
            last = found[-1].pk


def _anew(row: models.Model, place: Place) -> bool:
    before: str = getattr(row, place.field)
    after = resealed(before, purpose=place.purpose)
    if after == before:
        return False
    if unseal(after, purpose=place.purpose) != unseal(before, purpose=place.purpose):
        raise RuntimeError(f"Sealing {row} anew would change it.")
    with _aside(place):
        place.model._default_manager.filter(pk=row.pk).update(**{place.field: after})
    return True


@contextmanager
def _aside(place: Place) -> Iterator[None]:
    """Without the guard, in this transaction alone. `pgtrigger.ignore` cannot go as a prepared statement."""
    uris = [place.guard] if place.guard else []
    guards = [trigger.get_pgid(model) for uri in uris for model, trigger in registered(uri)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", ["{" + ",".join(guards) + "}"])
        yield
        cursor.execute("SELECT set_config('pgtrigger.ignore', '{}', true)")
