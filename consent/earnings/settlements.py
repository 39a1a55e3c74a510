"""What a partner pays for the past, outside any rate: recorded by who runs the portal, divided like every pool."""

from dataclasses import dataclass
from datetime import UTC, date
from decimal import Decimal
from uuid import UUID

from babel.numbers import list_currencies
from django.db import transaction
from django.utils import timezone

from artists.access import Actor, Conflict, Denied, Invalid, Permission, TeamKind, one_line, require
from artists.catalog.models import Asset
from artists.teams.models import Team
from consent.earnings import ledger
from consent.earnings.models import Pool
from consent.earnings.money import MICRO
from consent.earnings.pools import Over, licensors_of, put
from consent.earnings.states import Kind, Rule
from consent.licences.models import Licence

MOST_WORKS = 100_000
_MOST = Decimal(1_000_000_000)


@dataclass(frozen=True)
class Settlement:
    """What was agreed: an amount in a currency for the days from `first` to `last`, and what it divides over.

    Either `licence`, for all it covers and those who license; or `works`, for everybody who holds something in them.
    """

    partner: Team
    title: str
    amount: Decimal
    currency: str
    rule: Rule
    first: date
    last: date
    works: tuple[UUID, ...] = ()
    licence: Licence | None = None


def may_settle(actor: Actor) -> None:
    """Raise `Denied` unless the actor runs this portal and handles its money."""
    require(actor, Permission.CHANGE_MONEY)
    if actor.team_kind is not TeamKind.OPERATOR:
        raise Denied("not_operator", "Only those who run the portal record settlements.")


def settle(settlement: Settlement, *, actor: Actor) -> Pool:
    """Record it and divide it, once. Raises `Denied`; `Invalid` with its field; `Conflict("settled_already")`."""
    may_settle(actor)
    title = _checked(settlement)
    version = settlement.licence.in_force if settlement.licence else None
    over = Over(version, licensors_of(version)) if version else Over(works=tuple(dict.fromkeys(settlement.works)))
    pool = Pool(
        kind=Kind.SETTLEMENT, rule=settlement.rule, partner=settlement.partner, version=version,
        first=settlement.first, last=settlement.last, amount=settlement.amount, currency=settlement.currency,
        title=title,
    )  # fmt: skip
    with transaction.atomic():
        ledger.lock()
        if _known(pool):
            raise Conflict("settled_already", "This settlement is recorded already: see the list.")
        made = put(pool, over, day=settlement.last, actor=actor)
        if made is None:
            raise Invalid("settlement_works", "The licence covers no work that is here, so it divides over nothing.")
    return made


def _known(pool: Pool) -> bool:
    """Whether the same is there. A licence's version is settled once from a day on: the table says so too."""
    same = Pool.objects.filter(kind=Kind.SETTLEMENT, partner=pool.partner, first=pool.first)
    if pool.version:
        return same.filter(version=pool.version).exists()
    return same.filter(
        version=None, last=pool.last, amount=pool.amount, currency=pool.currency, title=pool.title
    ).exists()


def _fail(field: str, sentence: str) -> None:
    raise Invalid(f"settlement_{field}", sentence, field=field)


def _checked(settlement: Settlement) -> str:
    """Raise `Invalid` unless it can be meant; the title as it is kept."""
    title = one_line(settlement.title, field="title")
    if not title or len(title) > 200:
        _fail("title", "Say in a line of 200 characters at most what it settles.")
    if settlement.partner.team_kind is not TeamKind.PARTNER:
        _fail("partner", "Only a partner settles.")
    if not settlement.amount.is_finite() or not 0 < settlement.amount <= _MOST:
        _fail("amount", "The amount is above zero, and one thousand million at most.")
    if settlement.amount != settlement.amount.quantize(MICRO):
        _fail("amount", "An amount has six decimals at most.")
    if settlement.currency not in list_currencies():
        _fail("currency", "Use a currency code such as EUR (ISO 4217).")
    if settlement.last < settlement.first:
        _fail("last", "It ends before it begins.")
    if settlement.last > timezone.now().astimezone(UTC).date():
        _fail("last", "A settlement is for the past: its last day cannot be to come.")
    _works(settlement)
    return title


def _works(settlement: Settlement) -> None:
    licence = settlement.licence
    if bool(settlement.works) == bool(licence):
        _fail("works", "Name either the works or a licence.")
    if licence and (licence.partner_id != settlement.partner.pk or licence.in_force_id is None):
        _fail("licence", "That is no signed licence of this partner.")
    if licence and licence.in_force and licence.in_force.agreed.currency != settlement.currency:
        _fail("currency", f"This licence pays in {licence.in_force.agreed.currency}.")
    wanted = set(settlement.works)
    if len(wanted) > MOST_WORKS:
        _fail("works", f"A settlement names {MOST_WORKS:,} works at most. Name a licence instead.")
    if wanted and Asset.objects.filter(pk__in=wanted).count() < len(wanted):
        _fail("works", "One of the works is not in the catalogue.")
