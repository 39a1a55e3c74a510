from django.urls import path, register_converter

from portal.site.payouts import acts, advices, operating, stripe, views


class PayoutConverter:
    """A payout in an address, by its reference, such as SCP-2026-11-0418."""

    regex = r"SCP-[0-9]{4}-[0-9]{2}-[0-9]{4,9}"

    def to_python(self, value: str) -> str:
        """As it stands."""
        return value

    def to_url(self, value: object) -> str:
        """As it stands."""
        return str(value)


register_converter(PayoutConverter, "payout")

_PAGE = "t/<slug:team_slug>/earnings/payouts/"
_BATCHES = "t/<slug:team_slug>/payouts/"

urlpatterns = [
    path(_PAGE, views.payouts, name="payouts"),
    path(f"{_PAGE}payouts.csv", views.payouts_csv, name="payouts_csv"),
    path(f"{_PAGE}<payout:reference>/", advices.advice, name="payout"),
    path(f"{_PAGE}<payout:reference>/advice.pdf", advices.pdf, name="payout_pdf"),
    path(f"{_PAGE}account/", acts.account, name="payout_account"),
    path(f"{_PAGE}account/<int:pk>/stop/", acts.stop, name="payout_stop"),
    path(f"{_PAGE}account/<int:pk>/ours/", acts.affirm, name="payout_affirm"),
    path(f"{_PAGE}tax/", acts.tax, name="payout_tax"),
    path(f"{_PAGE}smallest/", acts.smallest, name="payout_smallest"),
    path("hooks/stripe/", stripe.hook, name="stripe_hook"),
    path(_BATCHES, operating.batches, name="payout_batches"),
    path(f"{_BATCHES}make/", operating.make, name="payout_make"),
    path(f"{_BATCHES}answers/", operating.take, name="payout_answers"),
    path(f"{_BATCHES}answers/<int:pk>/", operating.reply, name="payout_reply"),
    path(f"{_BATCHES}<int:pk>/", operating.batch, name="payout_batch"),
    path(f"{_BATCHES}<int:pk>/send/", operating.send, name="payout_send"),
    path(f"{_BATCHES}<int:pk>/cancel/", operating.cancel, name="payout_cancel"),
    path(f"{_BATCHES}<int:pk>/files/<str:name>", operating.file, name="payout_file"),
]
