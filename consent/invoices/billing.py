"""Whom invoices are made out to, and what stands on them about tax. No tax is computed here."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from stdnum.eu import vat

from artists.access import Actor, Denied, Invalid, Permission, TeamKind, require
from artists.access.writing import many_lines, one_line
from artists.journal.record import Act, record
from artists.teams.models import Team
from consent.invoices import entries
from consent.invoices.models import BillTo

EU = frozenset(
    {
        "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU",
        "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
    }
)  # fmt: skip
REVERSE_CHARGE = "Reverse charge: the recipient owes the VAT (Article 196 of Directive 2006/112/EC)."
_LINES = 6


@dataclass(frozen=True)
class Address:
    """As a person wrote it. `country` is ISO 3166-1 alpha-2."""

    name: str
    address: str
    country: str
    vat_id: str = ""
    reference: str = ""


def bill_to(said: Address, *, actor: Actor) -> BillTo:
    """From the next invoice on they are made out like this. Raises `Invalid` naming the field that is wrong."""
    require(actor, Permission.CHANGE_MONEY)
    if actor.team_kind is not TeamKind.PARTNER:
        raise Denied("partner_only", "Only partners are sent invoices.")
    values = _checked(said)
    now = timezone.now()
    with transaction.atomic():
        values |= {"changed_at": now, "changed_by_id": actor.person_id}
        made, _ = BillTo.objects.update_or_create(team_id=actor.team_id, defaults=values)
        record(Act(entries.ADDRESSED, "team", str(actor.team_id)), actor=actor, at=now)
    return made


def _checked(said: Address) -> dict[str, object]:
    name = one_line(said.name, field="name")
    address = many_lines(said.address, field="address")
    country, vat_id = said.country.strip().upper(), said.vat_id.replace(" ", "").upper()
    reference = one_line(said.reference, field="reference")
    if not name or len(name) > 140:
        raise Invalid("name_wrong", "Write the company’s name, in 140 characters at most.", field="name")
    if not address or len(address) > 500 or address.count("\n") >= _LINES:
        raise Invalid("address_wrong", f"Write the address, in {_LINES} lines at most.", field="address")
    if len(country) != 2 or not country.isascii() or not country.isalpha():
        raise Invalid("country_wrong", "Choose a country.", field="country")
    if len(vat_id) > 20 or (vat_id and country in EU and not vat.is_valid(vat_id)):
        raise Invalid("vat_id_wrong", "This is no VAT number of the EU: its check digits do not fit.", field="vat_id")
    if len(reference) > 60:
        raise Invalid("reference_wrong", "Write at most 60 characters.", field="reference")
    return {"name": name, "address": address, "country": country, "vat_id": vat_id, "reference": reference}


def addresses_of(partners: Collection[int]) -> dict[int, dict[str, str]]:
    """What an invoice of today says of each partner; of one that never told its address the name alone. Two queries."""
    known = {one.pk: one for one in BillTo.objects.filter(pk__in=partners)}
    names = dict(Team.objects.filter(pk__in=partners).values_list("pk", "name"))
    return {pk: as_data(known[pk]) if pk in known else {"name": name} for pk, name in names.items()}


def as_data(one: BillTo) -> dict[str, str]:
    """As an invoice keeps it."""
    return {
        "name": one.name, "address": one.address, "country": one.country, "vat_id": one.vat_id,
        "reference": one.reference,
    }  # fmt: skip


def tax_note(issuer: Mapping[str, str], to: Mapping[str, str]) -> str:
    """The sentence that a reverse charge asks for; empty where there is none. It decides nothing about tax.

    Written where both sides are in the EU, in different countries, each with a VAT number (Directive 2006/112/EC,
    Article 226, 11a).
    """
    ours, theirs = issuer.get("country", ""), to.get("country", "")
    across = ours in EU and theirs in EU and ours != theirs
    return REVERSE_CHARGE if across and issuer.get("vat_id") and to.get("vat_id") else ""
