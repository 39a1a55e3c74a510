"""What anybody fetches to verify what we signed: the public keys, and which permits were called back."""

from allauth.core.internal import jwkkit
from allauth.idp.oidc.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from consent.decisions import signing, status
from portal.api.rendering import to_json


@login_not_required
@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """The JSON Web Key Set (RFC 7517): those that sign permits, status lists and snapshots, and sign-in's own."""
    signing.prepare()
    of_sign_in = [jwkkit.load_jwk_from_pem(key.pem)[0] for key in get_adapter().list_private_keys(is_active=True)]
    document = to_json({"keys": [*signing.public_keys(), *of_sign_in]})
    response = HttpResponse(document, content_type="application/jwk-set+json")
    return _for_everybody(response, int(signing.KEYS_KEPT.total_seconds()))


@login_not_required
@require_safe
def permit_status(request: HttpRequest, page: int) -> HttpResponse:
    """A Token Status List. It says itself how long it counts; nobody may keep it past that."""
    found = status.signed_list(page)
    if found is None:
        raise Http404
    response = HttpResponse(found.token, content_type=f"application/{status.TYP}")
    left = status.FRESH - (timezone.now() - found.at)
    return _for_everybody(response, max(0, int(left.total_seconds())))


def _for_everybody(response: HttpResponse, seconds: int) -> HttpResponse:
    response["Cache-Control"] = f"public, max-age={seconds}"
    response["Access-Control-Allow-Origin"] = "*"  # public, the same for all, and fetched by pages of others
    return response
