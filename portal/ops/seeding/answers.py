"""What the demonstration's people have answered: a world in which much is open, some waits, and some is shut."""

from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import QuerySet

from artists.access import Actor
from artists.catalog.models import Asset, AssetKind
from consent.choices.actions import Consent, Outcome, choose, choose_for_songs, choose_for_tracks, undo
from consent.choices.answers import Answer, Limits
from consent.choices.defaults import set_default
from consent.choices.state import State
from consent.uses import text_of
from portal.ops.seeding.world import World

ON, ASK, OFF = State(Answer.ON), State(Answer.ASK), State(Answer.OFF)


def sow_defaults(world: World) -> None:
    """How new releases start: set before any music comes in."""
    ayla = world.acting("ayla", "Ayla Marsh")
    for use, state in (("discover", ON), ("analyse", ON), ("cover", ASK)):
        set_default(use, state, actor=ayla, consent=having_read(use))
    dana = world.acting("dana", "Northlight Records")
    set_default("discover", ON, actor=dana, consent=having_read("discover"))


def sow_answers(world: World) -> None:
    """Ayla and Marco, the label, the publisher and Odette, each for what they hold."""
    _ayla(world)
    _label(world)
    _publisher(world)
    odette = world.acting("odette", "Odette Quaye")
    for use, state in (("discover", ON), ("analyse", ON), ("cover", ON), ("remix", ASK)):
        _for_releases(["Marble"], use, state, odette)


def _ayla(world: World) -> None:
    ayla, marco = world.acting("ayla", "Ayla Marsh"), world.acting("marco", "Ayla Marsh")
    _for_releases(["Night Ferry", "Winter Bus", "Tidal Rooms", "Soft Alarm", "Lanterns"], "cover", ON, ayla)
    _for_releases(["Kitchen Tapes"], "cover", OFF, ayla)
    _for_releases(["Night Ferry", "Winter Bus", "Soft Alarm", "Lanterns"], "remix", ON, marco)
    _for_releases(["Tidal Rooms", "Last Tram Home"], "remix", ASK, marco)
    _for_releases(["Kitchen Tapes"], "remix", OFF, ayla)
    _for_releases(["Winter Bus", "Lanterns"], "reference", ON, marco)
    _for_releases(["Night Ferry", "Tidal Rooms"], "reference", ASK, marco)
    _for_releases(["Kitchen Tapes", "Night Ferry", "Tidal Rooms", "Lanterns"], "train", OFF, ayla)
    _for_releases(["Winter Bus"], "train", ASK, ayla)
    # Three she wants nobody to touch at all.
    for use in ("discover", "analyse", "cover", "remix", "reference", "train"):
        _for_tracks(["Nobody’s Umbrella", "Second Drawer", "Home Is a Verb"], use, OFF, ayla)
    only_halcyon = Limits((world.teams["Halcyon Audio"].pk,), ("DE", "NL", "NO"), datetime(2027, 3, 31, 22, tzinfo=UTC))
    _for_releases(["Orchard Radio"], "remix", State(Answer.ON, only_halcyon), ayla)
    _for_songs(["Lantern"], "cover", OFF, ayla)
    undone = _for_songs(["Slow Morning"], "cover", OFF, marco)
    if undone.batch:
        undo(undone.batch, actor=marco)
    voice, likeness = _personal("Ayla Marsh", AssetKind.VOICE), _personal("Ayla Marsh", AssetKind.LIKENESS)
    choose(
        voice,
        "speak",
        State(Answer.ON, Limits((world.teams["Halcyon Audio"].pk,))),
        actor=ayla,
        consent=having_read("speak"),
    )
    choose(voice, "sing", OFF, actor=ayla, consent=having_read("sing"))
    choose(likeness, "portray", ASK, actor=ayla, consent=having_read("portray"))


def _label(world: World) -> None:
    dana = world.acting("dana", "Northlight Records")
    everything = ["Tidal Rooms", "Soft Alarm", "Orchard Radio", "Last Tram Home", "Lanterns", "Marble", "Harbour Swim"]
    _for_releases(everything, "analyse", ON, dana)
    _for_releases(["Tidal Rooms", "Soft Alarm", "Orchard Radio", "Marble"], "remix", ON, dana)
    _for_releases(["Last Tram Home"], "remix", ASK, dana)
    _for_releases(["Lanterns"], "reference", ON, dana)
    _for_releases(["Tidal Rooms"], "reference", ASK, dana)
    _for_releases(["Last Tram Home", "Marble", "Harbour Swim"], "reference", OFF, dana)
    _for_releases(everything, "train", OFF, dana)
    # What is left, remixes of two releases and new music from the singles, waits for her.


def _publisher(world: World) -> None:
    theo = world.acting("theo", "Harbour Songs")
    _for_songs(["Breakwater", "Cold Deck", "Tidal Rooms", "Glass Orchard", "Soft Alarm", "Wick"], "cover", ON, theo)
    _for_songs(["Undertow", "Two Chairs"], "cover", ASK, theo)
    _for_songs(["Salt Letters"], "cover", OFF, theo)
    _for_songs(["Breakwater", "Tidal Rooms", "Soft Alarm"], "remix", ON, theo)
    # All else of theirs waits for them.


def _for_releases(titles: Iterable[str], use: str, state: State, actor: Actor) -> Outcome:
    tracks = _own(AssetKind.RECORDING, actor).filter(releases__title__in=titles)
    return choose_for_tracks(_ids(tracks), use, state, actor=actor, consent=having_read(use))


def _for_tracks(titles: Iterable[str], use: str, state: State, actor: Actor) -> Outcome:
    tracks = _own(AssetKind.RECORDING, actor).filter(title__in=titles)
    return choose_for_tracks(_ids(tracks), use, state, actor=actor, consent=having_read(use))


def _for_songs(titles: Iterable[str], use: str, state: State, actor: Actor) -> Outcome:
    songs = _own(AssetKind.COMPOSITION, actor).filter(title__in=titles)
    return choose_for_songs(_ids(songs), use, state, actor=actor, consent=having_read(use))


def _own(kind: AssetKind, actor: Actor) -> QuerySet[Asset]:
    return Asset.objects.visible_to(actor).filter(kind=kind, holdings__team=actor.team_id)


def _ids(assets: QuerySet[Asset]) -> list[UUID]:
    found = list(assets.order_by("id").distinct().values_list("id", flat=True))
    if not found:
        raise LookupError("The seed answers for something that its files did not bring in.")
    return found


def _personal(artist: str, kind: AssetKind) -> UUID:
    return Asset.objects.get(kind=kind, artist__name=artist).pk


def having_read(use: str) -> Consent:
    """What somebody brings who has read the text of the use and its review."""
    return Consent(text_of(use).sha256, reviewed=True)
