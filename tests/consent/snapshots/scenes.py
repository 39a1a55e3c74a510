"""A track that Halcyon may use, and what happens to it."""

from artists.access import TeamKind
from artists.catalog.models import Asset
from artists.teams.models import Team
from consent.choices.actions import Consent, choose_for_tracks
from consent.choices.answers import Answer, Limits
from consent.choices.state import State
from consent.snapshots.building import build
from consent.snapshots.models import Snapshot
from consent.uses import text_of
from tests.cast import Cast, acting, person, team, track
from tests.support.licences import licensed_for_everything


def answer(cast: Cast, asset: Asset, given: Answer, use: str = "analyse", limits: Limits = Limits()) -> None:
    """Artist and label answer alike."""
    consent = Consent(text_of(use).sha256, reviewed=True)
    for who, of in ((cast.ayla, cast.artist), (cast.dana, cast.label)):
        choose_for_tracks([asset.pk], use, State(given, limits), actor=acting(who, of), consent=consent)


def open_track(cast: Cast, title: str = "Night Ferry", isrc: str = "QZS7T2500012") -> Asset:
    """The artist plays it, the label licenses it, and both say yes to `analyse`."""
    made = track(title, cast.ayla_marsh, performer=cast.artist, master=cast.label)
    made.isrc = isrc
    made.save(update_fields=["isrc"])
    answer(cast, made, Answer.ON)
    return made


def built(partner: Team, *, test: bool = False) -> Snapshot:
    """The newest version, brought up to date."""
    made = build(partner.pk, test=test)
    assert made is not None
    return made


def another_partner(cast: Cast) -> Team:
    """Versão Labs, licensed by the label for everything."""
    made = team(TeamKind.PARTNER, "Versão Labs", "versao-labs", person("iri@demo.test", "Iri Prado"))
    licensed_for_everything(made, [cast.artist, cast.label])
    return made
