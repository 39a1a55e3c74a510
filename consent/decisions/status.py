"""Which permits were called back, published: Token Status Lists, that anybody may fetch and keep for seconds.

https://datatracker.ietf.org/doc/draft-ietf-oauth-status-list/ (`DRAFT`). One bit for each permit: 0 it counts, 1 it was
called back. A list says of itself how long it counts (`exp`), and whoever has no list that counts has no permit that
does. So `OUTLIVES` is the longest that a permit can outlive a withdrawal.

What was called back is not noted by whoever withdraws, for there are many ways to: each list is made by asking again,
as a check would, for all that is outstanding. So nothing can be forgotten.
"""

import base64
import zlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from consent.decisions import signing
from consent.decisions.checks import FULL, Question, check
from consent.decisions.models import Permit, StatusList, Stop
from consent.decisions.querysets import PermitQuerySet

DRAFT = "draft-ietf-oauth-status-list-21"
TYP = "statuslist+jwt"
PLACES = 2**16
FRESH = timedelta(seconds=10)  # how old a list may be when it is handed out
OUTLIVES = timedelta(seconds=30)  # how long a list counts, from the moment it is true of
_CLOCKS = timedelta(minutes=5)  # a permit that ran out stays in its list for those whose clocks are late
_AT_ONCE = 1000
_MAKING = 7_431_302  # of the advisory locks under which a list is made


def uri(number: int) -> str:
    """Where the status of the permit with this number is published."""
    return f"{settings.SITE_ORIGIN}/.well-known/permit-status/{number // PLACES}"


def place(number: int) -> int:
    """Its bit in that list."""
    return number % PLACES


def signed_list(page: int) -> StatusList | None:
    """The list, at most `FRESH` old; None where no permit has a place in it yet."""
    kept = StatusList.objects.filter(page=page).first()
    if kept and timezone.now() - kept.at < FRESH:
        return kept
    if not Permit.objects.filter(number__gte=page * PLACES, number__lt=(page + 1) * PLACES).exists():
        return None
    with transaction.atomic():
        # One makes it, and whoever comes meanwhile gets what that one made.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_MAKING, page])
        kept = StatusList.objects.filter(page=page).first()
        if kept and timezone.now() - kept.at < FRESH:
            return kept
        return _make(page)


def call_back(*, now: datetime | None = None) -> int:
    """Call back every live permit that would not be given now; return how many."""
    return call_back_what_is_no_longer_allowed(Permit.objects.all(), now=now or timezone.now())


def call_back_what_is_no_longer_allowed(permits: PermitQuerySet, *, now: datetime) -> int:
    """Ask again for those of these that are outstanding, and call back what is not allowed any more."""
    outstanding = permits.live().outstanding(now=now)
    stopped = set(Stop.objects.filter(lifted_at=None).values_list("partner_id", flat=True))
    asked: dict[int, list[Question]] = {}
    for partner, asset, use, territory, model, experience in outstanding.values_list(
        "partner_id", "asset_id", "use", "territory", "model", "experience"
    ).distinct():
        question = Question(use, asset, territory=territory or None, model=model or None, experience=experience)
        asked.setdefault(partner, []).append(question)
    called = 0
    for partner, questions in asked.items():
        if partner in stopped:
            called += outstanding.filter(partner_id=partner).update(revoked_at=now)
            continue
        for start in range(0, len(questions), _AT_ONCE):
            some = questions[start : start + _AT_ONCE]
            called += _call_back(outstanding.filter(partner_id=partner), partner, some, now)
    return called


def _call_back(outstanding: PermitQuerySet, partner: int, questions: Sequence[Question], now: datetime) -> int:
    called = 0
    for question, verdict in zip(questions, check(questions, partner_team_id=partner, at=now), strict=True):
        full = {reason.code for reason in verdict.reasons} <= FULL  # what was permitted before it was full stands
        if verdict.answer != "allow" and question.asset and not full:
            called += outstanding.filter(
                asset_id=question.asset, use=question.use, territory=question.territory or "",
                model=question.model or "", experience=question.experience,
            ).update(revoked_at=now)  # fmt: skip
    return called


def _make(page: int) -> StatusList:
    at = timezone.now()  # before asking: what is withdrawn while we ask may be missing
    here = Permit.objects.filter(number__gte=page * PLACES, number__lt=(page + 1) * PLACES)
    call_back_what_is_no_longer_allowed(here, now=at)
    revoked = here.filter(revoked_at__isnull=False, expires_at__gt=at - _CLOCKS).values_list("number", flat=True)
    claims = {
        "sub": uri(page * PLACES),
        "iat": int(at.timestamp()),
        "exp": int((at + OUTLIVES).timestamp()),
        "ttl": int(FRESH.total_seconds()),
        "status_list": {"bits": 1, "lst": _packed([place(number) for number in revoked])},
    }
    made = StatusList(page=page, token=signing.sign(claims, typ=TYP), at=at)
    made.save()
    return made


def _packed(places: Sequence[int]) -> str:
    """Bits from the least significant of each byte on, in zlib, in base64url: as the draft has it."""
    bits = bytearray(PLACES // 8)
    for one in places:
        bits[one // 8] |= 1 << (one % 8)
    return base64.urlsafe_b64encode(zlib.compress(bytes(bits), 9)).rstrip(b"=").decode()
