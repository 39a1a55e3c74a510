"""Where the money goes: what is checked, what waits, who hears of it, who stops it."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from artists.access import Conflict, Denied, Invalid, Role
from artists.journal import outbox
from artists.notices.kinds import Channel
from artists.notices.models import Delivery, Notice, Preference
from consent.payouts import accounts
from consent.payouts.accounts import in_force, phase
from consent.payouts.models import Account
from consent.payouts.payee import Tax, checked_bic, checked_iban, country
from consent.payouts.states import Phase
from tests.cast import Cast, acting, join, person
from tests.support.paying import IBANS, payee, proven, stated

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("DE12 4306 0967 7718 40", "Four digits are missing. A German IBAN has 22 characters; this has 18."),
        ("DE89 3704 0044 0532 0130 001", "One digit is too many. A German IBAN has 22 characters; this has 23."),
        ("DE89370400440532013001", "The check digits do not fit: a digit is mistyped, or two are swapped."),
        ("4402", "An IBAN begins with the two letters of its country, such as DE or FR. This does not."),
        ("XX00", "An IBAN begins with the two letters of its country, such as DE or FR. This does not."),
        ("", "Write the IBAN."),
        ("DE89<script>", "An IBAN is made of letters and digits. Something else is in this."),
        ("MT84MALT", "23 characters are missing. An IBAN of Malta has 31 characters; this has 8."),
    ],
)
def test_a_wrong_iban_says_what_is_wrong_with_it(said: str, sentence: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked_iban(said)
    assert refused.value.sentence == sentence


def test_spaces_small_letters_and_other_countries_are_fine() -> None:
    assert checked_iban(" de89 3704 0044 0532 0130 00 ") == IBANS[0]
    assert [checked_iban(one) for one in IBANS] == list(IBANS)
    assert checked_bic("cobadeff", IBANS[0]) == "COBADEFF"
    assert checked_bic("", IBANS[0]) == ""
    for said, number in (("COBA", IBANS[0]), ("BNPAFRPP", IBANS[0]), ("", "BR1800360305000010009795493C1")):
        with pytest.raises(Invalid):
            checked_bic(said, number)
    assert country("de") == "DE"
    with pytest.raises(Invalid):
        country("XX")


def test_a_change_takes_a_second_factor_a_fresh_proof_and_five_days(cast: Cast) -> None:
    ayla = proven(cast.ayla, cast.artist)
    with pytest.raises(Denied) as refused:
        accounts.name_account(payee(), actor=proven(cast.ayla, cast.artist, second=False))
    assert refused.value.code == "second_factor_needed"
    with pytest.raises(Denied):
        accounts.name_account(payee(), actor=acting(cast.marco, cast.artist))  # a manager sees, and changes nothing
    first = accounts.name_account(payee(), actor=ayla)
    assert first.force_at == first.asked_at  # there is nothing to take away yet
    assert first.shown == "DE… 3000"
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM payouts_account")
        assert "3704" not in cursor.fetchone()[0]
    with pytest.raises(Conflict):
        accounts.name_account(payee(), actor=ayla)  # the same again
    second = accounts.name_account(payee(IBANS[1]), actor=ayla)
    assert second.force_at == second.asked_at + timedelta(days=5)
    with pytest.raises(Conflict) as waits:
        accounts.name_account(payee(IBANS[3]), actor=ayla)
    assert waits.value.code == "change_waits"
    known = list(Account.objects.all())
    assert in_force(known, timezone.now()) == first
    with time_machine.travel(second.force_at, tick=False):
        assert in_force(known, timezone.now()) == second
        assert [phase(one, known, timezone.now()) for one in known] == [Phase.IN_FORCE, Phase.REPLACED]
        with pytest.raises(Conflict):
            accounts.stop(second, actor=acting(cast.marco, cast.artist))


def test_a_first_account_waits_where_something_is_owed_or_one_was_stopped(cast: Cast) -> None:
    stated(cast.artist, "84.10")
    made = accounts.name_account(payee(), actor=proven(cast.ayla, cast.artist))
    assert made.force_at > made.asked_at
    accounts.stop(made, actor=acting(cast.marco, cast.artist))
    again = accounts.name_account(payee(), actor=proven(cast.ayla, cast.artist))
    assert again.force_at > again.asked_at
    known = list(Account.objects.all())
    assert in_force(known, timezone.now()) is None
    with time_machine.travel(timezone.now() + timedelta(days=6), tick=False):
        assert in_force(known, timezone.now()) == again


def test_everybody_who_sees_money_hears_of_a_change_at_once_and_any_of_them_stops_it(cast: Cast) -> None:
    keeper = person("ada@demo.test", "Ada Book")
    looker = person("vic@demo.test", "Vic Look")
    join(keeper, cast.artist, Role.ACCOUNTANT)
    join(looker, cast.artist, Role.VIEWER)
    for one in (cast.marco, keeper):  # they muted whatever can be muted
        Preference.objects.create(
            person=one, group="security", channel=Channel.EMAIL, wanted=False, changed_at=timezone.now()
        )
    accounts.name_account(payee(), actor=proven(cast.ayla, cast.artist))
    change = accounts.name_account(payee(IBANS[1]), actor=proven(keeper, cast.artist))
    outbox.drain()
    told = Notice.objects.filter(kind="payouts.account", fold_key=f"payout_account:{change.pk}")
    assert {one.person_id for one in told} == {cast.ayla.pk, cast.marco.pk, keeper.pk}
    mailed = Delivery.objects.filter(notice__in=told, channel=Channel.EMAIL)
    assert {one.person_id for one in mailed} == {cast.ayla.pk, cast.marco.pk, keeper.pk}
    accounts.affirm(change, actor=acting(cast.marco, cast.artist))
    with pytest.raises(Denied):
        accounts.stop(change, actor=acting(looker, cast.artist))
    with pytest.raises(Denied):
        accounts.stop(change, actor=acting(cast.dana, cast.label))
    accounts.stop(change, actor=acting(cast.marco, cast.artist))
    with pytest.raises(Conflict):
        accounts.stop(change, actor=acting(cast.marco, cast.artist))
    outbox.drain()
    assert not told.filter(withdrawn_at__isnull=True, read_at__isnull=True).exists()


def test_tax_details_are_sealed_and_shown_to_few(cast: Cast) -> None:
    ayla = proven(cast.ayla, cast.artist)
    accounts.set_tax(Tax("de", "231/123/45678", "DE 136 695 976"), actor=ayla)
    assert accounts.tax_details(ayla) == Tax("DE", "231/123/45678", "DE136695976")
    for actor in (acting(cast.marco, cast.artist), acting(cast.ayla, cast.artist, fresh=False)):
        with pytest.raises(Denied):
            accounts.tax_details(actor)
    for wrong in (Tax("DE"), Tax("DE", vat="DE123"), Tax("ZZ", "1"), Tax("DE", "1" * 41)):
        with pytest.raises(Invalid):
            accounts.set_tax(wrong, actor=ayla)
    assert accounts.tax_details(proven(cast.dana, cast.label)) is None
    for amount in (0, 24, 10**9):
        with pytest.raises(Invalid):
            accounts.set_smallest(amount, actor=ayla)
