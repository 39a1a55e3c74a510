"""Where Stripe tells us what became of transfers."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from artists.access import Invalid
from consent.payouts import stripe_events


@csrf_exempt
@login_not_required
@require_POST
def hook(request: HttpRequest) -> HttpResponse:
    """Take an event. Without CSRF protection and a sign-in: its signature says who sent it. 404 while Stripe is off."""
    secret = settings.PAYOUTS["stripe_webhook_secret"]
    if not secret or not settings.PAYOUTS["stripe_key"]:
        raise Http404("Stripe is switched off here.")
    if int(request.headers.get("Content-Length") or 0) > stripe_events.LARGEST:
        return HttpResponse(status=413)
    signature = request.headers.get("Stripe-Signature", "")
    try:
        stripe_events.take(request.body, signature, secret=secret, now=timezone.now())
    except Invalid as refusal:
        return HttpResponse(refusal.sentence, status=400, content_type="text/plain; charset=utf-8")
    return HttpResponse(status=204)
