"""Does everything under an experience hold at this moment? Asked of the check itself, never kept."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from django.utils import timezone

from artists.access import TeamKind
from artists.catalog.models import Asset
from artists.teams.models import Team
from consent.choices.answers import CHOICE_ASK, NOT_ANSWERED, TERRITORY_NOT_NAMED
from consent.choices.models import Standing
from consent.decisions.checks import NO_LICENCE, Question, Verdict, check_for
from consent.decisions.reasons import reason
from consent.experiences.models import Experience, Ingredient
from consent.experiences.states import Because, State
from consent.licences.offer import Tool
from consent.licences.states import State as LicenceState
from consent.uses import USES

FULL, FULL_TODAY = "experience_full", "experience_full_today"

# What fans read. It never says who voted or chose what; only the artist's own pause is called that.
SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "": "",
        "not_yet": "This opens on {day}. Come back then.",
        Because.HOLDER.value: "{who} paused this for now. That is theirs to decide, and it may be back.",
        Because.PARTNER.value: "{partner} is taking a short break with this. Look in again soon.",
        Because.CHOICE.value: "This is resting: not everybody whose yes it needs says yes right now. "
        "That is theirs to decide.",
        Because.LICENCE.value: "This is resting: the agreement behind it is on hold right now.",
        Because.NARROWED.value: "This is resting while the people behind the music settle new limits for it.",
        Because.OPERATOR.value: "We have stopped this for now while we look into something.",
        "ended": "This is over. Thank you to everybody who made something here.",
        "full": "All that were agreed for this have been made. It was lovely.",
        "full_today": "All of today’s have been made. It opens again at midnight, UTC.",
        "elsewhere": "This is not open where you are. The people behind the music opened it for other places.",
    }
)


_LEFT_OUT: Mapping[str, str] = MappingProxyType(
    {
        Because.CHOICE.value: "“{title}” is left out right now: not everybody whose yes it needs says yes to it. "
        "That is theirs to decide.",
        Because.LICENCE.value: "“{title}” is left out right now: the agreement behind this does not cover it.",
        "elsewhere": "“{title}” is left out where you are: it was opened for other places.",
    }
)


@dataclass(frozen=True)
class LeftOut:
    """A track that may not be used now, of an experience that goes on with its others. `sentence` is for fans."""

    asset: UUID
    title: str
    codes: frozenset[str]
    sentence: str


@dataclass(frozen=True)
class Held:
    """Whether fans may make something now. `because` is why not: a code, empty when open; `sentence` for fans.

    `left_out` are the tracks that it does without while it is open.
    """

    open: bool
    because: str
    sentence: str
    left_out: tuple[LeftOut, ...] = ()


Codes = Mapping[UUID, frozenset[str]]
"""What a check finds missing, by asset; nothing for what it allows."""


def open_now(
    experiences: Sequence[Experience], *, territory: str | None = None, now: datetime | None = None
) -> dict[UUID, Held]:
    """For each experience, whether a check says allow for everything in it at this moment, and else why not. One that
    uses its tracks one by one is open while it may use one of them, and says which it leaves out.

    `territory` is where the fan is (ISO 3166-1), None where that does not matter: then one of its own territories is
    enough, and everywhere where it names none. Two queries however many there are, and one more where something is
    left out; reads `partner` and `paused_for` of each row.
    """
    at = now or timezone.now()
    found = {one.pk: _by_itself(one, at) for one in experiences}
    asked = [one for one in experiences if found[one.pk] is None]
    pairs = pairs_of([one.pk for one in asked], {one.pk: one.uses for one in asked})
    codes = _reasons(asked, pairs, territory, at)
    found |= {one.pk: _said(one, why(_shut(one, codes[one.pk])), at) for one in asked}
    return _with_left_out({pk: held for pk, held in found.items() if held is not None}, codes)


def missing(experience: Experience, *, now: datetime) -> frozenset[str]:
    """The codes of every reason why a check does not allow all of it; empty where it does. The row is live."""
    pairs = pairs_of([experience.pk], {experience.pk: experience.uses})
    return _shut(experience, _reasons([experience], pairs, None, now)[experience.pk])


def unsettled(experience: Experience, codes: Collection[str]) -> bool:
    """Whether no more is missing than a standing that has not been worked out yet, after the catalogue changed."""
    if set(codes) != {NOT_ANSWERED}:
        return False
    pairs = pairs_of([experience.pk], {experience.pk: experience.uses})[experience.pk]
    known = Standing.objects.filter(asset__in=[asset for asset, _ in pairs], use__in=experience.uses)
    return not set(pairs) <= set(known.values_list("asset_id", "use"))


def in_words(codes: Collection[str]) -> list[str]:
    """The sentences of these reasons, as whoever may ask reads them: never whose choice it is."""
    return [reason(code).sentence for code in sorted(codes)]


def in_the_way(experience: Experience, *, now: datetime | None = None) -> frozenset[str]:
    """What a check finds missing besides that it is paused: for who asks why it cannot go on. Reads `licence`."""
    codes = missing(experience, now=now or timezone.now()) - {"experience_closed"}
    licence = experience.licence
    stopped = licence is not None and licence.state not in (LicenceState.SIGNED, LicenceState.DRAFT)
    return codes | {NO_LICENCE} if stopped else codes


def why(codes: Collection[str]) -> str:
    """What reasons come to for fans: the code of `Held.because`, empty where there is none."""
    if not codes:
        return ""
    if set(codes) <= {FULL, FULL_TODAY}:
        return "full" if FULL in codes else "full_today"
    if set(codes) <= {TERRITORY_NOT_NAMED, FULL, FULL_TODAY}:
        return "elsewhere"
    # Without its licence, a choice to be asked each time stays without its answer too.
    unlicensed = NO_LICENCE in codes and set(codes) <= {NO_LICENCE, CHOICE_ASK, FULL, FULL_TODAY}
    return Because.LICENCE.value if unlicensed else Because.CHOICE.value


def pairs_of(experiences: Iterable[UUID], uses: Mapping[UUID, Sequence[str]]) -> dict[UUID, list[tuple[UUID, str]]]:
    """Each asset with each use that is asked of its kind, for many experiences. One query."""
    pairs: dict[UUID, list[tuple[UUID, str]]] = {pk: [] for pk in experiences}
    rows = Ingredient.objects.filter(experience__in=pairs).order_by("pk")
    for pk, asset, kind in rows.values_list("experience_id", "asset_id", "asset__kind") if pairs else ():
        pairs[pk] += [(asset, use) for use in uses[pk] if use in USES and kind in USES[use].subjects]
    return pairs


def _reasons(
    some: Sequence[Experience], pairs: Mapping[UUID, list[tuple[UUID, str]]], territory: str | None, at: datetime
) -> dict[UUID, Codes]:
    """What keeps each asset of each from being used; where nobody says where, in its best territory."""
    keys: list[tuple[UUID, str | None, UUID]] = []
    questions: list[Question] = []
    partners: list[int] = []
    for one in some:
        places: Sequence[str | None] = [territory] if territory else one.territories or [None]
        for place in places:
            for asset, use in pairs[one.pk]:
                keys.append((one.pk, place, asset))
                questions.append(Question(use, asset, territory=place, experience=one.pk))
                partners.append(one.partner_id)
    said: dict[UUID, dict[str | None, dict[UUID, frozenset[str]]]] = {one.pk: {} for one in some}
    for (pk, place, asset), verdict in zip(keys, check_for(questions, partners, at=at), strict=True):
        here = said[pk].setdefault(place, {})
        here[asset] = here.get(asset, frozenset()) | _codes(verdict)
    return {one.pk: _best(one, said[one.pk].values()) for one in some}


def _best(one: Experience, places: Iterable[Codes]) -> Codes:
    """The place where least is missing: for it to be open at all, then for everything in it."""
    return min(places, key=lambda codes: (len(_shut(one, codes)), sum(map(len, codes.values()))), default={})


def _shut(one: Experience, codes: Codes) -> frozenset[str]:
    """What keeps it from being open; empty where it is. Without anything to ask for, it offers nothing.

    Used one by one, a track that nothing stands in the way of is enough; and where only its being full does, it is
    full, whatever is wrong with the others.
    """
    if not codes:
        return frozenset({"not_in_experience"})
    if Tool(one.tool).each_alone:
        good = [said for said in codes.values() if said <= {FULL, FULL_TODAY}]
        if good:
            return min(good, key=len)
    return frozenset().union(*codes.values())


def _with_left_out(found: dict[UUID, Held], codes: Mapping[UUID, Codes]) -> dict[UUID, Held]:
    """The same, with what the open ones leave out."""
    left = {pk: {asset: said for asset, said in codes[pk].items() if said} for pk in codes if found[pk].open}
    assets = Asset.objects.in_bulk({asset for some in left.values() for asset in some}) if any(left.values()) else {}
    return found | {
        pk: replace(found[pk], left_out=tuple(_left_out(assets[asset], said) for asset, said in some.items()))
        for pk, some in left.items()
    }


def _left_out(asset: Asset, codes: frozenset[str]) -> LeftOut:
    title = str(asset)
    return LeftOut(asset.pk, title, codes, _LEFT_OUT[why(codes)].format(title=title))


def _codes(verdict: Verdict) -> frozenset[str]:
    return frozenset() if verdict.answer == "allow" else frozenset(reason.code for reason in verdict.reasons)


def _by_itself(one: Experience, at: datetime) -> Held | None:
    """What the row alone says; None where it takes a check."""
    if one.state == State.ENDED or (one.ends_at is not None and one.ends_at <= at and one.state != State.DRAFT):
        return _said(one, "ended", at)
    if one.state == State.PAUSED:
        return _said(one, one.paused_because or Because.PARTNER.value, at)
    if one.state != State.LIVE or one.starts_at is None or one.starts_at > at:
        return _said(one, "not_yet", at)
    return None


def _said(one: Experience, because: str, at: datetime) -> Held:
    sentence = SENTENCES[because]
    if because == Because.HOLDER:
        sentence = sentence.format(who=_who(one.paused_for))
    elif because == Because.PARTNER:
        sentence = sentence.format(partner=one.partner.name)
    elif because == "not_yet":
        soon = one.starts_at if one.starts_at and one.starts_at > at and one.approved_at else None
        sentence = sentence.format(day=f"{soon:%-d %B %Y}") if soon else "This is not open yet."
    return Held(not because, because, sentence)


def _who(team: Team | None) -> str:
    """The artist by name; a label or a publisher is never the one to blame in front of fans."""
    return team.name if team is not None and team.team_kind is TeamKind.ARTIST else "One of the people behind this"
