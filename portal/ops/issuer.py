"""Who invoices come from: read from the environment, printed on each invoice as it stood that day."""

from environs import Env

_FIELDS = ("name", "address", "country", "vat_id", "iban", "bic", "bank", "email")
_INVENTED = {
    "name": "Soundcheck Rights gGmbH", "address": "Alte Werft 9\n20459 Hamburg", "country": "DE",
    "vat_id": "DE136695976", "iban": "DE89370400440532013000", "bic": "COBADEFFXXX", "bank": "Commerzbank",
    "email": "money@soundcheck.example",
}  # fmt: skip


def of_invoices(env: Env) -> dict[str, str]:
    """The issuer's name, address, country, VAT number and account: `INVOICE_NAME`, `INVOICE_IBAN`, and so on.

    `\\n` in `INVOICE_ADDRESS` begins a new line. The demonstration has an invented one.
    """
    known = _INVENTED if env.bool("SOUNDCHECK_DEMO", False) else {"name": "Soundcheck"}
    found = {field: env.str(f"INVOICE_{field.upper()}", known.get(field, "")) for field in _FIELDS}
    return {field: value.replace("\\n", "\n") for field, value in found.items() if value}
