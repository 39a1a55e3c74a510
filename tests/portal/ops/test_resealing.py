"""A SECRET_KEY that was changed can be forgotten, once everything is sealed anew."""

import pytest
from django.apps import apps
from django.conf import LazySettings
from django.core.management import call_command
from django.db import ProgrammingError, models, transaction

from artists.sealing import Unreadable
from artists.webhooks.keys import new_key
from consent.payouts import accounts, batches
from consent.payouts.models import Account, BatchFile, TaxDetails
from consent.payouts.payee import Tax
from portal.ops.resealing import PLACES, reseal
from tests.cast import Cast, acting
from tests.support.paying import IBANS, account, proven, stated

pytestmark = pytest.mark.django_db


def test_after_it_the_old_key_is_needed_no_more(cast: Cast, settings: LazySettings) -> None:
    account(cast.ayla, cast.artist)
    accounts.set_tax(Tax("DE", "231/123/45678"), actor=proven(cast.ayla, cast.artist))
    stated(cast.artist, "100")
    batch = batches.make(actor=acting(cast.olu, cast.operator))
    before = [one.content for one in BatchFile.objects.order_by("pk")]
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "x" * 60, [settings.SECRET_KEY]
    call_command("reseal")
    assert set(reseal().values()) == {0}  # again changes nothing
    settings.SECRET_KEY_FALLBACKS = []
    assert Account.objects.get().payee.iban == IBANS[0]
    assert TaxDetails.objects.get().tax.number == "231/123/45678"
    assert [one.content for one in BatchFile.objects.order_by("pk")] == before
    assert batches.fetch(batch, f"{batch.reference}.xml", actor=acting(cast.olu, cast.operator)).content == before[0]
    with pytest.raises(ProgrammingError), transaction.atomic():  # the guard is back
        Account.objects.update(sealed=new_key("v1").sealed)
    settings.SECRET_KEY = "y" * 60
    with pytest.raises(Unreadable):
        reseal()


def test_no_column_of_secrets_is_left_out() -> None:
    known = {(place.model, place.field) for place in PLACES}
    found = {
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.TextField) and field.name.endswith("sealed")
    }
    assert found == known
