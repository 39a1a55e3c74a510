"""Whose account payouts leave, and by which ways: from the environment, with test accounts for everything but life."""

from typing import Any

from environs import Env

# The IBAN that every example uses: valid, and of nobody.
_TEST_IBAN, _TEST_BIC = "DE89370400440532013000", "COBADEFFXXX"


def configure(env: Env) -> dict[str, Any]:
    """`settings.PAYOUTS`: PAYER_NAME, PAYER_IBAN, PAYER_BIC; STRIPE_SECRET_KEY, STRIPE_API, STRIPE_WEBHOOK_SECRET
    (empty key: no Stripe)."""
    return {
        "name": env.str("PAYER_NAME", "Soundcheck"),
        "iban": env.str("PAYER_IBAN", _TEST_IBAN).replace(" ", ""),
        "bic": env.str("PAYER_BIC", _TEST_BIC),
        "stripe_key": env.str("STRIPE_SECRET_KEY", ""),
        "stripe_api": env.str("STRIPE_API", "https://api.stripe.com"),
        "stripe_webhook_secret": env.str("STRIPE_WEBHOOK_SECRET", ""),
    }
