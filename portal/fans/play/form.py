"""The form of each tool: what a fan may choose from, what was chosen, and what was wrong with it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, QueryDict

from artists.access import Invalid
from artists.catalog.models import AssetKind
from consent.experiences.public import Shown
from consent.licences.offer import PRESETS, Tool
from consent.making.models import Making

NAME = "{name}"
_AGE = "old_enough"  # in the session: the highest age somebody here said they have
_OF_A_TRACK = frozenset({Tool.REMIX_LAB, Tool.KARAOKE, Tool.PLAY_ALONG})


@dataclass(frozen=True)
class Choice:
    """One radio button: its value, its words, and the words before and after a name where there is one."""

    value: str
    label: str
    note: str = ""
    named: tuple[str, str] | None = None


@dataclass(frozen=True)
class MakeForm:
    """What the page needs to draw the form. `problem` is a sentence, `wrong` the field it is about (or empty)."""

    tool: str
    key: UUID
    tracks: tuple[Choice, ...] = ()
    presets: tuple[Choice, ...] = ()
    sentences: tuple[Choice, ...] = ()
    moods: tuple[Choice, ...] = ()
    least_age: int = 0
    of_a_track: bool = False
    longest: int | None = None
    chosen: Mapping[str, Any] = field(default_factory=dict)
    problem: str = ""
    wrong: str = ""


def form_of(
    shown: Shown, request: HttpRequest, *, chosen: Mapping[str, Any], problem: str = "", wrong: str = ""
) -> MakeForm:
    """The form for this experience, with what was chosen already."""
    offer = shown.offer
    recordings = [part.asset for part in shown.parts if part.asset.kind == AssetKind.RECORDING]
    of_a_track = offer.tool in _OF_A_TRACK
    presets = [code for code in offer.presets if code in PRESETS]
    asks = offer.least_age and request.session.get(_AGE, 0) < offer.least_age
    return MakeForm(
        offer.tool.value,
        uuid4(),
        tuple(Choice(str(one.pk), str(one)) for one in recordings) if of_a_track and len(recordings) > 1 else (),
        tuple(Choice(code, PRESETS[code]) for code in presets) if offer.tool is Tool.REMIX_LAB else (),
        tuple(_sentence(place, text) for place, text in enumerate(offer.sentences))
        if offer.tool is Tool.GREETING else (),
        tuple(Choice(mood, mood.capitalize()) for mood in offer.moods) if offer.tool is Tool.MOOD_MIX else (),
        offer.least_age if asks else 0,
        of_a_track,
        shown.terms.longest,
        chosen,
        problem,
        wrong,
    )  # fmt: skip


def without(form: MakeForm, left_out: Collection[str]) -> MakeForm:
    """The same without tracks that may not be used now; where one is left there is nothing to choose."""
    tracks = tuple(one for one in form.tracks if one.value not in left_out)
    return replace(form, tracks=tracks if len(tracks) > 1 else ())


def from_post(post: QueryDict) -> dict[str, Any]:
    """What was sent, as `consent.making.inputs` and the template read it."""
    names = ("preset", "strength", "start", "length", "sentence", "name", "asset")
    return {name: post[name] for name in names if name in post} | {"mood": post.getlist("mood")}


def from_making(making: Making, shown: Shown) -> dict[str, Any]:
    """What was chosen for something made before, to try again."""
    inputs = dict(making.inputs)
    sentences = shown.offer.sentences
    if inputs.get("sentence") in sentences:
        inputs["sentence"] = str(sentences.index(inputs["sentence"]))
    return inputs | {"mood": inputs.get("moods", []), "asset": str(making.asset_id)}


def asset_of(chosen: Mapping[str, Any]) -> UUID | None:
    """The track that was chosen; raises `Invalid` for what is none."""
    said = chosen.get("asset", "")
    try:
        return UUID(said) if said else None
    except ValueError:
        raise Invalid("asset_unknown", "Choose one of the tracks.", field="asset") from None


def require_age(request: HttpRequest, least_age: int) -> None:
    """Raise `Invalid` unless somebody here says, or has said, that they are old enough."""
    if not least_age or request.session.get(_AGE, 0) >= least_age:
        return
    if not request.POST.get("old_enough"):
        raise Invalid("age_needed", f"This is for people of {least_age} and older. Say that you are.", field="age")
    request.session[_AGE] = least_age


def _sentence(place: int, text: str) -> Choice:
    before, name, after = text.partition(NAME)
    return Choice(str(place), text.replace(NAME, "…"), named=(before, after) if name else None)
