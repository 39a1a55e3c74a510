"""What a partner reports, and what there is to report of."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from uuid_utils.compat import uuid7

from artists.access import Actor
from artists.catalog.models import Asset
from artists.teams.models import Team
from consent.choices.actions import Consent, choose_for_tracks
from consent.choices.answers import Answer
from consent.choices.state import State
from consent.decisions.models import Permit
from consent.licences.models import Licence
from consent.reports.intake import Sent, Taken, take_in
from consent.uses import text_of
from tests.cast import Cast, acting, track


def rin(cast: Cast) -> Actor:
    """The partner's engineer."""
    return acting(cast.rin, cast.partner)


def open_track(cast: Cast, title: str = "Saltglass", use: str = "remix") -> Asset:
    """A track all of whose holders say yes to a use."""
    made = track(title, cast.ayla_marsh, performer=cast.artist, master=cast.label, publishing=(cast.publisher,))
    for who, of in ((cast.ayla, cast.artist), (cast.dana, cast.label), (cast.theo, cast.publisher)):
        consent = Consent(text_of(use).sha256, reviewed=True)
        choose_for_tracks([made.pk], use, State(Answer.ON), actor=acting(who, of), consent=consent)
    return made


def the_licence(cast: Cast) -> Licence:
    """The partner's licence for all tracks."""
    return Licence.objects.get(partner=cast.partner, in_force__terms__uses__contains=["remix"])


def permit(partner: Team, asset: UUID, versions: Sequence[int], **changed: Any) -> Permit:
    """A permit as a check gives it."""
    now = timezone.now()
    values = {
        "id": uuid7(), "partner": partner, "client": "halcyon", "asset_id": asset, "use": "remix",
        "versions": list(versions), "quantity": 10, "issued_at": now, "expires_at": now + timedelta(seconds=60),
    }  # fmt: skip
    return Permit.objects.create(**values | changed)


def line(asset: Asset, licence: Licence, reference: str = "l-1", /, **changed: Any) -> dict[str, Any]:
    """One remix, made now, under a licence."""
    plain = {
        "reference": reference, "licence": licence.reference, "asset": str(asset.pk), "use": "remix",
        "made_at": timezone.now().isoformat(), "quantity": 1,
    }  # fmt: skip
    return {name: value for name, value in (plain | changed).items() if value is not None}


def sent(actor: Actor, *lines: Any, now: datetime | None = None, **more: Any) -> Taken:
    """These lines, sent as one batch."""
    return take_in(Sent(list(lines), **more), actor=actor, now=now)


def codes(taken: Taken) -> list[str]:
    """Why lines were refused, in order."""
    return [one.code for one in taken.refused]
