"""For each reason there is, a scene that ends in it: what was done, what is asked, what the answer must be."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from django.utils import timezone

from artists.access import TeamKind
from artists.catalog.models import Artist, Asset, Credit
from consent.choices.actions import Consent, choose, choose_for_tracks
from consent.choices.answers import Answer, Limits
from consent.choices.pauses import pause_all
from consent.choices.state import State
from consent.licences.models import Cover
from consent.uses import text_of
from tests.cast import Cast, acting, hold, song_of, team, track, work_out
from tests.support.experiencing import live


@dataclass(frozen=True)
class Scene:
    """What is asked, and what the answer must be; `later` is when it is asked."""

    asset: UUID
    use: str
    answer: str
    reasons: tuple[str, ...]
    territory: str | None = None
    later: timedelta = timedelta()
    experience: UUID | None = None


def consent(use: str) -> Consent:
    """Somebody who read everything."""
    return Consent(text_of(use).sha256, reviewed=True)


def own_track(cast: Cast) -> Asset:
    """A track and its song, held by the artist alone."""
    return track("Saltglass", cast.ayla_marsh, performer=cast.artist, publishing=(cast.artist,))


def answer(cast: Cast, asset: Asset, use: str, given: Answer, limits: Limits = Limits()) -> None:
    """The artist answers for a track, or for her voice or likeness."""
    ayla, state = acting(cast.ayla, cast.artist), State(given, limits)
    if asset.kind == "recording":
        choose_for_tracks([asset.pk], use, state, actor=ayla, consent=consent(use))
    else:
        choose(asset.pk, use, state, actor=ayla, consent=consent(use))


def _answered(given: Answer, verdict: str, code: str) -> Callable[[Cast], Scene]:
    def scene(cast: Cast) -> Scene:
        asset = own_track(cast)
        answer(cast, asset, "remix", given)
        return Scene(asset.pk, "remix", verdict, (code,))

    return scene


def _not_answered(cast: Cast) -> Scene:
    return Scene(own_track(cast).pk, "remix", "deny", ("not_answered",))


def _paused(cast: Cast) -> Scene:
    asset = own_track(cast)
    answer(cast, asset, "discover", Answer.ON)
    pause_all(actor=acting(cast.ayla, cast.artist))
    return Scene(asset.pk, "discover", "deny", ("paused",))


def _recording(cast: Cast, artist: Artist) -> Asset:
    now = timezone.now()
    made = Asset.objects.create(kind="recording", title="Undertow", artist=artist, created_at=now)
    Credit.objects.create(recording=made, artist=artist, role="main")
    return made


def _no_licence(cast: Cast) -> Scene:
    asset = own_track(cast)
    answer(cast, asset, "remix", Answer.ON)
    Cover.objects.all().delete()
    return Scene(asset.pk, "remix", "ask", ("no_licence",))


def _train(cast: Cast) -> Scene:
    asset = own_track(cast)
    answer(cast, asset, "train", Answer.ON)
    return Scene(asset.pk, "train", "ask", ("model_needed",))


def _no_holder(cast: Cast) -> Scene:
    asset = _recording(cast, cast.ayla_marsh)
    work_out(asset.pk)
    return Scene(asset.pk, "discover", "deny", ("no_holder",))


def _performer_unknown(cast: Cast) -> Scene:
    asset = _recording(cast, cast.ayla_marsh)
    hold(asset, cast.label, "master")
    consented = consent("discover")
    choose(asset.pk, "discover", State(Answer.ON), actor=acting(cast.dana, cast.label), consent=consented)
    return Scene(asset.pk, "discover", "deny", ("performer_unknown",))


def _song_unknown(cast: Cast) -> Scene:
    asset = _recording(cast, cast.ayla_marsh)
    hold(asset, cast.artist, "performer")
    answer(cast, asset, "remix", Answer.ON)
    return Scene(asset.pk, "remix", "deny", ("song_unknown",))


def _voice_unknown(cast: Cast) -> Scene:
    now = timezone.now()
    quiet = Artist.objects.create(name="Quiet Tide", slug="quiet-tide", team=cast.artist, created_at=now)
    asset = _recording(cast, quiet)
    hold(asset, cast.artist, "performer")
    choose(asset.pk, "translate", State(Answer.ON), actor=acting(cast.ayla, cast.artist), consent=consent("translate"))
    return Scene(asset.pk, "translate", "deny", ("voice_unknown",))


def _narrowed(limits: Callable[[Cast], Limits], code: str, **asked: object) -> Callable[[Cast], Scene]:
    def scene(cast: Cast) -> Scene:
        asset = own_track(cast)
        answer(cast, asset, "cover", Answer.ON, limits(cast))
        return Scene(asset.pk, "cover", "deny", (code,), **asked)  # type: ignore[arg-type]

    return scene


def _other_partner(cast: Cast) -> Limits:
    return Limits(partners=(team(TeamKind.PARTNER, "Versão Labs", "versao-labs", cast.rin).pk,))


def _until_next_week(cast: Cast) -> Limits:
    return Limits(until=timezone.now() + timedelta(days=7))


def _unknown_experience(cast: Cast) -> Scene:
    asset = own_track(cast)
    answer(cast, asset, "remix", Answer.ON)
    return Scene(asset.pk, "remix", "deny", ("unknown_experience",), experience=uuid4())


def _experience(code: str, **changed: object) -> Callable[[Cast], Scene]:
    def scene(cast: Cast) -> Scene:
        asset = own_track(cast)
        answer(cast, asset, "remix", Answer.ON)
        made = live(cast.partner, [cast.artist], [asset], **changed)
        return Scene(asset.pk, "remix", "deny", (code,), experience=made.pk)

    return scene


def _not_in_experience(cast: Cast) -> Scene:
    inside = _experience("")(cast)
    other = track("Undertow", cast.ayla_marsh, performer=cast.artist, publishing=(cast.artist,))
    answer(cast, other, "remix", Answer.ON)
    return Scene(other.pk, "remix", "deny", ("not_in_experience",), experience=inside.experience)


SCENES: Mapping[str, Callable[[Cast], Scene]] = {
    "licensed": _answered(Answer.ON, "allow", "licensed"),
    "no_licence": _no_licence,
    "model_needed": _train,
    "choice_ask": _answered(Answer.ASK, "ask", "choice_ask"),
    "choice_off": _answered(Answer.OFF, "deny", "choice_off"),
    "not_answered": _not_answered,
    "paused": _paused,
    "no_holder": _no_holder,
    "performer_unknown": _performer_unknown,
    "song_unknown": _song_unknown,
    "voice_unknown": _voice_unknown,
    "partner_not_named": _narrowed(_other_partner, "partner_not_named"),
    "territory_not_named": _narrowed(
        lambda cast: Limits(territories=("DE", "AT")), "territory_not_named", territory="BR"
    ),
    "yes_ended": _narrowed(_until_next_week, "yes_ended", later=timedelta(days=8)),
    "unknown_experience": _unknown_experience,
    "experience_closed": _experience("experience_closed", state="paused", paused_at=timezone.now()),
    "not_in_experience": _not_in_experience,
    "experience_full": _experience("experience_full", outputs_in_all=0),
    "experience_full_today": _experience("experience_full_today", outputs_a_day=0),
    "unknown_asset": lambda cast: Scene(uuid4(), "remix", "deny", ("unknown_asset",)),
    "unknown_use": lambda cast: Scene(own_track(cast).pk, "hum", "deny", ("unknown_use",)),
    "use_not_for_asset": lambda cast: Scene(own_track(cast).pk, "speak", "deny", ("use_not_for_asset",)),
    "recording_needed": lambda cast: Scene(song_of(own_track(cast)).pk, "remix", "deny", ("recording_needed",)),
}
