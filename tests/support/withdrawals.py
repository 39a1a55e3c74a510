"""A track that partners may use, and presses that take it back."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import time_machine
from django.utils import timezone

from artists.access import TeamKind
from artists.accounts.models import User
from artists.catalog.models import Asset
from artists.journal import outbox
from artists.teams.models import Team
from consent.choices.actions import Consent, choose_for_tracks
from consent.choices.answers import Answer, Limits
from consent.choices.state import State
from consent.uses import text_of
from consent.withdrawals import tasks
from consent.withdrawals.models import Concern
from tests.cast import Cast, acting, person, team, track
from tests.support.licences import in_force, terms


def open_track(cast: Cast, title: str = "Saltglass", uses: Sequence[str] = ("remix",)) -> Asset:
    """Her own track and song, open for these uses."""
    made = track(title, cast.ayla_marsh, performer=cast.artist, publishing=(cast.artist,))
    for use in uses:
        press(cast, [made], Answer.ON, use=use)
    return made


def partner_of(cast: Cast, name: str = "Karaokit", uses: Sequence[str] = ("remix",), **changed: object) -> Team:
    """Another partner, licensed by the artist."""
    slug = name.lower().replace(" ", "-")
    made = team(TeamKind.PARTNER, name, slug, person(f"{slug}@demo.test", name))
    in_force(made, [cast.artist], terms(uses, **changed))
    return made


def press(
    cast: Cast, tracks: Sequence[Asset], answer: Answer, *, use: str = "remix", limits: Limits = Limits(),
    by: User | None = None, of: Team | None = None,
) -> UUID | None:  # fmt: skip
    """Answer, as the artist unless said otherwise, and let everything follow."""
    actor = acting(by or cast.ayla, of or cast.artist)
    consent = Consent(text_of(use).sha256, reviewed=True)
    done = choose_for_tracks([one.pk for one in tracks], use, State(answer, limits), actor=actor, consent=consent)
    outbox.drain()
    return done.batch


def concern_of(partner: Team) -> Concern:
    """The partner's newest withdrawal."""
    return Concern.objects.filter(partner=partner).select_related("withdrawal").latest("pk")


def states_of(concern: Concern) -> dict[str, str]:
    """What is asked, and how it stands."""
    return dict(concern.demands.order_by("pk").values_list("what", "state"))


def at(moment: datetime) -> None:
    """Let the deadlines pass that had passed at this moment, and all that follows."""
    with time_machine.travel(moment, tick=False):
        tasks.pass_deadlines()
        outbox.drain(now=timezone.now())
