"""Letters to whoever reported something and gave an address: that we have it, and what came of it."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from artists.journal.handlers import Lane, handles
from consent.claims.models import Claim
from consent.claims.opening import LETTER
from consent.claims.states import State
from portal.channels.letters import Letter, key_of, send
from portal.claim_links import path_of

_CAME_TO = {
    State.UPHELD: "It was taken down. Nobody can hear it any more.",
    State.MENDED: "Its page was mended.",
    State.DISMISSED: "It stays as it is.",
}


@handles(LETTER, lane=Lane.MAIL, outside_transaction=True)
def send_claim_letter(payload: Mapping[str, Any]) -> None:
    """Mail it, unless the address was forgotten meanwhile."""
    claim = Claim.objects.select_related("output").filter(pk=payload["claim"]).exclude(email="").first()
    if claim is None:
        return
    send(_answer(claim) if payload["what"] == "answered" else _thanks(claim))


def _thanks(claim: Claim) -> Letter:
    due = date_format(timezone.localtime(claim.answer_due_at, timezone.get_default_timezone()), "l, j F, H:i")
    return _letter(
        claim, "opened", f"Thank you, we have it: {claim.reference}", f"A person answers by {due} UTC.",
        (f"You told us about “{claim.output.title}”. A person reads it, and answers by {due} UTC.",),
    )  # fmt: skip


def _answer(claim: Claim) -> Letter:
    came = _CAME_TO[claim.stands]
    return _letter(
        claim, "answered", f"Our answer to {claim.reference}", came,
        (f"You told us about “{claim.output.title}”. {came}", f"“{claim.sentence}”"),
    )  # fmt: skip


def _letter(claim: Claim, what: str, subject: str, preview: str, paragraphs: tuple[str, ...]) -> Letter:
    about = settings.SITE_ORIGIN + reverse("fans:made", args=[claim.output_id])
    return Letter(
        to=claim.email, subject=subject, preview=preview, paragraphs=paragraphs,
        facts=(("Your report", claim.reference), ("About", f"{claim.output.title}, {about}")),
        button="Follow your report", url=settings.SITE_ORIGIN + path_of(claim),
        small=(
            "Somebody gave this address with a report on Soundcheck. If it was not you, do nothing: "
            "we write once at most after this, and forget the address half a year later.",
        ),
        key=key_of(f"claim:{claim.pk}:{what}"),
    )  # fmt: skip
