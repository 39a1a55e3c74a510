"""Who a fan is, for the pages: the person signed in, or whoever sits at this browser; and where they say they are.

A visitor is known by a secret that lies in the session alone. Signing in keeps the session, so what was made before
goes along with the person (`take_along`).
"""

import secrets

from allauth.account.adapter import get_adapter
from django.http import HttpRequest

from consent.choices.limits import territories
from consent.making import own
from consent.making.fan import Fan, fan_of

_KEPT = "visitor"  # in the session
COUNTRY = "country"


def fan_at(request: HttpRequest, *, remember: bool = False) -> Fan:
    """The fan at this request. `remember` makes a secret for a visitor who has none yet: only where they make or keep
    something, for it sets a cookie."""
    person = request.user.pk if request.user.is_authenticated else None
    if remember and person is None and not request.session.get(_KEPT):
        request.session[_KEPT] = secrets.token_urlsafe(24)
    secret = request.session.get(_KEPT, "") if person is None else ""
    return fan_of(person, secret=secret, address=get_adapter().get_client_ip(request) or "")


def take_along(request: HttpRequest) -> int:
    """Give what was made at this browser to whoever has just signed in here; return how many."""
    secret = request.session.pop(_KEPT, "")
    if not secret or not request.user.is_authenticated:
        return 0
    return own.take_along(fan_of(None, secret=secret, address="").visitor, request.user.pk)


def country_of(request: HttpRequest) -> str:
    """The country (ISO 3166-1) the fan has chosen, or empty. It is asked for, never guessed from an address."""
    said = request.COOKIES.get(COUNTRY, "")
    return said if said in territories() else ""
