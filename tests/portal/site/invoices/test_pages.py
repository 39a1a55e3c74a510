"""The pages of invoices, as partner and operator use them; and what each side sees of what was not reported."""

import csv
import io
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from artists.access import Role
from artists.accounts.models import User
from artists.journal.outbox import drain
from artists.notices.models import Notice
from consent.invoices.models import BillTo, Invoice, Payment, Question
from consent.reports import alarm, dues
from consent.reports.models import Finding
from tests.cast import Cast, join, person
from tests.support.earning import licence
from tests.support.invoicing import her_track, invoiced, since
from tests.support.reporting import permit


def page_of(client: Client, user: User, name: str, *args: object, query: str = "") -> str:
    """A page as somebody reads it."""
    client.force_login(user)
    answer = client.get(reverse(f"site:{name}", args=args) + query)
    assert answer.status_code == 200, answer
    assert "no-store" in answer["Cache-Control"]
    return answer.content.decode()


def test_the_partner_reads_its_invoice_and_its_file_says_the_same(cast: Cast, client: Client) -> None:
    invoice = invoiced(cast, "100", "0.7")
    slug = cast.partner.slug
    assert "Your invoices have no address yet." in page_of(client, cast.rin, "invoices", slug)
    page = page_of(client, cast.rin, "invoice", slug, invoice.number)
    for said in (invoice.number, "€4.53", "€4.531500", "€0.001500", "How to pay", "100.7", "0.045", "Halcyon Audio"):
        assert said in page, said
    answer = client.get(reverse("site:invoice_csv", args=[slug, invoice.number]))
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))  # type: ignore[attr-defined]
    assert sum(Decimal(row["amount"]) for row in rows) == invoice.net
    assert [row["used_on"] for row in rows] == ["2026-10-10", "2026-10-11"]
    sheets = [client.get(reverse("site:invoice_pdf", args=[slug, invoice.number])).content for _ in range(2)]
    assert sheets[0].startswith(b"%PDF-")
    assert sheets[0] == sheets[1]
    assert client.get(reverse("site:invoice", args=[slug, "SC-2026-000009"])).status_code == 404
    editor = person("edit@demo.test", "Ed")
    join(editor, cast.partner, Role.EDITOR)
    client.force_login(editor)
    assert client.get(reverse("site:invoices", args=[slug])).status_code == 403


def test_the_partner_says_whom_invoices_are_made_out_to(cast: Cast, client: Client) -> None:
    client.force_login(cast.rin)
    address = reverse("site:billing", args=[cast.partner.slug])
    said = {"name": "Halcyon BV", "address": "Kade 4", "country": "NL", "vat_id": "NL1", "reference": ""}
    answer = client.post(address, said)
    assert (answer.status_code, "check digits" in answer.content.decode()) == (422, True)
    assert client.post(address, said | {"vat_id": "NL4495445B01"}).status_code == 302
    assert BillTo.objects.get().country == "NL"


def test_the_operator_records_a_payment_once_and_takes_it_back(cast: Cast, client: Client) -> None:
    invoice = invoiced(cast, "100")
    slug = cast.operator.slug
    client.force_login(cast.olu)
    pay = reverse("site:invoice_pay", args=[slug, invoice.number])
    said = {"amount": "4.50", "received_on": "2026-11-10", "reference": "TX-9"}
    assert client.post(pay, said | {"amount": "-1"}).status_code == 422
    assert client.post(pay, said).status_code == 302
    again = client.post(pay, said)
    assert (again.status_code, "recorded already" in again.content.decode()) == (422, True)
    assert "Paid" in page_of(client, cast.olu, "invoice", slug, invoice.number)
    payment = Payment.objects.get()
    back = reverse("site:payment_take_back", args=[slug, payment.pk])
    client.post(back, {"reason": ""})
    assert Payment.objects.count() == 1
    client.post(back, {"reason": "Bounced"})
    invoice.refresh_from_db()
    assert (invoice.paid, invoice.state) == (0, "open")
    assert "Bounced" in page_of(client, cast.rin, "payments", cast.partner.slug)
    assert client.post(back, {"reason": "Bounced"}).status_code == 404  # another team's address for rin


def test_a_bank_list_says_what_became_of_each_row(cast: Cast, client: Client) -> None:
    invoice = invoiced(cast, "100")
    client.force_login(cast.olu)
    text = f"date,amount,currency,reference,text\n2026-11-10,4.50,EUR,TX-1,{invoice.number}\n2026-11-10,1,EUR,TX-2,x\n"
    address = reverse("site:payments_upload", args=[cast.operator.slug])
    for recorded, repeated in ((1, 0), (0, 1)):
        file = SimpleUploadedFile("bank.csv", text.encode())
        answer = client.post(address, {"file": file})
        assert answer.context["counts"] == {"recorded": recorded, "repeated": repeated}
        assert "Names no invoice of ours" in answer.content.decode()
    assert client.post(address, {"file": SimpleUploadedFile("x", b"\xff")}).status_code == 422
    assert Invoice.objects.get().state == "paid"


def test_a_holder_asks_what_became_of_uses_once_and_the_partner_answers(cast: Cast, client: Client) -> None:
    now = timezone.now()
    month = (now.replace(day=1) - timedelta(days=1)).date().replace(day=1)
    at = datetime(month.year, month.month, 10, 10, tzinfo=UTC)
    made = since(licence(cast.partner, [cast.artist]), month)
    permit(cast.partner, her_track(cast).pk, [made.in_force_id], issued_at=at, expires_at=at + timedelta(minutes=1))
    dues.expect([made], now=now)
    alarm.look(now=now)
    finding = Finding.objects.get(kind="permits")
    finding.due.due_at = at
    finding.due.save()
    query = f"?month={month:%Y-%m}"
    slug = cast.artist.slug
    assert "Ask the partner" in page_of(client, cast.ayla, "expected", slug, query=query)
    for _ in range(2):
        client.post(reverse("site:expected_ask", args=[slug]), {"finding": finding.pk, "month": f"{month:%Y-%m}"})
    question = Question.objects.get()
    assert "answer due" in page_of(client, cast.ayla, "expected", slug, query=query)
    drain()
    assert Notice.objects.filter(kind="reports.asked", person=cast.rin).count() == 1
    assert "What became of them" in page_of(client, cast.rin, "expected", cast.partner.slug, query=query)
    answer = reverse("site:expected_answer", args=[cast.partner.slug])
    for text in ("", "They were tries that were never published.", "Something else"):
        client.post(answer, {"question": question.pk, "answer": text})
    drain()
    page = page_of(client, cast.ayla, "expected", slug, query=query)
    assert "They were tries that were never published." in page
    assert "Something else" not in page
    assert "€0.450000" in page
    assert Notice.objects.filter(kind="reports.answered", person=cast.ayla).exists()
    client.force_login(cast.stranger)
    client.post(reverse("site:expected_ask", args=[cast.other_artist.slug]), {"finding": finding.pk})
    assert Question.objects.count() == 1
    assert "Nothing to compare" in page_of(client, cast.stranger, "expected", cast.other_artist.slug, query="?month=x")
