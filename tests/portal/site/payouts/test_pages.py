"""The pages of payouts, pressed as people press them."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from artists.journal import outbox
from artists.notices.models import Notice
from artists.sealing import seal
from consent.payouts import batches, confirmations
from consent.payouts.models import ACCOUNT, Account, Payout, PayoutBatch, Smallest
from consent.payouts.pain001 import NAMESPACE
from consent.payouts.states import WAIT
from tests.cast import Cast, acting
from tests.portal.site.account.test_ways_in import totp, with_app
from tests.support.paying import IBANS, account, answers, at_bank, came_back, paid, payee, stated
from tests.support.signing_in import signed_in, stale

pytestmark = pytest.mark.django_db


def page(name: str, *args: object, team: str = "ayla-marsh") -> str:
    """An address of a team's."""
    return reverse(f"site:{name}", args=[team, *args])


def proved(client: Client, to: str, secret: str) -> str:
    """Give the code from the app; where it leads."""
    answer = client.post(to, {"code": totp(secret)})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return answer["Location"]


SAID = {
    "holder": "Ayla Marsh",
    "street": "Karl-Heine-Straße 12",
    "postcode": "04229",
    "town": "Leipzig",
    "country": "DE",
}


def test_an_account_is_named_after_a_code_and_wrong_numbers_say_what_is_wrong(cast: Cast) -> None:
    stated(cast.artist, "84.10")
    ayla = signed_in(cast.ayla)
    first = ayla.get(page("payout_account"))
    assert first.status_code == 403
    assert b"A second factor first" in first.content
    secret = with_app(ayla)
    stale(ayla)
    # A form that comes too late is not kept, for a number has no business in the session.
    late = ayla.post(page("payout_account"), SAID | {"iban": IBANS[0]})
    assert late["Location"].startswith(reverse("mfa_reauthenticate"))
    assert IBANS[0] not in str(dict(ayla.session))
    assert proved(ayla, late["Location"], secret) == page("payout_account")
    form = ayla.get(page("payout_account"))
    assert form["Cache-Control"] == "private, no-store"
    wrong = ayla.post(page("payout_account"), SAID | {"iban": "DE12 4306 0967 7718 40"})
    assert wrong.status_code == 422
    assert "Four digits are missing. A German IBAN has 22 characters; this has 18." in wrong.content.decode()
    assert ayla.post(page("payout_account"), SAID | {"iban": IBANS[0]})["Location"] == page("payouts")
    shown = signed_in(cast.marco).get(page("payouts")).content.decode()
    assert "DE… 3000" in shown
    assert IBANS[0] not in shown.replace(" ", "")
    assert "It was me or my team" in shown
    taxed = ayla.post(page("payout_tax"), {"country": "DE", "number": "12/345", "vat": ""})
    assert taxed["Location"] == page("payouts")
    assert b"12/345" in ayla.get(page("payout_tax")).content
    assert ayla.post(page("payout_smallest"), {"amount": "3"}).status_code == 422
    assert ayla.post(page("payout_smallest"), {"amount": "100"}).status_code == 302
    assert Smallest.objects.get().amount == 100


def test_the_operator_pays_and_the_team_reads_what_came_back(cast: Cast) -> None:
    account(cast.ayla, cast.artist)
    stated(cast.artist, "84.10")
    olu = signed_in(cast.olu)
    operators = {"team": cast.operator.slug}
    made = olu.post(page("payout_make", **operators))
    batch = PayoutBatch.objects.get()
    assert made["Location"] == page("payout_batch", batch.pk, **operators)
    shown = olu.get(made["Location"]).content.decode()
    assert f"{batch.reference}.xml" in shown
    file = olu.get(page("payout_file", batch.pk, f"{batch.reference}.xml", **operators))
    assert NAMESPACE.encode() in file.content
    assert file.content == olu.get(page("payout_file", batch.pk, f"{batch.reference}.xml", **operators)).content
    assert olu.get(page("payout_file", batch.pk, "other.xml", **operators)).status_code == 409
    olu.post(page("payout_send", batch.pk, **operators))
    one = Payout.objects.get()
    upload = SimpleUploadedFile("a.csv", answers(paid("SCP-1", "1"), came_back(one.reference, "84.10")))
    told = olu.get(olu.post(page("payout_answers", **operators), {"file": upload})["Location"]).content.decode()
    assert "No payout has this reference." in told
    assert "account closed" in told
    assert "The last transfer came back." in olu.get(page("payout_batches", **operators)).content.decode()
    rubbish = SimpleUploadedFile("a.csv", b"\x00")
    assert (
        "The first line names the columns"
        in olu.post(page("payout_answers", **operators), {"file": rubbish}, follow=True).content.decode()
    )
    ayla = signed_in(cast.ayla)
    seen = ayla.get(page("payouts")).content.decode()
    assert "Your bank returned €84.10: account closed." in seen
    assert "See the bank’s message" in seen
    assert one.reference in ayla.get(page("payouts_csv")).content.decode()
    waits = Account.objects.create(
        team=cast.artist, number=2, shown="FR… 2606", sealed=seal(payee(IBANS[1]).to_json(), purpose=ACCOUNT),
        asked_at=timezone.now(), asked_by=cast.ayla, force_at=timezone.now() + WAIT,
    )  # fmt: skip
    assert "Change waits" in ayla.get(page("payouts")).content.decode()
    assert ayla.post(page("payout_affirm", waits.pk)).status_code == 302
    assert signed_in(cast.dana).post(page("payout_stop", waits.pk, team="northlight-records")).status_code == 404
    stopped = signed_in(cast.marco).post(page("payout_stop", waits.pk), follow=True)
    assert "Stopped." in stopped.content.decode()


def test_cancelling_what_was_fetched_asks_again_and_a_payment_of_it_is_an_alarm(cast: Cast) -> None:
    account(cast.ayla, cast.artist)
    stated(cast.artist, "84.10")
    olu, operators = signed_in(cast.olu), {"team": cast.operator.slug}
    olu.post(page("payout_make", **operators))
    batch = PayoutBatch.objects.get()
    olu.get(page("payout_file", batch.pk, f"{batch.reference}.xml", **operators))
    first = olu.post(page("payout_cancel", batch.pk, **operators), follow=True).content.decode()
    assert "A file of this batch was fetched" in first
    assert PayoutBatch.objects.get().state == "planned"
    olu.post(page("payout_cancel", batch.pk, **operators), {"though_fetched": "1"})
    assert PayoutBatch.objects.get().state == "cancelled"
    upload = SimpleUploadedFile("a.csv", answers(paid(Payout.objects.get().reference, "84.10")))
    told = olu.get(olu.post(page("payout_answers", **operators), {"file": upload})["Location"]).content.decode()
    assert "1 line needs you" in told
    assert "nothing to pay out" in olu.post(page("payout_make", **operators), follow=True).content.decode()


def test_a_line_in_the_account_leads_to_its_statements_and_back(cast: Cast) -> None:
    account(cast.ayla, cast.artist)
    account(cast.dana, cast.label, IBANS[1])
    said, other = stated(cast.artist, "84.10"), stated(cast.artist, "12.00", first=date(2026, 10, 1))
    stated(cast.label, "70")
    olu = acting(cast.olu, cast.operator)
    first = at_bank(olu).payouts.get(team=cast.artist)
    text = f"Soundcheck {first.reference} {said.reference} {other.reference}"
    xml = batches.fetch(first.batch, f"{first.batch.reference}.xml", actor=olu).content.decode()
    assert f"<Ustrd>{text}</Ustrd>" in xml
    confirmations.take("a.csv", answers(came_back(first.reference, "96.10", code="AM04")), actor=olu)
    second = at_bank(olu).payouts.get()
    confirmations.take("b.csv", answers(paid(second.reference, "96.10")), actor=olu)
    ayla = signed_in(cast.ayla)
    listed = ayla.get(page("payouts")).content.decode()
    assert page("payout", second.reference) in listed
    assert page("statement", said.number) in listed
    shown = ayla.get(page("payout", second.reference)).content.decode()
    for one in (text.replace(first.reference, second.reference), said.reference, "€84.10", "€12.00", "€96.10",
                f"B-{second.reference}", page("statement", other.number), page("payout", first.reference)):  # fmt: skip
        assert one in shown, one
    assert "our account was short of money" in ayla.get(page("payout", first.reference)).content.decode()
    assert page("payout", second.reference) in ayla.get(page("statement", said.number)).content.decode()
    sheets = [ayla.get(page("payout_pdf", second.reference)).content for _ in range(2)]
    assert sheets[0][:5] == b"%PDF-"
    assert sheets[0] == sheets[1]
    for reference in (first.reference, "SCP-2026-11-9999"):
        assert signed_in(cast.dana).get(page("payout", reference, team="northlight-records")).status_code == 404
        assert signed_in(cast.dana).get(page("payout_pdf", reference, team="northlight-records")).status_code == 404


def test_money_that_left_twice_stands_on_the_operators_page_until_one_is_back(cast: Cast) -> None:
    account(cast.ayla, cast.artist)
    stated(cast.artist, "84.10")
    olu, actor = signed_in(cast.olu), acting(cast.olu, cast.operator)
    where = page("payout_batches", team=cast.operator.slug)
    gone = batches.make(actor=actor)
    batches.cancel(gone, actor=actor)
    second = at_bank(actor)
    lost, kept = gone.payouts.get().reference, second.payouts.get().reference
    confirmations.take("a.csv", answers(paid(lost, "84.10"), paid(kept, "84.10")), actor=actor)
    shown = olu.get(where).content.decode()
    assert "Money left twice" in shown
    assert f"{kept} went out for the same money" in shown
    confirmations.take("b.csv", answers(came_back(kept, "84.10", code="FOCR")), actor=actor)
    assert "Money left twice" not in olu.get(where).content.decode()
    outbox.drain()
    told = Notice.objects.get(kind="payouts.returned", person=cast.ayla)
    assert "Another transfer had paid you the same" in told.text
    assert signed_in(cast.ayla).get(page("payout", lost)).status_code == 200


def test_a_batch_says_which_of_its_accounts_were_left_since(cast: Cast) -> None:
    old = account(cast.ayla, cast.artist)
    stated(cast.artist, "84.10")
    batch = batches.make(actor=acting(cast.olu, cast.operator))
    olu, where = signed_in(cast.olu), page("payout_batch", batch.pk, team=cast.operator.slug)
    said = "goes to an account that is not in force any more"
    assert said not in olu.get(where).content.decode()
    now = timezone.now()
    Account.objects.create(
        team=cast.artist, number=2, shown="FR… 2606", sealed=seal(payee(IBANS[1]).to_json(), purpose=ACCOUNT),
        asked_at=now, force_at=now,
    )  # fmt: skip
    shown = olu.get(where).content.decode()
    assert said in shown
    assert f"Ayla Marsh, {old.shown}" in shown


def test_no_account_yet_says_what_waits_for_one(cast: Cast) -> None:
    stated(cast.artist, "84.10")
    seen = signed_in(cast.ayla).get(page("payouts")).content.decode()
    assert "You have €84.10 waiting. It stays yours for as long as it takes." in seen
