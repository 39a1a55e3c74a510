"""What fans can do in the demonstration: five experiences that are open, and one in every other state.

Through the actions that everybody uses, with every yes given by who must give it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from artists.access import Actor
from artists.catalog.models import Asset, AssetKind
from consent.choices.actions import choose
from consent.choices.answers import Answer, Limits
from consent.choices.state import State
from consent.experiences import asking, drafting, steering
from consent.experiences.drafting import Sheet
from consent.experiences.models import Experience
from consent.licences.offer import Offer, Tool
from consent.requests.models import Request
from portal.ops.seeding.answers import having_read
from portal.ops.seeding.catalogue import work_off
from portal.ops.seeding.terms import answer, rate, terms
from portal.ops.seeding.world import World

STUDIO, HALCYON = "Soundcheck Studio", "Halcyon Audio"
NOBODY, AYLA, LABEL = (), ("Ayla Marsh",), ("Ayla Marsh", "Northlight Records")

TRACKS_THAT_SOUND = ("Winter Bus", "Night Ferry", "Breakwater", "Marble", "Quarry", "Soft Alarm", "Tidal Rooms")
"""Titles that the experiences below are made of: the demonstration brings sound for them."""

REMIX_LAB = Offer(
    Tool.REMIX_LAB, "Winter Bus, your weather", "Slow Winter Bus down, speed it up, make it wide, and keep it.",
    what_ai_does="Nothing. This is audio processing, as in a studio.", presets=("slowed", "sped", "nightcore",
    "lofi", "wide", "bass"), outputs_a_day=500, outputs_a_fan=20,
)  # fmt: skip
KARAOKE = Offer(
    Tool.KARAOKE, "Sing Marble with Odette", "Turn Odette’s voice down and sing Marble or Quarry yourself.",
    what_ai_does="A neural network takes voice and band apart. Nobody’s voice is made by AI.",
    post_production="Partly", outputs_a_day=300, outputs_a_fan=10,
)  # fmt: skip
PLAY_ALONG = Offer(
    Tool.PLAY_ALONG, "Learn Night Ferry by hand", "See the notes of Night Ferry run along, as slowly as you like.",
    what_ai_does="A neural network writes down the notes it hears. Some will be wrong.", outputs_a_day=200,
    outputs_a_fan=10,
)  # fmt: skip
GREETING = Offer(
    Tool.GREETING, "A hello from Ayla", "Type a name, and hear it greeted in words Ayla wrote.",
    what_ai_does="A synthetic voice that Ayla chose says it. It is not her own voice, and not an imitation of it.",
    vocals="All", sentences=(
        "Hello {name}, this is a greeting from Ayla Marsh. Thank you for listening to Night Ferry.",
        "Happy birthday, {name}! Ayla Marsh and the whole band wish you a good year.",
        "Good night, {name}. Sleep well, and see you at the next show.",
    ), voice="heart:60+emma:40", unwanted=("hate", "sponsor"), outputs_a_day=200, outputs_a_fan=5, least_age=13,
)  # fmt: skip
MOOD_MIX = Offer(
    Tool.MOOD_MIX, "Ayla, for how you feel", "Say how you feel, and get a mix of Ayla’s tracks with a reason for each.",
    what_ai_does="Software listens to tempo, key and mood, and puts tracks in order. The music stays as it is.",
    moods=("calm", "rainy", "happy", "driving", "sleepy"), outputs_a_fan=20,
)  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """An experience to sow: the offer, the uses and titles (none: Ayla's voice), who says yes, what fans' use pays."""

    offer: Offer
    titles: tuple[str, ...]
    yes: tuple[str, ...]
    pays: str = "0.05"
    partner: str = STUDIO


def sow_experiences(world: World) -> None:
    """Five that are open, one that waits, one that the artist paused, one that is over, one that is a draft."""
    _let_the_studio_speak(world)
    for plan in (
        Plan(REMIX_LAB, ("Winter Bus",), AYLA, "0.06"),
        Plan(KARAOKE, ("Marble", "Quarry"), ("Odette Quaye", "Northlight Records"), "0.04"),
        Plan(PLAY_ALONG, ("Night Ferry",), AYLA, "0.03"),
        Plan(GREETING, (), AYLA, "0.40"),
        Plan(MOOD_MIX, ("Winter Bus", "Night Ferry", "Breakwater", "Soft Alarm", "Tidal Rooms"), LABEL, "0.01"),
    ):
        _agreed(world, plan)
    waiting = replace(KARAOKE, title="Sing Tidal Rooms", promise="Turn the voice down and sing Tidal Rooms yourself.")
    _sent(world, Plan(waiting, ("Tidal Rooms",), NOBODY))
    paused = replace(PLAY_ALONG, title="Practise Winter Bus", promise="See the notes of Winter Bus run along.")
    steering.pause(_agreed(world, Plan(paused, ("Winter Bus",), AYLA)), actor=world.acting("ayla", "Ayla Marsh"))
    pilot = replace(KARAOKE, title="Winter Bus, without me", promise="A pilot: sing Winter Bus over the band.",
                    outputs_a_day=10, outputs_in_all=25)  # fmt: skip
    steering.end(_agreed(world, Plan(pilot, ("Winter Bus",), AYLA)), actor=world.acting("sam", STUDIO))
    draft = replace(REMIX_LAB, title="Soft Alarm at half speed", promise="Wake up later: Soft Alarm, slowed.",
                    presets=("slowed",), price=Decimal("1.50"))  # fmt: skip
    _drafted(world, Plan(draft, ("Soft Alarm",), NOBODY, partner=HALCYON))


def _let_the_studio_speak(world: World) -> None:
    """Ayla opens her voice for greetings to the studio too, beside the partner that has it already."""
    voice = Asset.objects.get(kind=AssetKind.VOICE, artist__name="Ayla Marsh")
    partners = Limits(tuple(sorted(world.teams[name].pk for name in (HALCYON, STUDIO))))
    choose(voice.pk, "speak", State(Answer.ON, partners), actor=world.acting("ayla", "Ayla Marsh"),
           consent=having_read("speak"))  # fmt: skip


def _drafted(world: World, plan: Plan) -> Experience:
    asked = terms(plan.offer.tool.uses, rate(plan.pays), assets=_assets(plan.titles), offer=plan.offer,
                  ends_on=timezone.now().date() + timedelta(days=180))  # fmt: skip
    return drafting.draft(Sheet(asked), actor=_of(world, plan))


def _sent(world: World, plan: Plan) -> Experience:
    return asking.submit(_drafted(world, plan), actor=_of(world, plan), purpose=plan.offer.promise)


def _agreed(world: World, plan: Plan) -> Experience:
    one = _sent(world, plan)
    answer(world, Request.objects.get(experiences=one), *plan.yes)
    work_off()
    one.refresh_from_db()
    if one.approved_at is None:
        raise LookupError(f"“{one.title}” did not get every yes.")
    return one


def _of(world: World, plan: Plan) -> Actor:
    return world.acting("sam" if plan.partner == STUDIO else "rin", plan.partner)


def _assets(titles: Sequence[str]) -> list[Asset]:
    if not titles:
        return [Asset.objects.get(kind=AssetKind.VOICE, artist__name="Ayla Marsh")]
    found = {
        one.title: one for one in Asset.objects.filter(kind=AssetKind.RECORDING, title__in=titles, version_title="")
    }
    return [found[title] for title in titles]
