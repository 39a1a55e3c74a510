"""Batches, their files, and what the bank says."""

import contextlib
import hashlib
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import ProgrammingError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from artists.access import Conflict, Denied, Invalid
from artists.journal import outbox
from artists.journal.models import Entry
from artists.notices.models import Notice
from consent.payouts import accounts, batches, calendar, confirmations, pain001, planning
from consent.payouts.balances import balances
from consent.payouts.models import Account, Covered, Payout, PayoutBatch
from consent.payouts.reading import read
from tests.cast import Cast, acting
from tests.support.paying import IBANS, account, answers, at_bank, came_back, paid, payee, proven, stated

pytestmark = pytest.mark.django_db
NS = {"p": pain001.NAMESPACE}


def test_a_batch_pays_what_is_owed_once_and_says_what_waits_and_why(cast: Cast) -> None:
    olu = acting(cast.olu, cast.operator)
    account(cast.ayla, cast.artist)
    account(cast.dana, cast.label, IBANS[1], holder="Północ & Söhne “Label” GmbH", country="FR")
    first, second = stated(cast.artist, "3716.02"), stated(cast.artist, "12.30", first=date(2026, 10, 1))
    stated(cast.label, "24.99")  # below the smallest
    stated(cast.label, "90.00", currency="USD")
    stated(cast.publisher, "50")  # no account
    waits = {(line.team.slug, line.due.currency): line.waits for line in planning.preview(olu)}
    assert waits == {
        ("ayla-marsh", "EUR"): "",
        ("northlight-records", "EUR"): "Less than 25 EUR: added to the next.",
        ("northlight-records", "USD"): "",
        ("harbour-songs", "EUR"): "No account yet.",
    }
    with pytest.raises(Denied):
        batches.make(actor=acting(cast.olu, cast.operator, fresh=False))
    with pytest.raises(Denied):
        batches.make(actor=acting(cast.dana, cast.label))
    batch = batches.make(actor=olu)
    with pytest.raises(Conflict):
        batches.make(actor=olu)
    mine = Payout.objects.get(batch=batch, team=cast.artist)
    assert mine.amount == Decimal("3728.32")
    assert mine.reference == f"SCP-{batch.due_on:%Y-%m}-0001"
    assert {one.statement_id for one in mine.covered.all()} == {first.pk, second.pk}
    xml, sheet = (batches.fetch(batch, f"{batch.reference}.{end}", actor=olu) for end in ("xml", "csv"))
    assert hashlib.sha256(xml.content).hexdigest() == xml.sha256
    assert b"3704" not in xml.sealed.encode()
    tree = etree.fromstring(xml.content)
    etree.XMLSchema(etree.parse(pain001.SCHEMA)).assertValid(tree)
    assert tree.xpath("//p:GrpHdr/p:CtrlSum/text()", namespaces=NS) == ["3728.32"]
    assert tree.xpath("//p:EndToEndId/text()", namespaces=NS) == [mine.reference]
    assert tree.xpath("//p:CdtrAcct//p:IBAN/text()", namespaces=NS) == [IBANS[0]]
    assert tree.xpath("//p:Cdtr/p:PstlAdr/p:StrtNm/text()", namespaces=NS) == ["Karl-Heine-Strasse 12"]
    assert b",90.00,USD," in sheet.content  # no SEPA transfer: by CSV alone
    assert batches.fetch(batch, xml.name, actor=olu).content == xml.content
    assert balances(cast.artist.pk)["EUR"].planned == Decimal("3728.32")


@given(st.text(max_size=90), st.integers(min_value=1, max_value=40))
def test_whatever_a_name_is_it_leaves_in_the_characters_of_sepa(text: str, longest: int) -> None:
    plain = pain001.plain(text, longest)
    assert 1 <= len(plain) <= longest
    assert set(plain) <= pain001._TAKEN
    assert not plain.startswith("/")
    assert "//" not in plain
    assert pain001.plain(plain, longest) == plain


def test_the_bank_confirms_and_sends_back_and_the_money_goes_out_again(cast: Cast) -> None:
    olu = acting(cast.olu, cast.operator)
    old = account(cast.ayla, cast.artist)
    stated(cast.artist, "3046.90")
    batch = batches.make(actor=olu)
    payout = Payout.objects.get()
    early = confirmations.take("a.csv", answers(paid(payout.reference, "3046.90")), actor=olu)
    assert early.lines[0]["outcome"] == "refused"  # nobody said that the bank has it
    batches.send(batch, actor=olu)
    wrong = answers(
        paid("SCP-1999-01-0001", "1"), paid(payout.reference, "3046.91"),
        paid(payout.reference, "3046.90", currency="USD"),
        paid(payout.reference, "3046.90", day=date(2020, 1, 1)), f"{payout.reference},perhaps,,,,,,",
        f"{payout.reference},paid,12x,EUR,2026-11-10,,,",
    )  # fmt: skip
    lines = confirmations.take("b.csv", wrong, actor=olu).lines
    assert [line["outcome"] for line in lines] == ["refused"] * 6
    assert lines[0]["sentence"] == "No payout has this reference."
    assert lines[1]["sentence"] == "The amount is not the payout's: 3046.91 instead of 3046.9."
    good = answers(paid(payout.reference, "3046.90"), came_back(payout.reference, "3046.90"))
    assert [line["outcome"] for line in confirmations.take("c.csv", good, actor=olu).lines] == ["paid", "returned"]
    assert [line["outcome"] for line in confirmations.take("c.csv", good, actor=olu).lines] == ["known", "known"]
    other = answers(paid(payout.reference, "3046.90").replace("B-", "C-"))
    assert confirmations.take("d.csv", other, actor=olu).lines[0]["outcome"] == "refused"  # another reference
    payout.refresh_from_db()
    old.refresh_from_db()
    assert (payout.state, payout.reason, old.returned_at is not None) == ("returned", "account closed", True)
    assert balances(cast.artist.pk)["EUR"].open == Decimal("3046.90")
    assert planning.preview(olu)[0].waits == "The last transfer came back. A new account is needed."
    with pytest.raises(Conflict):
        batches.make(actor=olu)


def test_what_came_back_goes_out_again_once_a_new_account_is_in_force(cast: Cast) -> None:
    olu = acting(cast.olu, cast.operator)
    account(cast.ayla, cast.artist)
    stated(cast.artist, "3046.90")
    payout = at_bank(olu).payouts.get()
    confirmations.take("a.csv", answers(came_back(payout.reference, "3046.90")), actor=olu)
    outbox.drain()
    assert Notice.objects.filter(kind="payouts.returned", person=cast.ayla, needs_answer=True).exists()
    new = accounts.name_account(payee(IBANS[1]), actor=proven(cast.ayla, cast.artist))
    assert planning.preview(olu)[0].waits.startswith("The account takes force") is False  # the return is the news
    with time_machine.travel(new.force_at + timedelta(minutes=1), tick=False):
        at_bank(acting(cast.olu, cast.operator))
        again = Payout.objects.get(state="sent")
        assert (again.amount, again.account) == (Decimal("3046.90"), new)
        payout.refresh_from_db()
        assert payout.state == "again"
        with pytest.raises(ProgrammingError), transaction.atomic():
            Covered.objects.filter(payout=payout).update(live=True)


def test_a_reason_that_is_ours_blames_no_account_and_a_cancelled_batch_pays_nothing(cast: Cast) -> None:
    olu = acting(cast.olu, cast.operator)
    account(cast.ayla, cast.artist)
    stated(cast.artist, "100")
    batch = batches.make(actor=olu)
    batches.cancel(batch, actor=olu)
    for act in (
        lambda: batches.send(batch, actor=olu),
        lambda: batches.fetch(batch, f"{batch.reference}.xml", actor=olu),
    ):
        with pytest.raises(Conflict):
            act()
    sent = at_bank(olu)
    payout = Payout.objects.get(batch=sent)
    pain002 = f"""<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
    <GrpHdr><MsgId>1</MsgId><CreDtTm>{timezone.now():%Y-%m-%dT%H:%M:%SZ}</CreDtTm></GrpHdr>
    <OrgnlGrpInfAndSts><OrgnlMsgId>{sent.reference}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>
    <GrpSts>RJCT</GrpSts><StsRsnInf><Rsn><Cd>AM04</Cd></Rsn></StsRsnInf></OrgnlGrpInfAndSts></CstmrPmtStsRpt>
    </Document>"""
    assert [line["outcome"] for line in confirmations.take("r.xml", pain002.encode(), actor=olu).lines] == ["returned"]
    payout.refresh_from_db()
    assert (payout.state, payout.reason) == ("returned", "our account was short of money")
    assert not Account.objects.filter(returned_at__isnull=False).exists()
    assert at_bank(olu).payouts.get().account == payout.account


def test_statuses_of_pain_002_and_a_return_in_camt_054(cast: Cast) -> None:
    olu = acting(cast.olu, cast.operator)
    account(cast.ayla, cast.artist)
    stated(cast.artist, "100")
    one = at_bank(olu).payouts.get()
    today = timezone.now().date()
    transfer = f"""<TxInfAndSts><OrgnlEndToEndId>{one.reference}</OrgnlEndToEndId><TxSts>%s</TxSts>
    <AcctSvcrRef>B-77</AcctSvcrRef><OrgnlTxRef><Amt><InstdAmt Ccy="EUR">100.00</InstdAmt></Amt></OrgnlTxRef>
    </TxInfAndSts>"""
    whole = """<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt><GrpHdr><MsgId>1</MsgId>
    <CreDtTm>%sT09:00:00</CreDtTm></GrpHdr><OrgnlPmtInfAndSts><OrgnlPmtInfId>x</OrgnlPmtInfId>%s</OrgnlPmtInfAndSts>
    </CstmrPmtStsRpt></Document>"""
    for status, outcome in (("ACSP", "noted"), ("XXXX", "refused"), ("ACSC", "paid"), ("ACSC", "known")):
        reply = confirmations.take("s.xml", (whole % (today, transfer % status)).encode(), actor=olu)
        assert [line["outcome"] for line in reply.lines] == [outcome], status
    back = f"""<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"><BkToCstmrDbtCdtNtfctn><GrpHdr/><Ntfctn>
    <Ntry><Amt Ccy="EUR">100.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><BookgDt><Dt>{today}</Dt></BookgDt><NtryDtls><TxDtls>
    <Refs><EndToEndId>{one.reference}</EndToEndId></Refs><RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf></TxDtls></NtryDtls></Ntry>
    </Ntfctn></BkToCstmrDbtCdtNtfctn></Document>"""
    assert confirmations.take("c.xml", back.encode(), actor=olu).lines[0]["outcome"] == "returned"
    one.refresh_from_db()
    assert (one.state, one.bank_reference) == ("returned", "B-77")


def test_a_payment_that_is_answered_as_one_and_booked_in_one_sum_among_others(cast: Cast) -> None:
    olu = acting(cast.olu, cast.operator)
    account(cast.ayla, cast.artist)
    account(cast.dana, cast.label, IBANS[1])
    stated(cast.artist, "100")
    stated(cast.label, "70.50")
    batch, today = at_bank(olu), timezone.now().date()
    mine, theirs = batch.payouts.order_by("amount").values_list("reference", flat=True)

    def said(word: str, code: str = "") -> list[str]:
        why = f"<StsRsnInf><Rsn><Cd>{code}</Cd></Rsn></StsRsnInf>" * bool(code)
        file = f"""<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt><GrpHdr>
        <MsgId>1</MsgId><CreDtTm>{today}T09:00:00+01:00</CreDtTm></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>{batch.reference}</OrgnlMsgId>
        <GrpSts>PART</GrpSts></OrgnlGrpInfAndSts><OrgnlPmtInfAndSts><OrgnlPmtInfId>{batch.reference}-1</OrgnlPmtInfId>
        <PmtInfSts>{word}</PmtInfSts>{why}</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>"""
        return [line["outcome"] for line in confirmations.take("s.xml", file.encode(), actor=olu).lines]

    def booked(amount: str, status: str = "BOOK", way: str = "DBIT", ref: str = "B-1", more: str = "") -> list[str]:
        entry = """<Ntry><Amt Ccy="EUR">%s</Amt><CdtDbtInd>%s</CdtDbtInd><Sts><Cd>%s</Cd></Sts><BookgDt>
        <Dt>%s+01:00</Dt></BookgDt><AcctSvcrRef>%s</AcctSvcrRef><NtryDtls>%s</NtryDtls></Ntry>"""
        ours = more or f"<Btch><PmtInfId>{batch.reference}-1</PmtInfId></Btch>"
        file = f"""<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr/><Stmt>
        {entry % _FEE}{entry % (amount, way, status, today, ref, ours)}</Stmt></BkToCstmrStmt></Document>"""
        return [line["outcome"] for line in confirmations.take("b.xml", file.encode(), actor=olu).lines]

    assert said("ACSP") == ["noted", "noted"]
    assert said("RJCT", "DU01") == ["alarm", "alarm"]  # it was sent twice: no word that the first did not arrive
    assert booked("170.50", status="PDNG") == ["noted", "noted", "noted"]  # not booked yet; and a fee, left alone
    assert booked("170.51") == ["refused", "noted"]
    assert booked("170.50") == ["paid", "paid", "noted"]
    assert said("ACSC") == ["known", "known"]  # another paper about the same
    assert booked("70.50", more=_detail(mine), ref="B-2") == [
        "alarm",
        "noted",
    ]  # booked once more, under another number
    assert booked("70.50", more=_detail(mine, _BACK)) == ["refused", "noted"]  # a debit is no return
    assert booked("70.50", way="CRDT", more=_detail(mine, _BACK)) == ["returned", "noted"]
    assert booked("100.00", way="CRDT", more=_detail(theirs)) == ["refused", "noted"]
    assert balances(cast.artist.pk)["EUR"].paid == Decimal(100)
    assert balances(cast.label.pk)["EUR"].open == Decimal("70.50")


_FEE = ("9.90", "DBIT", "BOOK", "2026-11-01", "B-9", "<TxDtls><Refs/></TxDtls>")
_BACK = "<RtrInf><Rsn><Cd>AM05</Cd></Rsn></RtrInf>"


def _detail(reference: str, more: str = "") -> str:
    return f"<TxDtls><Refs><EndToEndId>{reference}</EndToEndId></Refs>{more}</TxDtls>"


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\x00\xff", b"reference\n", b"<", b"<Document/>", b"<html><p/></html>", b"a,b\n1,2\n",
        b'<!DOCTYPE x [<!ENTITY a "b">]><Document>&a;</Document>', b"<Document><CstmrPmtStsRpt/></Document>",
        b'reference,status\n"unclosed', b"reference,status\n" + b"a,paid\n" * 10_001,
        b'<?xml version="1.0" encoding="x"?><a/>',
    ],
)  # fmt: skip
def test_a_rubbish_file_is_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(Invalid):
        read(content)


@given(st.binary(max_size=400))
def test_no_file_breaks_the_reader(content: bytes) -> None:
    for prefix in (b"", b"reference,status,amount,date\n", b"<Document><CstmrPmtStsRpt>"):
        with contextlib.suppress(Invalid):
            read(prefix + content)


def test_more_than_a_sepa_transfer_carries_goes_by_csv_alone(cast: Cast) -> None:
    olu = acting(cast.olu, cast.operator)
    account(cast.ayla, cast.artist)
    account(cast.dana, cast.label, IBANS[1])
    stated(cast.artist, "1000000000.00")
    stated(cast.label, "999999999.99")
    batch = batches.make(actor=olu)
    xml, sheet = (batches.fetch(batch, f"{batch.reference}.{end}", actor=olu).content for end in ("xml", "csv"))
    assert etree.fromstring(xml).xpath("//p:CtrlSum/text()", namespaces=NS) == ["999999999.99"] * 2
    assert b",1000000000.00,EUR," in sheet
    assert sheet.count(b",no\r\n") == 1


def test_the_clock_makes_the_months_batch_once_from_payday_on(cast: Cast) -> None:
    account(cast.ayla, cast.artist)
    stated(cast.artist, "100")
    assert batches.make_on_payday(now=datetime(2026, 12, 9, 23, tzinfo=UTC)) is None
    with time_machine.travel(datetime(2026, 12, 10, 1, tzinfo=UTC), tick=False):
        made = batches.make_on_payday(now=timezone.now())
        assert made is not None
        assert (made.due_on, made.payday) == (date(2026, 12, 10), date(2026, 12, 10))
        stated(cast.artist, "100", first=date(2026, 10, 1))
        assert batches.make_on_payday(now=timezone.now()) is None
        outbox.drain()
        assert Notice.objects.filter(kind="payouts.ready", person=cast.olu).exists()
    assert Entry.objects.filter(type="payout_batch.made", person_id=None).count() == PayoutBatch.objects.count() == 1
    assert calendar.payday(date(2027, 1, 1)) == date(2027, 1, 11)  # the 10th is a Sunday
    assert calendar.next_bank_day(date(2026, 4, 3)) == date(2026, 4, 7)  # over Easter
    assert calendar.next_payday(date(2026, 11, 11)) == date(2026, 12, 10)


def test_what_was_cancelled_and_paid_all_the_same_is_an_alarm_and_is_not_paid_again(cast: Cast) -> None:
    olu = acting(cast.olu, cast.operator)
    account(cast.ayla, cast.artist)
    account(cast.dana, cast.label, IBANS[1])
    stated(cast.artist, "100")
    first = batches.make(actor=olu)
    batches.fetch(first, f"{first.reference}.csv", actor=olu)
    with pytest.raises(Conflict) as refusal:
        batches.cancel(first, actor=olu)
    assert refusal.value.code == "file_was_fetched"
    batches.cancel(first, actor=olu, though_fetched=True)
    stated(cast.label, "70")
    second = batches.make(actor=olu)
    gone = first.payouts.get()
    line = confirmations.take("yes.csv", answers(paid(gone.reference, "100")), actor=olu).lines[0]
    assert (line["outcome"], second.reference in line["sentence"]) == ("alarm", True)
    for again in (lambda: batches.send(second, actor=olu), lambda: batches.fetch(second, "x", actor=olu)):
        with pytest.raises(Conflict, match=gone.reference):
            again()
    batches.cancel(second, actor=olu)
    gone.refresh_from_db()
    assert (gone.state, balances(cast.artist.pk)["EUR"].open) == ("paid", 0)
    third = batches.make(actor=olu)  # what the label is owed, and nothing else
    assert [one.team for one in third.payouts.all()] == [cast.label]
    stated(cast.artist, "40", first=date(2026, 10, 1))
    late = batches.make(actor=olu)
    batches.cancel(late, actor=olu)
    line = confirmations.take("late.csv", answers(paid(late.payouts.get().reference, "40")), actor=olu).lines[0]
    assert line["outcome"] == "alarm"
    assert balances(cast.artist.pk)["EUR"].paid == 140
    with pytest.raises(Conflict, match="nothing to pay"):
        batches.make(actor=olu)
