from django.urls import path

from portal.site.invoices import acts, expected, views

_ALL = "t/<slug:team_slug>/invoices/"
_EXPECTED = "t/<slug:team_slug>/reports/expected/"
urlpatterns = [
    path(_ALL, views.invoices, name="invoices"),
    path(f"{_ALL}billing/", acts.billing, name="billing"),
    path(f"{_ALL}payments/", views.payments, name="payments"),
    path(f"{_ALL}payments/upload/", acts.upload, name="payments_upload"),
    path(f"{_ALL}payments/<int:pk>/take-back/", acts.take_back, name="payment_take_back"),
    path(f"{_ALL}<str:number>/", views.invoice, name="invoice"),
    path(f"{_ALL}<str:number>/lines.csv", views.lines_csv, name="invoice_csv"),
    path(f"{_ALL}<str:number>/invoice.pdf", views.invoice_pdf, name="invoice_pdf"),
    path(f"{_ALL}<str:number>/pay/", acts.pay, name="invoice_pay"),
    path(_EXPECTED, expected.expected, name="expected"),
    path(f"{_EXPECTED}ask/", expected.ask, name="expected_ask"),
    path(f"{_EXPECTED}answer/", expected.answer, name="expected_answer"),
    path(f"{_EXPECTED}<slug:said>/", expected.expected, name="expected_month"),
]
